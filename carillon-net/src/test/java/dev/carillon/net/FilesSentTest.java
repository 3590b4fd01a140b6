package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.FileFd;
import dev.carillon.linux.LinuxException;
import dev.carillon.loop.Trigger;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who gives a connection a file hears when it is sent, or why it cannot be. */
class FilesSentTest {
    private static final int MUCH = 8 * 1024 * 1024;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path directory;

    /** Closes its files as soon as it may. */
    private static final class Closing extends Recorder {
        private FileFd[] files = {};
        private int told;

        void send(Connection to, int count, FileFd... some) {
            files = some;
            for (FileFd file : files) {
                to.sendFile(file, 0, count, false);
            }
        }

        @Override
        public void filesSent(Connection connection) {
            told++;
            close();
        }

        void close() {
            for (FileFd file : files) {
                file.close();
            }
        }
    }

    private static ConnectionOptions options(Trigger trigger) {
        return ConnectionOptions.DEFAULTS.withTrigger(trigger);
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE", "ONE_SHOT"})
    void filesMayBeClosedWhenTheyAreSent(Trigger trigger) throws Exception {
        Path path = Files.write(directory.resolve("much"), new byte[MUCH]);
        Closing server = new Closing();
        try (Pair pair = new Pair(options(trigger), server)) {
            server.send(pair.connection(), MUCH, FileFd.open(path), FileFd.open(path));
            pair.connection().write(ByteBuffer.allocate(1));
            pair.turn();
            assertThat(server.told).isZero();
            pair.channel.configureBlocking(false);
            ByteBuffer sink = ByteBuffer.allocate(1 << 16);
            long[] got = new long[1];
            pair.until(() -> {
                got[0] += Math.max(0, pair.read(sink.clear()));
                return got[0] == 2L * MUCH + 1;
            });
            pair.until(() -> server.told == 1);
            server.send(pair.connection(), 0, FileFd.open(path));
            pair.until(() -> server.told == 2);
            assertThat(pair.connection().isOpen()).isTrue();
        }
    }

    @Test
    void whatWentOfAFileThatIsTooShortIsCounted() throws Exception {
        Path path = Files.write(directory.resolve("short"), new byte[2]);
        Closing server = new Closing();
        try (Pair pair = new Pair(options(Trigger.LEVEL), server)) {
            Connection connection = pair.connection();
            connection.write(ByteBuffer.allocate(3));
            server.send(connection, 4096, FileFd.open(path));
            pair.untilClosed(CloseReason.FILE_TRUNCATED);
            assertThat(connection.bytesSent()).isEqualTo(5);
            assertThat(server.error).isInstanceOf(EOFException.class);
            assertThat(server.told).isZero();
            server.close();
        }
    }

    @Test
    void aFileThatCannotBeReadEndsTheConnectionAndTellsWhy() throws Exception {
        Closing server = new Closing();
        try (Pair pair = new Pair(options(Trigger.LEVEL), server)) {
            server.send(pair.connection(), 100, FileFd.open(Path.of("/proc/self/status")));
            pair.turn();
            pair.untilClosed(CloseReason.FILE_UNREADABLE);
            assertThat(server.error)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("EINVAL")
                    .hasCauseInstanceOf(LinuxException.class);
            assertThat(server.told).isZero();
            server.close();
        }
    }
}
