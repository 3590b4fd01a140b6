package dev.carillon.app.command;

import dev.carillon.linux.Poll;
import dev.carillon.linux.StreamFd;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lines for a stream whose reader may stall, such as a pager: who says one never waits. It is written at once where that is
 * possible. Else it waits, with a thousand others at the most, for a thread that waits for the reader; those beyond are counted, and
 * the count is a line where they would have been. Safe from any thread.
 */
public final class Lines {
    private static final int MOST = 1000;
    /** What is ready takes that much without waiting: PIPE_BUF, {@code pipe(7)}. */
    private static final int PIECE = 4096;

    private static final long FOR_EVER = -1;

    private final PrintStream out;
    /** Null for a stream of this process, which takes everything. */
    private final @Nullable StreamFd descriptor;
    /** Made when first wanted; used by who says a line, or by the thread as long as there is one. */
    private @Nullable Poll ready;

    /** Guarded by this. */
    private final Queue<byte[]> waiting = new ArrayDeque<>();

    private long lost;
    /** A thread has the stream for itself. */
    private boolean isBusy;

    private Lines(PrintStream out, @Nullable StreamFd descriptor) {
        this.out = out;
        this.descriptor = descriptor;
    }

    /** Lines for standard output, standard error, or any other stream. */
    public static Lines to(PrintStream out) {
        if (out == System.out) {
            return new Lines(out, StreamFd.adopt(1, "stdout"));
        }
        return new Lines(out, out == System.err ? StreamFd.adopt(2, "stderr") : null);
    }

    /** Has a line written, now or when the reader takes it. */
    public synchronized void say(String line) {
        byte[] bytes = (line + System.lineSeparator()).getBytes(out.charset());
        int written = 0;
        if (!isBusy) {
            while (written < bytes.length && awaitReady(0)) {
                written += piece(bytes, written);
            }
        }
        if (written == bytes.length) {
            return;
        }
        if (waiting.size() == MOST || lost > 0) {
            lost++;
            return;
        }
        waiting.add(written == 0 ? bytes : Arrays.copyOfRange(bytes, written, bytes.length));
        if (!isBusy) {
            isBusy = true;
            Thread.ofPlatform().daemon().name("lines").start(this::writeWaiting);
        }
    }

    private int piece(byte[] bytes, int from) {
        int length = Math.min(PIECE, bytes.length - from);
        out.write(bytes, from, length);
        out.flush();
        return length;
    }

    private void writeWaiting() {
        for (byte[] bytes = next(); bytes.length > 0; bytes = next()) {
            for (int written = 0; written < bytes.length; written += piece(bytes, written)) {
                awaitReady(FOR_EVER);
            }
        }
    }

    /** What is to be written next; empty if there is nothing more. */
    private synchronized byte[] next() {
        byte[] bytes = waiting.poll();
        if (bytes != null) {
            return bytes;
        }
        if (lost > 0) {
            String line = lost + " lines are left out: nobody has read those before them" + System.lineSeparator();
            lost = 0;
            return line.getBytes(out.charset());
        }
        isBusy = false;
        notifyAll();
        return new byte[0];
    }

    /**
     * Waits until all is written, but not for ever. What is left then is lost with the process.
     *
     * @param patience how long
     * @return whether all is written
     */
    public synchronized boolean flush(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (isBusy) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /** Waits until something can be written; an error can be, and is met in writing. For who has the stream for itself. */
    private boolean awaitReady(long nanos) {
        if (descriptor == null) {
            return true;
        }
        Poll poll = ready;
        if (poll == null) {
            ready = poll = new Poll();
            poll.add(descriptor, Poll.OUT);
        }
        return poll.await(nanos) > 0;
    }
}
