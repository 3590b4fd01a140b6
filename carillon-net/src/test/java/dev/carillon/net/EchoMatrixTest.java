package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.Trigger;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.Seeds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every byte back, in order, and then the end: any size, trigger, number of loops and kind of socket. */
class EchoMatrixTest {
    private static final long[] SIZES = {0, 1, 2, 4095, 4096, 4097, 65_535, 65_536, 65_537, 1_000_000};
    private static final long LARGE = 64L * 1024 * 1024;
    private static final long HUGE = 1024L * 1024 * 1024;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "LEVEL, 1, false", "LEVEL, 3, false", "LEVEL, 1, true", "LEVEL, 3, true",
        "EDGE, 1, false", "EDGE, 3, false", "EDGE, 1, true", "EDGE, 3, true"
    })
    void everyByteComesBackThenTheEnd(Trigger trigger, int loops, boolean unix) throws Exception {
        SocketAddress address = unix
                ? UnixDomainSocketAddress.of(directory.resolve("echo"))
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        ListenerOptions options =
                ListenerOptions.DEFAULTS.withConnections(ConnectionOptions.DEFAULTS.withTrigger(trigger));
        Share share = unix ? Share.HAND_OFF : Share.EXCLUSIVE;
        try (LeakCheck leaks = LeakCheck.start()) {
            try (LoopGroup group = LoopGroup.start("matrix", loops, LoopOptions.DEFAULTS);
                    ListenerGroup listeners = ListenerGroup.open(
                            group,
                            "echo",
                            address,
                            share,
                            options,
                            () -> (connection, bytes) -> connection.write(bytes))) {
                Seeds.forAll(1, seed -> echoAll(listeners.address(), new Random(seed)));
                long largest = Boolean.getBoolean("carillon.long") ? HUGE : LARGE;
                Seeds.forAll(1, seed -> echo(listeners.address(), loops == 1 ? largest : 1, true, new Random(seed)));
            }
            leaks.assertNothingLeft();
        }
    }

    private static void echoAll(SocketAddress address, Random random) throws Exception {
        for (long size : SIZES) {
            echo(address, size, true, random);
            echo(address, size, false, random);
        }
    }

    /** Without half-close the client reads what it has sent, and only then ends. */
    private static void echo(SocketAddress address, long size, boolean halfClose, Random random) throws Exception {
        try (SocketChannel client = SocketChannel.open(address)) {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Random pieces = new Random(random.nextLong());
            Thread writer = Thread.ofPlatform().start(() -> {
                try {
                    send(client, size, halfClose, pieces);
                } catch (IOException e) {
                    failure.set(e);
                }
            });
            Pattern wanted = new Pattern(size);
            ByteBuffer buffer = ByteBuffer.allocateDirect(1 + random.nextInt(100_000));
            while (halfClose || wanted.position() < size) {
                if (client.read(buffer.clear()) < 0) {
                    break;
                }
                wanted.check(buffer.flip());
            }
            writer.join();
            client.shutdownOutput();
            assertThat(client.read(buffer.clear())).as("the end").isEqualTo(-1);
            assertThat(failure.get()).isNull();
            assertThat(wanted.position()).isEqualTo(size);
        }
    }

    private static void send(SocketChannel client, long size, boolean halfClose, Random random) throws IOException {
        Pattern pattern = new Pattern(size);
        int most = 1 + random.nextInt(200_000);
        while (pattern.position() < size) {
            ByteBuffer piece = pattern.make((int) Math.min(1 + random.nextInt(most), size - pattern.position()));
            while (piece.hasRemaining()) {
                client.write(piece);
            }
        }
        if (halfClose) {
            client.shutdownOutput();
        }
    }
}
