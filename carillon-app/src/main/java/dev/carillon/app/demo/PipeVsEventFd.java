package dev.carillon.app.demo;

import dev.carillon.linux.EventFd;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.StreamFd;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/**
 * Pipe and eventfd side by side in their two offices: to wake a sleeping thread, and to hand something over.
 *
 * <p>The eventfd tells how many there were: one descriptor, eight bytes in the kernel, and a reader that is late takes all
 * at once. The pipe keeps every message, in order, with what it says: two descriptors, a buffer, and a writer that has to
 * wait when it is full. The times are of one short run: they tell the order of magnitude, no more.
 */
final class PipeVsEventFd implements Demo {
    private static final int WARM_UP = 500;
    private static final int ROUNDS = 2_500;
    private static final int HANDOVERS = 50_000;
    private static final int READ_BUFFER = 4096;
    private static final String ROW = "  %-8s %11s %11s %8s %8s %10s%n";

    /** What all hand-overs of one kind took; writes and reads are system calls. */
    record Cost(String name, int descriptors, long bytes, int writes, int reads, long nanosEach, boolean complete) {
        boolean show(PrintStream out) {
            out.printf(Locale.ROOT, ROW, name, descriptors, bytes, writes, reads, nanosEach);
            return complete;
        }
    }

    @Override
    public int run(PrintStream out, List<String> arguments) throws Exception {
        WakeUps.byEventFd(WARM_UP); // so that the first one measured does not pay for the start of all
        WakeUps.byPipe(WARM_UP);
        out.println(2 * ROUNDS + " wake-ups, from thread to thread and back");
        heading(out);
        boolean held = WakeUps.byEventFd(ROUNDS).show(out);
        held &= WakeUps.byPipe(ROUNDS).show(out);
        out.println(HANDOVERS + " hand-overs to a reader that may be late");
        heading(out);
        held &= counted().show(out);
        held &= carried().show(out);
        out.println("The eventfd says how many; only the pipe says which.");
        return Demo.check(out, held, "all arrived: by number through the eventfd, in order through the pipe");
    }

    private static void heading(PrintStream out) {
        out.printf(Locale.ROOT, ROW, "", "descriptors", "bytes read", "writes", "reads", "ns each");
    }

    private static Cost counted() throws Exception {
        try (EventFd counter = EventFd.open(0, EnumSet.of(EventFd.Flag.CLOEXEC))) {
            long start = System.nanoTime();
            FutureTask<Integer> writer = inThread(() -> {
                for (int i = 0; i < HANDOVERS; i++) {
                    counter.add(1);
                }
                return HANDOVERS;
            });
            long sum = 0;
            int reads = 0;
            while (sum < HANDOVERS) { // an eventfd has no end, so the number has to be known
                sum += counter.read();
                reads++;
            }
            int writes = writer.get();
            long each = (System.nanoTime() - start) / HANDOVERS;
            return new Cost("eventfd", 1, (long) reads * Long.BYTES, writes, reads, each, sum == HANDOVERS);
        }
    }

    private static Cost carried() throws Exception {
        try (Pipe pipe = Pipe.openBlocking()) {
            long start = System.nanoTime();
            FutureTask<Integer> writer = inThread(() -> {
                try (StreamFd end = pipe.writer()) { // its close is what ends the reader
                    return write(end);
                }
            });
            Messages messages = new Messages();
            int reads = messages.readAll(pipe.reader());
            int writes = writer.get();
            long each = (System.nanoTime() - start) / HANDOVERS;
            return new Cost("pipe", 2, messages.bytes, writes, reads, each, messages.areComplete());
        }
    }

    private static int write(StreamFd pipe) {
        ByteBuffer message = ByteBuffer.allocateDirect(Long.BYTES);
        int calls = 0;
        for (long number = 0; number < HANDOVERS; number++) {
            message.clear().putLong(0, number);
            while (message.hasRemaining()) {
                pipe.write(message);
                calls++;
            }
        }
        return calls;
    }

    /** Numbers that come through the pipe: each is one more than the one before. */
    private static final class Messages {
        private long bytes;
        private long next;
        private boolean inOrder = true;

        int readAll(StreamFd pipe) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BUFFER);
            int calls = 1; // the one that finds the end
            for (int count = pipe.read(buffer); count != StreamFd.END; count = pipe.read(buffer)) {
                calls++;
                bytes += count;
                buffer.flip();
                while (buffer.remaining() >= Long.BYTES) {
                    inOrder &= buffer.getLong() == next++;
                }
                buffer.compact(); // a read may end within a message: its beginning waits for the rest
            }
            return calls;
        }

        boolean areComplete() {
            return inOrder && next == HANDOVERS;
        }
    }

    static <T> FutureTask<T> inThread(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().name("other side").start(task);
        return task;
    }
}
