package dev.carillon.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carillon.net.tls.TlsContext.Protocol;
import dev.carillon.net.tls.TlsEngine.Decrypted;
import dev.carillon.net.tls.TlsEngine.Want;
import dev.carillon.testkit.Seeds;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostilePeerTest {
    private static final int ALERT = 21;
    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

    private static Side server() {
        return new Side(Certificates.server().engine());
    }

    private static Conversation established(Protocol protocol) throws SSLException {
        return Conversation.of(Certificates.client().withProtocols(protocol), Certificates.server())
                .established();
    }

    /** One alert is there, and then nothing more: the engine says again what was wrong, and neither spins nor waits. */
    private static void assertRefused(Side side, SSLException refusal) throws SSLException {
        assertThat(refusal).isNotNull();
        assertThat(side.engine.isOutputEnded()).isTrue();
        int before = side.output.position();
        assertThat(side.engine.want()).isEqualTo(Want.WRITE);
        side.flush();
        assertThat(side.output.position()).isGreaterThan(before);
        assertThat(side.engine.want()).isEqualTo(Want.NOTHING);
        assertThat(catchThrowableOfType(SSLException.class, () -> side.engine.decrypt(NO_BYTES, NO_BYTES)))
                .isSameAs(refusal);
        int after = side.output.position();
        side.toSend = ByteBuffer.allocate(10);
        side.flush();
        assertThat(side.output.position()).isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "\0\0\0\0\0\0\0\0",
                "\u0016\u0003\u0001\u0000\u0000",
                "\u0016\u0003\u0001\u0000\u0004\u0002\u0000\u0000\u0000",
                "\u0017\u0003\u0003\u0000\u0001x",
                "\u0014\u0003\u0003\u0000\u0001\u0001\u0014\u0003\u0003\u0000\u0001\u0001",
            })
    void whoDoesNotSpeakTlsGetsAnAlert(String bytes) throws Exception {
        Side server = server();
        server.input.put(bytes.getBytes(StandardCharsets.ISO_8859_1));
        SSLException refusal = catchThrowableOfType(SSLException.class, server::advance);
        assertRefused(server, refusal);
        assertThat(server.output.get(0)).isEqualTo((byte) ALERT);
    }

    @Test
    void anAnswerInPlainTextIsRefusedByAClient() throws Exception {
        Side client = new Side(Certificates.client().engine("localhost", 1));
        client.advance();
        client.input.put("HTTP/1.1 400 Bad Request\r\n".getBytes(StandardCharsets.US_ASCII));
        assertRefused(client, catchThrowableOfType(SSLException.class, client::advance));
    }

    @Test
    void anyBytesAreRefusedOrWaitedFor() {
        Seeds.forAll(200, seed -> {
            Random random = new Random(seed);
            Side server = server();
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            if (bytes.length > 5 && random.nextBoolean()) {
                ByteBuffer.wrap(bytes).putInt(0, 0x16030100).put(4, (byte) (bytes.length - 5));
            }
            server.input.put(bytes);
            SSLException refusal = catchThrowableOfType(SSLException.class, server::advance);
            if (refusal != null) {
                assertRefused(server, refusal);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void aChangedBitIsRefusedOrWaitedFor(Protocol protocol) {
        TlsContext client = Certificates.client().withProtocols(protocol);
        Seeds.forAll(100, seed -> {
            Random random = new Random(seed);
            Conversation conversation = Conversation.of(client, Certificates.server());
            // Which side's how manieth byte; a handshake has some thousands.
            Side victim = random.nextBoolean() ? conversation.client : conversation.server;
            int rounds = random.nextInt(4);
            SSLException refusal = catchThrowableOfType(SSLException.class, () -> {
                for (int round = 0; round < rounds; round++) {
                    conversation.client.advance();
                    conversation.server.advance();
                    conversation.carry(conversation.client, conversation.server);
                    conversation.carry(conversation.server, conversation.client);
                }
                if (victim.input.position() > 0) {
                    int at = random.nextInt(victim.input.position());
                    victim.input.put(at, (byte) (victim.input.get(at) ^ 1 << random.nextInt(Byte.SIZE)));
                }
                conversation.run();
            });
            if (refusal == null) {
                // Nothing was changed, or a length, so that one waits for the rest: no bytes come through wrongly.
                assertThat(victim.received.size()).isZero();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void aChangedByteOfDataIsRefused(Protocol protocol) throws Exception {
        Conversation conversation = established(protocol);
        conversation.client.toSend = ByteBuffer.allocate(100);
        conversation.client.advance();
        int last = conversation.client.output.position() - 1;
        conversation.client.output.put(last, (byte) (conversation.client.output.get(last) ^ 1));
        SSLException refusal = catchThrowableOfType(SSLException.class, conversation::run);
        assertRefused(conversation.server, refusal);
        assertThat(conversation.server.received.size()).isZero();
        assertThatExceptionOfType(SSLException.class)
                .isThrownBy(conversation::run)
                .isSameAs(refusal);
        conversation.carry(conversation.server, conversation.client);
        assertThatExceptionOfType(SSLException.class)
                .isThrownBy(conversation.client::advance)
                .withMessageContaining("bad_record_mac");
        // Who was told answers nothing.
        assertThat(conversation.client.engine.want()).isEqualTo(Want.NOTHING);
    }

    @ParameterizedTest
    @EnumSource
    void aTruncatedRecordIsWaitedForAndNotTaken(Protocol protocol) throws Exception {
        Conversation conversation = established(protocol);
        conversation.client.toSend = ByteBuffer.allocate(100);
        conversation.client.advance();
        ByteBuffer record = conversation.client.output.flip();
        TlsEngine server = conversation.server.engine;
        ByteBuffer plain = ByteBuffer.allocate(server.plainSize());
        for (int length = 0; length < record.limit(); length++) {
            ByteBuffer part = record.slice(0, length);
            assertThat(server.decrypt(part, plain)).isEqualTo(Decrypted.INCOMPLETE);
            assertThat(part.position()).isZero();
        }
        assertThat(server.want()).isEqualTo(Want.NOTHING);
        assertThat(server.decrypt(record, plain)).isEqualTo(Decrypted.RECORD);
        assertThat(plain.position()).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({"22, 16705", "22, 18432", "22, 33088", "22, 65535"})
    void aRecordLongerThanNeededIsRefusedAtItsHeader(int type, int length) throws Exception {
        Side server = server();
        server.input.put((byte) type).putShort((short) 0x301).putShort((short) length);
        SSLException refusal = catchThrowableOfType(SSLException.class, server::advance);
        assertRefused(server, refusal);
        assertThat(refusal).hasMessageContaining(length + " bytes, the limit is 16704");
        for (Protocol protocol : Protocol.values()) {
            Side later = established(protocol).server;
            later.input.clear().put((byte) 23).putShort((short) 0x303).putShort((short) length);
            assertRefused(later, catchThrowableOfType(SSLException.class, later::advance));
        }
    }

    @Test
    void theLongestRecordIsWaitedFor() throws Exception {
        Side server = server();
        server.input.put((byte) 22).putShort((short) 0x301).putShort((short) 16704);
        server.advance();
        assertThat(server.engine.want()).isEqualTo(Want.READ);
        // It fits into the buffer that the engine asks for.
        assertThat(server.engine.recordSize()).isEqualTo(16709);
    }

    @Test
    void renegotiationIsRefusedBeforeItCostsAnything() throws Exception {
        SSLEngine bare = Certificates.bareClient(Protocol.TLS_1_2);
        Conversation conversation = new Conversation(
                        new JdkTlsEngine(bare, HandshakeNotes.attach(bare)),
                        Certificates.server().engine())
                .established();
        conversation.exchange();
        bare.beginHandshake();
        SSLException refusal = catchThrowableOfType(SSLException.class, conversation::run);
        assertThat(refusal).hasMessageContaining("renegotiate");
        assertRefused(conversation.server, refusal);
        assertThat(conversation.server.engine.want()).isEqualTo(Want.NOTHING);
        conversation.carry(conversation.server, conversation.client);
        assertThatExceptionOfType(SSLException.class)
                .isThrownBy(conversation.client::advance)
                .withMessageContaining("unexpected_message");
    }
}
