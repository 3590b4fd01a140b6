package dev.carillon.bench.monitor;

import dev.carillon.bench.machine.Children;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the marker says of itself, from its FIFO. */
final class Marks implements AutoCloseable {
    private final BlockingQueue<Mark> come = new LinkedBlockingQueue<>();
    private final RandomAccessFile fifo;

    /**
     * A program that was started.
     *
     * @param nanos when it began, as {@link System#nanoTime} tells it
     * @param pid its process id
     */
    record Mark(long nanos, long pid) {}

    /** Opens it for both ways, so that it neither waits for the first who writes nor ends with the last. */
    Marks(Path path) throws Children.Failure {
        try {
            fifo = new RandomAccessFile(path.toFile(), "rw");
            FileInputStream input = new FileInputStream(fifo.getFD());
            Thread.ofPlatform().daemon().start(() -> read(input));
        } catch (IOException e) {
            throw new Children.Failure(path + ": " + e.getMessage());
        }
    }

    private void read(FileInputStream input) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                come.add(new Mark(Long.parseLong(words[0]), Long.parseLong(words[1])));
            }
        } catch (IOException e) {
            // Closed: nobody waits for more.
        }
    }

    /** The next one; null if there is none within so long. */
    @Nullable
    Mark await(long millis) throws Children.Failure {
        try {
            return come.poll(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new Children.Failure("interrupted");
        }
    }

    @Override
    public void close() {
        try {
            fifo.writeBytes("\n"); // which ends the reading
            fifo.close();
        } catch (IOException e) {
            // It is gone then, too.
        }
    }
}
