package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketOption;
import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import dev.carillon.net.tls.SelfSigned;
import dev.carillon.net.tls.TlsContext;
import dev.carillon.net.tls.TlsEngine;
import dev.carillon.net.tls.TlsSession;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers that speak nonsense and are gone, or ask and do not listen. */
class HostileTlsPeerTest {
    private static final int ANSWER = 30;

    private final List<Throwable> failures = new ArrayList<>();
    private final EventLoop loop =
            EventLoop.open("tls", LoopOptions.DEFAULTS.withErrorHandler((source, error) -> failures.add(error)));

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        loop.close();
        assertThat(failures).isEmpty();
    }

    @Test
    void whoSendsRubbishAndIsGoneDisturbsNobodyElse() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("tls"));
        ConnectionOptions options = ConnectionOptions.DEFAULTS.withTls(TlsContext.server(SelfSigned.create()));
        Listener listener =
                Listener.open(loop, "tls", address, ListenerOptions.DEFAULTS.withConnections(options), Recorder::new);
        try (SocketChannel client = SocketChannel.open(address)) {
            client.write(ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        }
        Turns.until(loop, () -> listener.connections().closed(CloseReason.HANDSHAKE_FAILED) == 1);
        assertThat(listener.isEnabled()).isTrue();
        assertThat(listener.connections().open()).isZero();
    }

    /** Each byte that comes has to be answered. */
    private static final class Answering implements TlsEngine {
        private int owed;
        private boolean ended;

        @Override
        public Want want() {
            return owed > 0 ? Want.WRITE : Want.NOTHING;
        }

        @Override
        public boolean isEstablished() {
            return true;
        }

        @Override
        public Decrypted decrypt(ByteBuffer records, ByteBuffer plain) {
            records.get();
            owed++;
            return Decrypted.RECORD;
        }

        @Override
        public void encrypt(ByteBuffer plain, ByteBuffer records) {
            records.put(new byte[ANSWER]);
            owed--;
        }

        @Override
        public Runnable task() {
            throw new IllegalStateException("there is nothing to compute");
        }

        @Override
        public void endOutput() {
            ended = true;
        }

        @Override
        public boolean isOutputEnded() {
            return ended;
        }

        @Override
        public int recordSize() {
            return 100;
        }

        @Override
        public int plainSize() {
            return 100;
        }

        @Override
        public Optional<TlsSession> session() {
            return Optional.empty();
        }
    }

    private Connection answering(Socket socket, Recorder handler) {
        socket.set(SocketOption.SNDBUF, 1); // the least there is
        ConnectionGroup group = new ConnectionGroup(loop, "answering", ConnectionOptions.DEFAULTS);
        Connection connection = new Connection(group, socket, new Answering(), true, handler);
        connection.begin(true);
        return connection;
    }

    @Test
    void answersThatTheKernelDoesNotTakeGoOutWhenThereIsRoom() {
        SocketPair pair = SocketPair.open(SocketType.STREAM);
        try (Socket peer = pair.other()) {
            peer.nonBlocking(true);
            Connection connection = answering(pair.one(), new Recorder());
            peer.write(ByteBuffer.allocateDirect(300));
            Turns.untilQuiet(loop);
            assertThat(connection.queuedBytes())
                    .as("more than the kernel takes")
                    .isPositive();
            ByteBuffer answers = ByteBuffer.allocateDirect(300 * ANSWER);
            Turns.until(loop, () -> {
                peer.read(answers);
                return !answers.hasRemaining();
            });
        }
    }

    @Test
    void whoAsksForAnswersAndTakesNoneIsRefused() {
        SocketPair pair = SocketPair.open(SocketType.STREAM);
        Recorder handler = new Recorder();
        try (Socket peer = pair.other()) {
            peer.nonBlocking(true);
            answering(pair.one(), handler);
            ByteBuffer questions = ByteBuffer.allocateDirect(10_000);
            Turns.until(loop, () -> {
                if (!handler.isClosed()) {
                    peer.write(questions.clear());
                }
                return handler.isClosed();
            });
        }
        assertThat(handler.reason()).isEqualTo(CloseReason.MALFORMED);
        assertThat(handler.error).hasMessageContaining("does not take the answers");
    }
}
