package dev.carillon.bench.mechanism;

import dev.carillon.linux.EventFd;
import dev.carillon.linux.Fd;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalFd;
import dev.carillon.linux.Signals;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.linux.StreamFd;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/** The two ends of what is a descriptor, in one process or in two. */
final class Descriptors {
    /** Ends that belong together; the same one twice for an eventfd. */
    record Ends(Fd reader, Fd writer) {
        List<Fd> both() {
            return List.of(reader, writer);
        }
    }

    private Descriptors() {}

    static Ends open(Mechanism mechanism) {
        return switch (mechanism.family()) {
            case COUNTER -> {
                EventFd fd = mechanism == Mechanism.SEMAPHORE
                        ? EventFd.open(0, EnumSet.allOf(EventFd.Flag.class))
                        : EventFd.open();
                yield new Ends(fd, fd);
            }
            case PIPE -> {
                Pipe pipe = Pipe.open();
                yield new Ends(pipe.reader(), pipe.writer());
            }
            default -> {
                SocketPair pair =
                        SocketPair.open(mechanism == Mechanism.DATAGRAM ? SocketType.DATAGRAM : SocketType.STREAM);
                yield new Ends(pair.one(), pair.other());
            }
        };
    }

    /** The same end in another process. */
    static Fd adopt(Mechanism mechanism, int number) {
        return switch (mechanism.family()) {
            case COUNTER -> EventFd.adopt(number, mechanism == Mechanism.SEMAPHORE);
            case PIPE -> StreamFd.adopt(number, "pipe");
            default -> Socket.adopt(number);
        };
    }

    static Sending sending(Mechanism mechanism, Fd writer) {
        if (writer instanceof EventFd counter) {
            return () -> counter.add(1);
        }
        StreamFd stream = (StreamFd) writer;
        ByteBuffer message = ByteBuffer.allocateDirect(mechanism.size());
        return () -> stream.write(message.clear()) > 0;
    }

    /** @param owned what is closed with it */
    static Receiving receiving(Mechanism mechanism, Fd reader, List<Fd> owned, boolean busy) {
        boolean edge = mechanism.isEdge();
        if (reader instanceof EventFd counter) {
            LongSupplier read = mechanism == Mechanism.EDGE_UNREAD ? () -> 1 : counter::read;
            return new Watched(reader, owned, edge, busy, read);
        }
        StreamFd stream = (StreamFd) reader;
        ByteBuffer message = ByteBuffer.allocateDirect(mechanism.size());
        int size = mechanism.size();
        return new Watched(reader, owned, edge, busy, () -> stream.read(message.clear()) / size);
    }

    static Signal signal(Mechanism mechanism, boolean back) {
        return mechanism == Mechanism.SIGNALFD_REAL_TIME
                ? Signal.realTime(back ? 1 : 0)
                : back ? Signal.WINCH : Signal.USR1;
    }

    static Sending sending(Signal signal, long pid) {
        if (signal.isRealTime()) {
            return () -> Signals.queue(pid, signal, 1);
        }
        return () -> {
            Signals.send(pid, signal);
            return true;
        };
    }

    /** To be opened in the process that the signal is sent to. */
    static Receiving receiving(Signal signal, boolean busy) {
        return new WatchedSignal(SignalFd.open(Set.of(signal)), busy);
    }
}
