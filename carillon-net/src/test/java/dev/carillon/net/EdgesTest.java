package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Errno;
import dev.carillon.loop.LoopOptions;
import dev.carillon.testing.TestLoop;
import dev.carillon.testkit.ScriptedKernel;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exactly at a limit, and just behind the end. */
class EdgesTest {
    @TempDir
    private Path directory;

    @Test
    void asMuchAsMayBeLeftAndThenTheEndIsAnOrderlyEnd() throws Exception {
        SocketAddress[] peer = new SocketAddress[1];
        Recorder leaving = new Recorder() {
            @Override
            public void closed(Connection gone, CloseReason why, @Nullable Throwable cause) throws Exception {
                peer[0] = gone.peerAddress();
                super.closed(gone, why, cause);
            }
        };
        try (Pair pair = new Pair(ConnectionOptions.DEFAULTS.withReceiveLimit(100), leaving)) {
            SocketAddress client = pair.channel.getLocalAddress();
            pair.channel.write(ByteBuffer.allocate(100));
            pair.until(() -> leaving.received > 0);
            pair.client.shutdownOutput();
            pair.untilClosed(CloseReason.FINISHED);
            assertThat(peer[0]).isEqualTo(client);
        }
    }

    @Test
    void aHandOverListenerWithoutDescriptorsReportsThatNowAndThenOnly() throws Exception {
        List<Throwable> errors = new ArrayList<>();
        LoopOptions options = LoopOptions.DEFAULTS.withErrorHandler((_, error) -> errors.add(error));
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        kernel.run(() -> {
            try (TestLoop test = TestLoop.open("want", options)) {
                UnixDomainSocketAddress control = UnixDomainSocketAddress.of(directory.resolve("control"));
                HandOver.listen(test.loop(), "control", control, (_, item) -> {});
                HandOver waiting = HandOver.connect(test.loop(), "waiting", control, (_, item) -> {});
                kernel.failNext("accept4", Errno.EMFILE, 1_000_000);
                test.advance(Duration.ofSeconds(3));
                assertThat(errors).hasSizeBetween(1, 31);
                waiting.finish();
            }
        });
    }
}
