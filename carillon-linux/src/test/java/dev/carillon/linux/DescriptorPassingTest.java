package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorPassingTest {
    private final SocketPair pair = SocketPair.open(SocketType.STREAM);
    private final EventFd counter = EventFd.open();
    private OpenDescriptors before = OpenDescriptors.list();

    @BeforeEach
    void list() {
        before = OpenDescriptors.list();
    }

    @AfterEach
    void nothingIsLeaked() {
        assertThat(OpenDescriptors.list().since(before).targets()).isEmpty();
        counter.close();
        pair.close();
    }

    private static ByteBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size);
    }

    private EventFd[] counters(int count) {
        EventFd[] all = new EventFd[count];
        Arrays.fill(all, counter);
        return all;
    }

    @ParameterizedTest
    @EnumSource(SocketType.class)
    void aDescriptorArrivesAsANewNumberForTheSameThing(SocketType type) {
        try (SocketPair sockets = SocketPair.open(type)) {
            ByteBuffer from = direct(3);
            assertThat(DescriptorPassing.send(sockets.one(), from, counter)).isEqualTo(3);
            assertThat(from.hasRemaining()).isFalse();
            ByteBuffer into = direct(10);
            try (ReceivedDescriptors received = DescriptorPassing.receive(sockets.other(), into, 4);
                    EventFd twin = EventFd.adopt(received.take(0), false)) {
                assertThat(received.bytes()).isEqualTo(3);
                assertThat(into.position()).isEqualTo(3);
                assertThat(received.count()).isEqualTo(1);
                assertThat(received.isTruncated()).isFalse();
                assertThat(twin.number()).isNotEqualTo(counter.number());
                assertThat(twin.isCloseOnExec()).isTrue();
                twin.add(5);
                assertThat(counter.read()).isEqualTo(5);
            }
        }
    }

    @Test
    void aSocketArrivesConnected() {
        try (SocketPair passed = SocketPair.open(SocketType.STREAM)) {
            DescriptorPassing.send(pair.one(), direct(1), passed.one());
            passed.one().close();
            try (ReceivedDescriptors received = DescriptorPassing.receive(pair.other(), direct(1), 1);
                    Socket adopted = Socket.adopt(received.take(0))) {
                Expect.write(adopted, "hello");
                assertThat(Expect.textUntil(passed.other(), "hello")).isEqualTo("hello");
            }
        }
    }

    @Test
    void severalArriveInOrder() {
        try (Pipe pipe = Pipe.open()) {
            DescriptorPassing.send(pair.one(), direct(1), pipe.reader(), pipe.writer(), counter);
            try (ReceivedDescriptors received = DescriptorPassing.receive(pair.other(), direct(1), 3);
                    StreamFd reader = StreamFd.adopt(received.take(0), "pipe");
                    StreamFd writer = StreamFd.adopt(received.take(1), "pipe")) {
                Expect.write(writer, "through");
                assertThat(Expect.textUntil(reader, "through")).isEqualTo("through");
            }
        }
    }

    @Test
    void asManyAsTheKernelTakesGoWithOneMessage() {
        DescriptorPassing.send(pair.one(), direct(1), counters(DescriptorPassing.MAX));
        try (ReceivedDescriptors received = DescriptorPassing.receive(pair.other(), direct(1), DescriptorPassing.MAX)) {
            assertThat(received.count()).isEqualTo(DescriptorPassing.MAX);
            assertThat(received.isTruncated()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void whatIsMoreThanWantedIsClosedAndReported(int wanted) {
        DescriptorPassing.send(pair.one(), direct(1), counters(5));
        try (ReceivedDescriptors received = DescriptorPassing.receive(pair.other(), direct(1), wanted)) {
            assertThat(received.count()).as("room is not rounded up").isEqualTo(wanted);
            assertThat(received.isTruncated()).isTrue();
            assertThat(OpenDescriptors.list().since(before).count()).isEqualTo(wanted);
        }
    }

    @Test
    void whatDoesNotFitIntoTheLimitOfOpenFilesIsReported() {
        DescriptorPassing.send(pair.one(), direct(1), counters(3));
        receive(1, 1).close(); // classes are loaded from files, of which none can be opened below
        DescriptorPassing.send(pair.one(), direct(1), counters(3));
        ResourceLimit.Values limit = ResourceLimit.NOFILE.get();
        ResourceLimit.NOFILE.set(new ResourceLimit.Values(3, limit.hard()));
        ReceivedDescriptors received;
        try {
            received = receive(1, 3);
        } finally {
            ResourceLimit.NOFILE.set(limit);
        }
        assertThat(received.count()).isZero();
        assertThat(received.isTruncated()).isTrue();
        assertThat(received.bytes()).isEqualTo(1);
    }

    private ReceivedDescriptors receive(int bytes, int most) {
        return DescriptorPassing.receive(pair.other(), direct(bytes), most);
    }

    @Test
    void bytesReadInAnotherWayLoseTheDescriptors() {
        DescriptorPassing.send(pair.one(), direct(1), counters(3));
        assertThat(pair.other().recv(direct(1), 0)).isEqualTo(1);
    }

    @Test
    void bytesWithoutDescriptorsNothingAndTheEndAreTold() {
        try (ReceivedDescriptors nothing = receive(1, 1)) {
            assertThat(nothing.bytes()).isZero();
            assertThat(nothing.count()).isZero();
        }
        Expect.write(pair.one(), "plain");
        try (ReceivedDescriptors plain = receive(10, 1)) {
            assertThat(plain.bytes()).isEqualTo(5);
            assertThat(plain.count()).isZero();
        }
        pair.one().shutdown(Shutdown.WRITE);
        try (ReceivedDescriptors end = receive(1, 1)) {
            assertThat(end.bytes()).isEqualTo(StreamFd.END);
        }
    }

    @Test
    void aFullSocketTakesNeitherBytesNorDescriptors() {
        ByteBuffer chunk = direct(100_000);
        while (pair.one().send(chunk.clear(), 0) > 0) {
            // until there is no room
        }
        ByteBuffer one = direct(1);
        assertThat(DescriptorPassing.send(pair.one(), one, counter)).isZero();
        assertThat(one.remaining()).isEqualTo(1);
    }

    @Test
    void aDescriptorIsTakenOnceAndNotAfterClosing() {
        DescriptorPassing.send(pair.one(), direct(1), counters(2));
        ReceivedDescriptors received = receive(1, 2);
        EventFd.adopt(received.take(0), false).close();
        assertThatThrownBy(() -> received.take(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> received.take(2)).isInstanceOf(IndexOutOfBoundsException.class);
        received.close();
        received.close();
        assertThatThrownBy(() -> received.take(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesWhatCanNotBePassed() {
        EventFd closed = EventFd.open();
        closed.close();
        assertThatThrownBy(() -> DescriptorPassing.send(pair.one(), direct(1), counter, closed))
                .isInstanceOf(IllegalStateException.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DescriptorPassing.send(pair.one(), direct(1)))
                .withMessageContaining("1 to 253");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DescriptorPassing.send(pair.one(), direct(1), counters(254)));
        assertThatIllegalArgumentException().isThrownBy(() -> receive(1, 0));
        Stream.of(ByteBuffer.allocate(1), direct(0))
                .forEach(buffer -> assertThatIllegalArgumentException()
                        .isThrownBy(() -> DescriptorPassing.send(pair.one(), buffer, counter)));
        assertThatThrownBy(() -> DescriptorPassing.receive(pair.one(), direct(1).asReadOnlyBuffer(), 1))
                .isInstanceOf(ReadOnlyBufferException.class);
        try (Socket tcp = Socket.open(StandardProtocolFamily.INET, SocketType.STREAM)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DescriptorPassing.send(tcp, direct(1), counter))
                    .withMessageContaining("Unix sockets only");
        }
    }
}
