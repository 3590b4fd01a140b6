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
 * The same hand-overs from one thread to another, through an eventfd and through a pipe, with what each costs.
 *
 * <p>The eventfd tells how many there were: one descriptor, eight bytes in the kernel, and a reader that is late takes all
 * at once. The pipe keeps every message, in order, with what it says: two descriptors, a buffer, and a writer that has to
 * wait when it is full. The times are of one short run: see {@code carillon bench mechanisms} for measurements.
 */
final class PipeVsEventFd implements Demo {
    private static final int HANDOVERS = 50_000;
    private static final int READ_BUFFER = 4096;
    private static final String ROW = "%-8s %11s %12s %8s %8s %10s%n";

    /** What one side did. */
    private record Side(int calls, long bytes, boolean complete) {}

    @Override
    public int run(PrintStream out, List<String> arguments) throws Exception {
        out.println(HANDOVERS + " hand-overs from thread to thread");
        out.printf(Locale.ROOT, ROW, "", "descriptors", "bytes read", "writes", "reads", "ns each");
        boolean eventFd = eventFd(out);
        boolean pipe = pipe(out);
        return Demo.check(
                out, eventFd && pipe, "all arrived: by number through the eventfd, in order through the pipe");
    }

    private static boolean eventFd(PrintStream out) throws Exception {
        try (EventFd counter = EventFd.open(0, EnumSet.of(EventFd.Flag.CLOEXEC))) {
            long start = System.nanoTime();
            FutureTask<Side> writer = inThread(() -> {
                for (int i = 0; i < HANDOVERS; i++) {
                    counter.add(1);
                }
                return new Side(HANDOVERS, (long) HANDOVERS * Long.BYTES, true);
            });
            long sum = 0;
            int reads = 0;
            while (sum < HANDOVERS) { // an eventfd has no end, so the number has to be known
                sum += counter.read();
                reads++;
            }
            Side reader = new Side(reads, (long) reads * Long.BYTES, sum == HANDOVERS);
            return row(out, "eventfd", 1, writer.get(), reader, System.nanoTime() - start);
        }
    }

    private static boolean pipe(PrintStream out) throws Exception {
        try (Pipe pipe = Pipe.openBlocking()) {
            long start = System.nanoTime();
            FutureTask<Side> writer = inThread(() -> {
                try (StreamFd end = pipe.writer()) { // its close is what ends the reader
                    return write(end);
                }
            });
            Side reader = read(pipe.reader());
            return row(out, "pipe", 2, writer.get(), reader, System.nanoTime() - start);
        }
    }

    private static Side write(StreamFd pipe) {
        ByteBuffer message = ByteBuffer.allocateDirect(Long.BYTES);
        int calls = 0;
        for (long number = 0; number < HANDOVERS; number++) {
            message.clear().putLong(0, number);
            while (message.hasRemaining()) {
                pipe.write(message);
                calls++;
            }
        }
        return new Side(calls, (long) HANDOVERS * Long.BYTES, true);
    }

    private static Side read(StreamFd pipe) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BUFFER);
        int calls = 1;
        long bytes = 0;
        long next = 0;
        boolean inOrder = true;
        for (int count = pipe.read(buffer); count != StreamFd.END; count = pipe.read(buffer)) {
            calls++;
            bytes += count;
            buffer.flip();
            while (buffer.remaining() >= Long.BYTES) {
                inOrder &= buffer.getLong() == next++;
            }
            buffer.compact(); // a read may end within a message: its beginning waits for the rest
        }
        return new Side(calls, bytes, inOrder && next == HANDOVERS);
    }

    private static FutureTask<Side> inThread(Callable<Side> work) {
        FutureTask<Side> task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().name("writer").start(task);
        return task;
    }

    private static boolean row(PrintStream out, String name, int descriptors, Side writer, Side reader, long nanos) {
        out.printf(
                Locale.ROOT, ROW, name, descriptors, reader.bytes(), writer.calls(), reader.calls(), nanos / HANDOVERS);
        return reader.complete();
    }
}
