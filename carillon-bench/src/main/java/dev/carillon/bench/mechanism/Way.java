package dev.carillon.bench.mechanism;

import dev.carillon.linux.Signal;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;

/**
 * One direction between two threads.
 *
 * @param sending one end
 * @param receiving the other
 */
record Way(Sending sending, Receiving receiving) implements AutoCloseable {
    /** As many as C's has room for. */
    private static final int BACKLOG = 1024;

    /** Opens one; {@code back} tells the two directions of an exchange apart where they have to be. */
    static Way open(Mechanism mechanism, boolean back, boolean busy) throws IOException {
        return switch (mechanism.family()) {
            case SIGNAL -> {
                Signal signal = Descriptors.signal(mechanism, back);
                yield new Way(
                        Descriptors.sending(signal, ProcessHandle.current().pid()),
                        Descriptors.receiving(signal, busy));
            }
            case COUNTER, PIPE, SOCKET -> {
                Descriptors.Ends ends = Descriptors.open(mechanism);
                yield new Way(
                        Descriptors.sending(mechanism, ends.writer()),
                        Descriptors.receiving(mechanism, ends.reader(), ends.both(), busy));
            }
            case PARK -> of(new HandOff(busy));
            case QUEUE ->
                of(
                        mechanism == Mechanism.QUEUE
                                ? new Queued(new LinkedBlockingQueue<>(BACKLOG), busy)
                                : new Queued(new SynchronousQueue<>(), busy));
            case SELECTOR -> of(new SelectorWakeup(busy));
            case MAILBOX -> of(new Mail(busy || mechanism == Mechanism.MAILBOX_BUSY));
            case TIMER, C_ONLY -> throw new IllegalArgumentException(mechanism.word() + " has no two ends here");
        };
    }

    private static <T extends Sending & Receiving> Way of(T both) {
        return new Way(both, both);
    }

    @Override
    public void close() {
        receiving.close();
    }

    /** The signals that have to be blocked in every thread. */
    static List<Signal> signals() {
        return List.of(Signal.USR1, Signal.WINCH, Signal.realTime(0), Signal.realTime(1));
    }
}
