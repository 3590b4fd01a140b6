package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.Trigger;
import dev.carillon.testkit.LeakCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenerGroupTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int CONNECTIONS = 400;

    /** Answers with the number of the loop that serves it, then ends. */
    private static final class NamesItsLoop implements ConnectionHandler {
        @Override
        public void opened(Connection connection) {
            String name = connection.loop().name();
            connection.write(ByteBuffer.wrap(new byte[] {(byte) name.charAt(name.length() - 1)}));
            connection.finish();
        }

        @Override
        public void received(Connection connection, ByteBuffer bytes) {
            throw new IllegalStateException("clients send nothing");
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyLoopHasItsShare(Share share) throws Exception {
        Loops.assumeCan(share == Share.EXCLUSIVE ? Trigger.EXCLUSIVE : Trigger.LEVEL);
        try (LeakCheck leaks = LeakCheck.start()) {
            int[] counts = new int[3];
            try (LoopGroup loops = LoopGroup.start("loop", 3, Loops.OPTIONS);
                    ListenerGroup group = ListenerGroup.open(
                            loops, "shared", LOOPBACK, share, ListenerOptions.DEFAULTS, NamesItsLoop::new)) {
                connect((InetSocketAddress) group.address(), counts);
                List<Long> opened = group.connections().stream()
                        .map(ConnectionStatistics::opened)
                        .toList();
                assertThat(opened).containsExactly((long) counts[0], (long) counts[1], (long) counts[2]);
            }
            for (int count : counts) {
                assertThat(count).as("%s: %s", share, counts).isGreaterThan(CONNECTIONS / 10);
            }
            leaks.assertNothingLeft();
        }
    }

    private static void connect(InetSocketAddress address, int[] counts) throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            try (Socket client = new Socket(address.getAddress(), address.getPort())) {
                client.setSoTimeout(30_000);
                counts[client.getInputStream().read() - '1']++;
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aLoopThatHasEndedTakesNoPartAndNothingIsLeft(int which) {
        Loops.assumeCan(Trigger.EXCLUSIVE);
        try (LoopGroup loops = LoopGroup.start("loop", 2, Loops.OPTIONS)) {
            loops.loops().get(which).close();
            try (LeakCheck leaks = LeakCheck.start()) {
                assertThatThrownBy(() -> ListenerGroup.open(
                                loops,
                                "shared",
                                LOOPBACK,
                                Share.EXCLUSIVE,
                                ListenerOptions.DEFAULTS,
                                NamesItsLoop::new))
                        .isInstanceOf(RejectedExecutionException.class);
                leaks.assertNothingLeft();
            }
        }
    }
}
