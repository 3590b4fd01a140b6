package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.DescriptorPassing;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.ReceivedDescriptors;
import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.loop.EventLoop;
import dev.carillon.testkit.LeakCheck;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionDescriptorsTest {
    private final LeakCheck leaks = LeakCheck.start();
    private final EventLoop loop = EventLoop.open("descriptors");
    private final ConnectionGroup group = new ConnectionGroup(loop, "given", ConnectionOptions.DEFAULTS);
    private final SocketPair pair = SocketPair.open(SocketType.STREAM);
    private final EventFd counter = EventFd.open();
    private final List<CloseReason> ends = new ArrayList<>();
    private final Connection connection = new Connection(group, pair.one(), null, true, new ConnectionHandler() {
        @Override
        public void received(Connection own, ByteBuffer bytes) {
            own.write(bytes);
        }

        @Override
        public void closed(Connection own, CloseReason reason, @Nullable Throwable error) {
            ends.add(reason);
        }
    });

    @BeforeEach
    void begin() {
        connection.begin(true);
        Turns.some(loop, 3);
    }

    @AfterEach
    void nothingIsLeft() {
        counter.close();
        pair.close();
        loop.close();
        leaks.assertNothingLeft();
    }

    private static ByteBuffer direct(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    @Test
    void thePeerGetsTheSameOpenFileWithTheBytes() {
        assertThat(ConnectionDescriptors.send(connection, direct("take"), counter))
                .isTrue();
        assertThat(connection.bytesSent()).isEqualTo(4);
        ByteBuffer into = ByteBuffer.allocateDirect(100);
        try (ReceivedDescriptors got = DescriptorPassing.receive(pair.other(), into, 1);
                EventFd theirs = EventFd.adopt(got.take(0), false)) {
            theirs.add(7);
        }
        assertThat(into.position()).isEqualTo(4);
        assertThat(counter.read()).isEqualTo(7);
    }

    @Test
    void nothingOvertakesWhatIsQueued() {
        while (connection.queuedBytes() == 0) {
            connection.write(ByteBuffer.allocateDirect(1 << 16));
        }
        assertThatThrownBy(() -> ConnectionDescriptors.send(connection, direct("take"), counter))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("wait to be sent");
    }

    @Test
    void whoIsGoneIsToldOfAsBySendingOtherwise() {
        pair.other().close();
        assertThat(ConnectionDescriptors.send(connection, direct("take"), counter))
                .isFalse();
        Turns.until(loop, () -> !ends.isEmpty());
        assertThat(ends).containsExactly(CloseReason.RESET);
        assertThatThrownBy(() -> ConnectionDescriptors.send(connection, direct("take"), counter))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void bytesOfTheHeapAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionDescriptors.send(connection, ByteBuffer.allocate(3), counter));
    }
}
