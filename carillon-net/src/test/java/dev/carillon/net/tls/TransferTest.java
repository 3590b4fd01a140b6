package dev.carillon.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.net.tls.TlsContext.Protocol;
import dev.carillon.net.tls.TlsEngine.Want;
import dev.carillon.testkit.Seeds;
import java.nio.ByteBuffer;
import java.util.Random;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransferTest {
    private static final int SIZE = 1024 * 1024;

    @ParameterizedTest
    @EnumSource
    void aMebibyteComesThroughBothWays(Protocol protocol) {
        TlsContext client = Certificates.client().withProtocols(protocol);
        TlsContext server = Certificates.server();
        Seeds.forAll(5, seed -> {
            Random random = new Random(seed);
            Conversation conversation = new Conversation(
                    client.engine("localhost", 4433), server.engine(), available -> random.nextInt(available) + 1);
            conversation.established();
            byte[] request = bytes(random);
            byte[] response = bytes(random);
            int requested = 0;
            int responded = 0;
            while (requested < SIZE || responded < SIZE) {
                requested = offer(conversation.client, request, requested, random);
                responded = offer(conversation.server, response, responded, random);
                conversation.run();
            }
            assertThat(conversation.server.received.toByteArray()).isEqualTo(request);
            assertThat(conversation.client.received.toByteArray()).isEqualTo(response);
            assertThat(conversation.server.records).isGreaterThan(SIZE / 16384);
        });
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[SIZE];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Some more bytes: few or many, as records of any length. */
    private static int offer(Side side, byte[] bytes, int from, Random random) {
        int most = random.nextBoolean() ? 100 : 100_000;
        int length = Math.min(random.nextInt(most), SIZE - from);
        side.toSend = ByteBuffer.wrap(bytes, from, length);
        return from + length;
    }

    /** RFC 8446 §4.6.3. The JDK does it by itself after so many bytes only. */
    @Test
    void keysAreUpdatedInBetween() throws Exception {
        SSLEngine bare = Certificates.bareClient(Protocol.TLS_1_3);
        Conversation conversation = new Conversation(
                        new JdkTlsEngine(bare, HandshakeNotes.attach(bare)),
                        Certificates.server().engine())
                .established();
        for (int times = 0; times < 5; times++) {
            conversation.exchange();
            bare.beginHandshake();
            assertThat(conversation.client.engine.want()).isEqualTo(Want.WRITE);
            conversation.client.advance();
            conversation.carry(conversation.client, conversation.server);
            Side server = conversation.server;
            server.input.flip();
            server.engine.decrypt(server.input, ByteBuffer.allocate(server.engine.plainSize()));
            server.input.compact();
            // The other side owes its own, although the handshake is long done.
            assertThat(server.engine.want()).isEqualTo(Want.WRITE);
            assertThat(server.engine.isEstablished()).isTrue();
        }
        conversation.exchange();
    }

    @Test
    void anUpdateThatIsOwedIsSentAfterThePeersEndToo() throws Exception {
        SSLEngine bare = Certificates.bareClient(Protocol.TLS_1_3);
        Conversation conversation = new Conversation(
                        new JdkTlsEngine(bare, HandshakeNotes.attach(bare)),
                        Certificates.server().engine())
                .established();
        bare.beginHandshake();
        conversation.client.advance();
        conversation.client.engine.endOutput();
        conversation.client.advance();
        conversation.carry(conversation.client, conversation.server);
        Side server = conversation.server;
        takeAll(server);
        assertThat(server.ended).isTrue();
        server.toSend = ByteBuffer.allocate(1000);
        conversation.run();
        assertThat(conversation.client.received.size()).isEqualTo(1000);
        assertThat(server.engine.want()).isEqualTo(Want.NOTHING);
    }

    /** Reads on although there is something to be sent. */
    private static void takeAll(Side side) throws SSLException {
        ByteBuffer plain = ByteBuffer.allocate(side.engine.plainSize());
        side.input.flip();
        TlsEngine.Decrypted result;
        do {
            result = side.engine.decrypt(side.input, plain);
        } while (result == TlsEngine.Decrypted.RECORD);
        side.ended = result == TlsEngine.Decrypted.END;
        side.input.compact();
    }

    @Test
    void noBytesMakeNoRecord() throws Exception {
        Conversation conversation =
                Conversation.of(Certificates.client(), Certificates.server()).established();
        ByteBuffer output = ByteBuffer.allocate(conversation.client.engine.recordSize());
        conversation.client.engine.encrypt(ByteBuffer.allocate(0), output);
        assertThat(output.position()).isZero();
    }
}
