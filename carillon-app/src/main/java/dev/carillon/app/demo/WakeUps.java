package dev.carillon.app.demo;

import dev.carillon.linux.EventFd;
import dev.carillon.linux.Pipe;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.concurrent.FutureTask;

/**
 * Two threads that wake each other in turn. Each sleeps in the kernel until it is its turn, so every hand-over is a wake-up,
 * which is what a loop needs that sleeps while another thread has work for it.
 */
final class WakeUps {
    /** One way from thread to thread: rung by one, waited for by the other. */
    private interface Bell extends AutoCloseable {
        void ring();

        /** Sleeps until it was rung; true if once, as it must be here. */
        boolean await();

        @Override
        void close();
    }

    /** A single descriptor serves both sides, and 8 bytes are all it ever takes. */
    private record EventFdBell(EventFd counter) implements Bell {
        EventFdBell() {
            this(EventFd.open(0, EnumSet.of(EventFd.Flag.CLOEXEC)));
        }

        @Override
        public void ring() {
            counter.add(1);
        }

        @Override
        public boolean await() {
            return counter.read() == 1;
        }

        @Override
        public void close() {
            counter.close();
        }
    }

    /** A byte that says nothing. Rung often while nobody reads, a pipe fills, and the ringing side would have to wait. */
    private record PipeBell(Pipe pipe, ByteBuffer out, ByteBuffer in) implements Bell {
        PipeBell() {
            this(Pipe.openBlocking(), ByteBuffer.allocateDirect(1), ByteBuffer.allocateDirect(1));
        }

        @Override
        public void ring() {
            pipe.writer().write(out.clear());
        }

        @Override
        public boolean await() {
            return pipe.reader().read(in.clear()) == 1;
        }

        @Override
        public void close() {
            pipe.close();
        }
    }

    private WakeUps() {}

    static PipeVsEventFd.Cost byEventFd(int rounds) throws Exception {
        try (Bell there = new EventFdBell();
                Bell back = new EventFdBell()) {
            return playing("eventfd", 1, Long.BYTES, there, back, rounds);
        }
    }

    static PipeVsEventFd.Cost byPipe(int rounds) throws Exception {
        try (Bell there = new PipeBell();
                Bell back = new PipeBell()) {
            return playing("pipe", 2, 1, there, back, rounds);
        }
    }

    private static PipeVsEventFd.Cost playing(String name, int descriptors, int size, Bell there, Bell back, int rounds)
            throws Exception {
        long start = System.nanoTime();
        FutureTask<Boolean> answering = PipeVsEventFd.inThread(() -> {
            boolean all = true;
            for (int round = 0; round < rounds; round++) {
                all &= there.await();
                back.ring();
            }
            return all;
        });
        boolean all = true;
        for (int round = 0; round < rounds; round++) {
            there.ring();
            all &= back.await();
        }
        all &= answering.get();
        int handovers = 2 * rounds;
        long nanos = System.nanoTime() - start;
        return new PipeVsEventFd.Cost(
                name, descriptors, (long) handovers * size, handovers, handovers, nanos / handovers, all);
    }
}
