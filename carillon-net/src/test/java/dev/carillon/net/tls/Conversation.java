package dev.carillon.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.IntUnaryOperator;
import javax.net.ssl.SSLException;

/** Two engines, and between them a wire which carries as many bytes at a time as a test wants. */
final class Conversation {
    private static final int MOST_ROUNDS = 1_000_000;

    final Side client;
    final Side server;

    /** From the bytes that could be carried to those that are. */
    private final IntUnaryOperator share;

    Conversation(TlsEngine client, TlsEngine server) {
        this(client, server, available -> available);
    }

    Conversation(TlsEngine client, TlsEngine server, IntUnaryOperator share) {
        this.client = new Side(client);
        this.server = new Side(server);
        this.share = share;
    }

    /** Between a client of localhost and a server. */
    static Conversation of(TlsContext client, TlsContext server) {
        return new Conversation(client.engine("localhost", 4433), server.engine());
    }

    /** Goes on until nothing moves any more. */
    Conversation run() throws SSLException {
        boolean moved = true;
        for (int round = 0; moved; round++) {
            assertThat(round).as("rounds without an end").isLessThan(MOST_ROUNDS);
            client.advance();
            server.advance();
            boolean forth = carry(client, server);
            boolean back = carry(server, client);
            moved = forth || back;
        }
        return this;
    }

    /** As {@link #run}, up to the end of the handshake on both sides. */
    Conversation established() throws SSLException {
        run();
        assertThat(client.engine.isEstablished() && server.engine.isEstablished())
                .isTrue();
        return this;
    }

    /** Moves some bytes, and whether there were any. */
    boolean carry(Side from, Side to) {
        ByteBuffer wire = from.output.flip();
        int possible = Math.min(wire.remaining(), to.input.remaining());
        int bytes = possible == 0 ? 0 : share.applyAsInt(possible);
        to.input.put(wire.slice(wire.position(), bytes));
        wire.position(wire.position() + bytes);
        wire.compact();
        return bytes > 0;
    }

    /** Whichever side fails first, with its alert brought to the other, which says what it got. */
    Failure failure() {
        SSLException first = catchThrowableOfType(SSLException.class, this::run);
        assertThat(first).as("a failure of the handshake").isNotNull();
        boolean ofServer =
                catchThrowableOfType(SSLException.class, () -> server.engine.decrypt(empty(), empty())) == first;
        Side failed = ofServer ? server : client;
        Side other = ofServer ? client : server;
        SSLException alert = catchThrowableOfType(SSLException.class, () -> {
            failed.flush();
            while (carry(failed, other)) {
                other.advance();
            }
        });
        assertThat(failed.engine.want()).isEqualTo(TlsEngine.Want.NOTHING);
        return new Failure(ofServer, first.toString(), alert == null ? "" : String.valueOf(alert.getMessage()));
    }

    /**
     * How a handshake failed.
     *
     * @param ofServer whether the server found fault
     * @param reason what with
     * @param alert what the other side was told
     */
    record Failure(boolean ofServer, String reason, String alert) {}

    static ByteBuffer empty() {
        return ByteBuffer.allocate(0);
    }

    /** Both directions carry bytes. */
    void exchange() throws SSLException {
        client.received.reset();
        server.received.reset();
        client.toSend = ByteBuffer.wrap("ping".getBytes(StandardCharsets.UTF_8));
        server.toSend = ByteBuffer.wrap("pong".getBytes(StandardCharsets.UTF_8));
        run();
        assertThat(server.received.toString(StandardCharsets.UTF_8)).isEqualTo("ping");
        assertThat(client.received.toString(StandardCharsets.UTF_8)).isEqualTo("pong");
    }
}
