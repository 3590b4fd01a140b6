package dev.carillon.testkit;

import dev.carillon.linux.Signal;
import dev.carillon.linux.Signals;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A JVM of one's own, with this JVM's class path: for what cannot be tried in a JVM that runs tests, such as signals,
 * exit codes and full descriptor tables. Its standard output and error are one stream of lines.
 *
 * {@snippet :
 * try (ChildJvm child = ChildJvm.of(PrintSignals.class).blocking(Signal.USR1).start()) {
 *     child.awaitLine("ready");
 *     child.send(Signal.USR1);
 *     child.awaitLine("got USR1");
 *     child.endInput();
 *     assertThat(child.awaitExit()).isZero();
 * }
 * }
 *
 * <p>Waits end with an {@link AssertionError} that has all the child's output, when the child ends or after a minute. Close
 * kills the child. All methods are safe from any thread.
 */
public final class ChildJvm implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Process process;
    private final Path runtime;
    private final Thread reader;

    /** The lines so far, and whether there can be more; guarded by this. */
    private final List<String> lines = new ArrayList<>();

    private boolean ended;
    private int consumed;

    ChildJvm(Process process, Path runtime) {
        this.process = process;
        this.runtime = runtime;
        reader = Thread.ofPlatform()
                .daemon()
                .name("output of child " + process.pid())
                .start(this::collect);
    }

    /**
     * Prepares a child.
     *
     * @param main the class with the {@code main} method, also a nested one or one of the test classes
     * @return settings, to {@link ChildJvmBuilder#start} with
     */
    public static ChildJvmBuilder of(Class<?> main) {
        return new ChildJvmBuilder(main);
    }

    private void collect() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            add("(output is lost: " + e.getMessage() + ")"); // the child was killed while it wrote
        } finally {
            end();
        }
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /**
     * The child's process id; also that of the JVM when it was started through {@code env}, which becomes it.
     *
     * @return the id
     */
    public long pid() {
        return process.pid();
    }

    /**
     * The child's output so far.
     *
     * @return the lines, in order
     */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /**
     * Waits for a line that contains a text, beyond the one the last wait found.
     *
     * @param part a part of the line
     * @return the line
     * @throws AssertionError if the output ends without it, or after a minute
     */
    public String awaitLine(String part) {
        return awaitLine("a line with \"" + part + "\"", line -> line.contains(part));
    }

    /**
     * Waits for a line, beyond the one the last wait found.
     *
     * @param what the line looked for, in words, for the message
     * @param wanted whether it is this line
     * @return the line
     * @throws AssertionError if the output ends without it, or after a minute
     */
    public synchronized String awaitLine(String what, Predicate<String> wanted) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            while (consumed < lines.size()) {
                String line = lines.get(consumed++);
                if (wanted.test(line)) {
                    return line;
                }
            }
            long left = deadline - System.nanoTime();
            if (ended || left <= 0) {
                throw failure((ended ? "ended without " : "did not print in a minute ") + what);
            }
            waitFor(left);
        }
    }

    private void waitFor(long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(nanos, 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("was waited for by an interrupted thread");
        }
    }

    private AssertionError failure(String what) {
        return new AssertionError(
                "child JVM " + process.pid() + " " + what + "; its output:\n" + String.join("\n", lines()));
    }

    /**
     * Sends the child a signal.
     *
     * @param signal which
     */
    public void send(Signal signal) {
        Signals.send(process.pid(), signal);
    }

    /**
     * Writes a line to the child's standard input.
     *
     * @param line without the line's end
     */
    public void println(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(failure("takes no input").getMessage(), e);
        }
    }

    /** Ends the child's standard input. */
    public void endInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(failure("takes no input").getMessage(), e);
        }
    }

    /**
     * Waits for the child's end and for all of its output.
     *
     * @return the exit code; 128 + n if signal n killed it
     * @throws AssertionError if it still runs after a minute
     */
    public int awaitExit() {
        try {
            if (!process.waitFor(LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
                throw failure("still runs after a minute");
            }
            reader.join(LIMIT);
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("was waited for by an interrupted thread");
        }
    }

    /** Kills the child if it still runs, and waits for its end. */
    @Override
    public void close() {
        process.destroyForcibly();
        awaitExit();
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // Input that the child did not take is lost with the child.
        }
        removeRuntime();
    }

    private void removeRuntime() {
        try (Stream<Path> left = Files.walk(runtime)) {
            left.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // A process that has taken over from the child is about to remove the same.
        }
    }
}
