package dev.carillon.app.monitor;

import dev.carillon.linux.LinuxException;
import dev.carillon.linux.StreamFd;
import dev.carillon.loop.CounterSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The other thread: adds to the counter and writes into the pipe, again and again, until stopped. */
final class Generator implements AutoCloseable {
    private final @Nullable CounterSource counter;
    private final @Nullable StreamFd pipe;
    private final long periodNanos;
    private final Thread thread;
    private volatile boolean stopped;

    Generator(@Nullable CounterSource counter, @Nullable StreamFd pipe, Duration period) {
        this.counter = counter;
        this.pipe = pipe;
        this.periodNanos = period.toNanos();
        this.thread = Thread.ofPlatform().name("generator").daemon().start(this::generate);
    }

    private void generate() {
        long next = System.nanoTime();
        for (long number = 1; !stopped; number++) {
            if (counter != null) {
                counter.add(number);
            }
            if (pipe != null) {
                write("message " + number + '\n');
            }
            next += periodNanos;
            long left;
            while (!stopped && (left = next - System.nanoTime()) > 0) {
                LockSupport.parkNanos(left);
            }
        }
    }

    /** A line is far shorter than what a pipe takes whole or not at all; a full pipe is tried again. */
    private void write(String line) {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        try {
            while (!stopped && pipe != null && pipe.write(bytes) == 0) {
                LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            }
        } catch (LinuxException | IllegalStateException e) {
            stopped = true; // an end of the pipe is closed: the monitor ends
        }
    }

    /** Ends the thread; what it has sent is in the kernel then. */
    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
