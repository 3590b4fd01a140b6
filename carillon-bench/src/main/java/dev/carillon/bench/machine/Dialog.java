package dev.carillon.bench.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A program that the runner talks with by lines, and that ends when its input does: so also when the runner dies. For one
 * thread.
 */
public final class Dialog implements AutoCloseable {
    private static final String END = "\n";

    private final String name;
    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    public Dialog(String name, List<String> command) throws Children.Failure {
        this.name = name;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new Children.Failure(e.getMessage());
        }
        Thread.ofVirtual().name(name).start(this::listen);
    }

    private void listen() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            reader.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            // The end, as below.
        }
        lines.add(END);
    }

    public long pid() {
        return process.pid();
    }

    /** The next line it prints that begins so, without that beginning. */
    public String await(String beginning, int seconds) throws Children.Failure {
        return await(beginning, line -> line.startsWith(beginning), seconds)
                .substring(beginning.length())
                .strip();
    }

    /** The next line it prints that has this in it. */
    public String awaitWith(String part, int seconds) throws Children.Failure {
        return await(part, line -> line.contains(part), seconds);
    }

    private String await(String what, Predicate<String> wanted, int seconds) throws Children.Failure {
        StringBuilder others = new StringBuilder();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        try {
            while (true) {
                String line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (line == null) {
                    throw new Children.Failure(name + " did not say \"" + what + "\" in " + seconds + " s" + others);
                }
                if (wanted.test(line)) {
                    return line;
                }
                if (line.equals(END) || line.startsWith("failed")) {
                    throw new Children.Failure(name + (line.equals(END) ? " ended" : " " + line) + others);
                }
                others.append(": ").append(line);
            }
        } catch (InterruptedException e) {
            throw new Children.Failure("interrupted");
        }
    }

    /** Says something, and gives the rest of the line that answers it with this beginning. */
    public String ask(String question, String beginning, int seconds) throws Children.Failure {
        try {
            OutputStream output = process.getOutputStream();
            output.write((question + "\n").getBytes(StandardCharsets.UTF_8));
            output.flush();
        } catch (IOException e) {
            throw new Children.Failure(name + " does not listen: " + e.getMessage());
        }
        return await(beginning, seconds);
    }

    /** Asks it to end, as {@code kill(1)} does; what it prints then is awaited by {@link #awaitEnd}. */
    public void terminate() {
        process.destroy();
    }

    /** Waits for its end. */
    void awaitEnd(int seconds) throws Children.Failure {
        try {
            if (process.waitFor(seconds, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            // Said as the same.
        }
        process.destroyForcibly();
        throw new Children.Failure(name + " did not end in " + seconds + " s");
    }

    /** Ends it: by the end of its input, and if that does not help, by force. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            awaitEnd(2);
        } catch (IOException | Children.Failure e) {
            process.destroyForcibly();
        }
    }
}
