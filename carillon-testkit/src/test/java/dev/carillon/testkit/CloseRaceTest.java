package dev.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Clock;
import dev.carillon.linux.DatagramBatch;
import dev.carillon.linux.DescriptorPassing;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.Fd;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Shutdown;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketOption;
import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.linux.StreamFd;
import dev.carillon.linux.TimeSpec;
import dev.carillon.linux.TimerFd;
import dev.carillon.linux.ZeroCopy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A descriptor is closed by one thread while another is about to use it: the number stays its own until the call is over. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CloseRaceTest {
    /** A call on a descriptor: the function it leads to, what to make before, and the call itself. */
    record Use<T extends Fd>(String function, Supplier<T> open, Consumer<T> call) {
        void run() throws Exception {
            T fd = open.get();
            int number = fd.number();
            String target = targetOf(number);
            AtomicReference<String> duringTheCall = new AtomicReference<>("the call came to no " + function);
            ScriptedKernel.seeded(1)
                    .before(function, () -> {
                        closeInAnotherThread(fd);
                        duringTheCall.set(targetOf(number));
                    })
                    .run(() -> call.accept(fd));
            assertThat(duringTheCall).hasValue(target);
            assertThat(targetOf(number)).as("closed after the call").isNotEqualTo(target);
            assertThat(fd.isOpen()).isFalse();
        }

        @Override
        public String toString() {
            return function;
        }
    }

    private static void closeInAnotherThread(Fd fd) {
        Thread closer = Thread.ofPlatform().start(fd::close);
        try {
            closer.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String targetOf(int number) {
        Path path = Path.of("/proc/self/fd/" + number);
        try {
            return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                    ? Files.readSymbolicLink(path).toString()
                    : "closed";
        } catch (IOException e) {
            return "closed";
        }
    }

    static Stream<Use<?>> uses() {
        ByteBuffer direct = ByteBuffer.allocateDirect(8);
        EventFd other = EventFd.open();
        DatagramBatch batch = DatagramBatch.allocate(1, 8);
        return Stream.of(
                new Use<>("read", CloseRaceTest::filledPipe, pipe -> pipe.read(ByteBuffer.allocate(4))),
                new Use<>("read", CloseRaceTest::filledPipe, pipe -> pipe.read(direct.clear())),
                new Use<>("readv", CloseRaceTest::filledPipe, pipe -> pipe.read(new ByteBuffer[] {direct.clear()})),
                new Use<>("ioctl", CloseRaceTest::filledPipe, StreamFd::available),
                new Use<>("fcntl", CloseRaceTest::filledPipe, Fd::isNonBlocking),
                new Use<>("write", CloseRaceTest::emptyPipe, pipe -> pipe.write(ByteBuffer.allocate(4))),
                new Use<>("writev", CloseRaceTest::emptyPipe, pipe -> pipe.write(new ByteBuffer[] {direct.clear()})),
                new Use<>("splice", CloseRaceTest::filledPipe, pipe -> ZeroCopy.splice(pipe, -1, emptyPipe(), -1, 1)),
                new Use<>("recvfrom", CloseRaceTest::stream, socket -> socket.recv(direct.clear(), 0)),
                new Use<>("recvfrom", CloseRaceTest::stream, socket -> socket.recv(direct.clear(), Socket.PEEK)),
                new Use<>("sendto", CloseRaceTest::stream, socket -> socket.send(ByteBuffer.allocate(4), 0)),
                new Use<>("shutdown", CloseRaceTest::stream, socket -> socket.shutdown(Shutdown.BOTH)),
                new Use<>("getsockopt", CloseRaceTest::stream, socket -> socket.get(SocketOption.SNDBUF)),
                new Use<>("setsockopt", CloseRaceTest::stream, socket -> socket.set(SocketOption.SNDBUF, 9_000)),
                new Use<>("getsockname", CloseRaceTest::stream, Socket::localAddress),
                new Use<>("accept4", CloseRaceTest::listener, Socket::accept),
                new Use<>("recvmmsg", CloseRaceTest::datagrams, batch::receive),
                new Use<>(
                        "sendmsg", EventFd::open, counter -> DescriptorPassing.send(stream(), direct.clear(), counter)),
                new Use<>("read", EventFd::open, EventFd::read),
                new Use<>("write", EventFd::open, counter -> counter.add(1)),
                new Use<>("write", EventFd::open, counter -> counter.add(2)),
                new Use<>("read", CloseRaceTest::timer, TimerFd::read),
                new Use<>("timerfd_settime", CloseRaceTest::timer, TimerFd::disarm),
                new Use<>("timerfd_gettime", CloseRaceTest::timer, TimerFd::remaining),
                new Use<>("epoll_ctl", () -> Epoll.open(1), epoll -> epoll.add(other, Epoll.IN, 0)),
                new Use<>("epoll_ctl", EventFd::open, counter -> Epoll.open(1).add(counter, Epoll.IN, 0)),
                new Use<>("epoll_wait", () -> Epoll.open(1), epoll -> epoll.await(0)),
                new Use<>("epoll_pwait2", () -> Epoll.open(1), epoll -> epoll.await(1)));
    }

    private static StreamFd filledPipe() {
        Pipe pipe = Pipe.open();
        pipe.writer().write(ByteBuffer.allocate(4));
        return pipe.reader();
    }

    private static StreamFd emptyPipe() {
        return Pipe.open().writer();
    }

    private static Socket stream() {
        SocketPair pair = SocketPair.open(SocketType.STREAM);
        pair.other().send(ByteBuffer.allocate(4), 0);
        return pair.one();
    }

    private static Socket datagrams() {
        return SocketPair.open(SocketType.DATAGRAM).one();
    }

    private static Socket listener() {
        Socket listener = Socket.open(StandardProtocolFamily.INET, SocketType.STREAM);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        listener.listen(1);
        return listener;
    }

    private static TimerFd timer() {
        TimerFd timer = TimerFd.open(Clock.MONOTONIC);
        timer.arm(TimeSpec.ofNanos(1), TimeSpec.ZERO);
        return timer;
    }

    @ParameterizedTest
    @MethodSource("uses")
    void theNumberIsNobodyElsesBeforeTheCallIsOver(Use<?> use) throws Exception {
        use.run();
    }

    @Test
    void aReaderNeverReadsWhatWasMeantForTheNextDescriptorWithItsNumber() throws Exception {
        long seed = Seeds.seed();
        SplittableRandom random = new SplittableRandom(seed);
        AtomicReference<Pipe> shared = new AtomicReference<>(Pipe.open());
        AtomicInteger foreign = new AtomicInteger();
        AtomicBoolean ended = new AtomicBoolean();
        Thread reader = Thread.ofPlatform().start(() -> countForeignBytes(shared, ended, foreign));
        for (int round = 0; round < 20_000; round++) {
            spin(random.nextInt(300));
            Pipe own = shared.get();
            own.reader().close();
            try (Pipe others = Pipe.open()) { // gets the number that has just become free
                others.writer().write(ByteBuffer.wrap(new byte[] {'X'}));
                spin(random.nextInt(100));
            }
            own.close();
            shared.set(Pipe.open());
        }
        ended.set(true);
        reader.join();
        shared.get().close();
        assertThat(foreign).as("seed " + seed).hasValue(0);
    }

    /** Nothing is ever written to the pipes that it reads. */
    private static void countForeignBytes(AtomicReference<Pipe> shared, AtomicBoolean ended, AtomicInteger foreign) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(8);
        while (!ended.get()) {
            try {
                foreign.addAndGet(Math.max(0, shared.get().reader().read(buffer.clear())));
            } catch (IllegalStateException e) {
                Thread.onSpinWait(); // closed
            }
        }
    }

    private static void spin(int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
    }
}
