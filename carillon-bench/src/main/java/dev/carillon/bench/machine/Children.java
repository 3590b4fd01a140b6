package dev.carillon.bench.machine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Programs that the runner starts and whose output it reads, each with a limit of time. */
public final class Children {
    /** What {@code ./carillon} gives the JVM, and a heap that is large enough for every side. */
    public static final List<String> JVM_OPTIONS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-XX:MaxInlineLevel=25",
            "-Xms2g",
            "-Xmx2g");

    /** More options where a process is looked at from outside: the heap is touched at the start, so what it grows by is not its heap. */
    public static final List<String> TOUCHED_HEAP = List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");

    private Children() {}

    /** Thrown if a program could not be started, failed or took too long; the message says which and why. */
    public static final class Failure extends Exception {
        private static final long serialVersionUID = 1;

        public Failure(String message) {
            super(message);
        }
    }

    /** Runs a main class of this module in a JVM of its own. */
    public static String java(int seconds, Class<?> mainClass, Object... arguments) throws Failure {
        List<String> command = javaCommand(mainClass);
        command.add(1, "-XX:MarkSweepAlwaysCompactCount=1"); // else SerialGC leaves 5 % of dead objects where they are
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return run(seconds, command);
    }

    /** How a main class of this module is started in a JVM of its own; to be added to. */
    public static List<String> javaCommand(Class<?> mainClass) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(JVM_OPTIONS);
        command.addAll(LoopChoice.properties());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass.getName()));
        return command;
    }

    /** Runs a program and gives what it printed. */
    public static String run(int seconds, List<String> command) throws Failure {
        try {
            Process process = new ProcessBuilder(command).start();
            process.getOutputStream().close();
            CompletableFuture<String> printed = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
            CompletableFuture<String> complained = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new Failure(command.getFirst() + " took more than " + seconds + " s");
            }
            if (process.exitValue() != 0) {
                String said = (complained.join() + printed.join()).strip();
                throw new Failure(command.getFirst() + " failed with " + process.exitValue() + ": " + said);
            }
            return printed.join();
        } catch (IOException e) {
            throw new Failure(e.getMessage());
        } catch (InterruptedException e) {
            throw new Failure("interrupted");
        }
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
