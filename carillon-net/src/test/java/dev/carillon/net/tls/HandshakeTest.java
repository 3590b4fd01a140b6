package dev.carillon.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.carillon.net.tls.TlsContext.Protocol;
import dev.carillon.net.tls.TlsEngine.Want;
import dev.carillon.testkit.Seeds;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HandshakeTest {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    @ParameterizedTest
    @EnumSource
    void bytesGoBothWaysWhenTheRecordsArriveByteByByte(Protocol protocol) throws Exception {
        Conversation conversation = new Conversation(
                Certificates.client().withProtocols(protocol).engine("localhost", 4433),
                Certificates.server().engine(),
                available -> 1);
        conversation.established().exchange();
        assertThat(conversation.client.session().protocol()).isEqualTo(protocol.standardName());
    }

    @ParameterizedTest
    @EnumSource
    void bytesGoBothWaysHoweverTheRecordsAreSplit(Protocol protocol) {
        TlsContext client = Certificates.client().withProtocols(protocol);
        TlsContext server = Certificates.server();
        Seeds.forAll(30, seed -> {
            Random random = new Random(seed);
            Conversation conversation = new Conversation(
                    client.engine("localhost", 4433), server.engine(), available -> random.nextInt(available) + 1);
            conversation.established().exchange();
        });
    }

    @Test
    void bothSidesTellWhatWasAgreedOn() throws Exception {
        Conversation conversation = Conversation.of(
                Certificates.client().withApplicationProtocols("http/1.1", "h2"),
                Certificates.server().withApplicationProtocols("h2", "http/1.1"));
        assertThat(conversation.client.engine.session()).isEmpty();
        conversation.established();
        TlsSession expected = new TlsSession(
                "TLSv1.3", "TLS_AES_256_GCM_SHA384", "h2", "localhost", Certificates.SERVER.chain(), false);
        assertThat(conversation.client.session()).isEqualTo(expected);
        assertThat(conversation.server.session())
                .isEqualTo(new TlsSession(
                        expected.protocol(), expected.cipherSuite(), "h2", "localhost", List.of(), false));
    }

    @ParameterizedTest
    @EnumSource
    void noApplicationProtocolInCommonEndsTheHandshake(Protocol protocol) {
        Conversation.Failure failure = Conversation.of(
                        Certificates.client().withProtocols(protocol).withApplicationProtocols("h2"),
                        Certificates.server().withApplicationProtocols("http/1.1"))
                .failure();
        assertThat(failure.ofServer()).isTrue();
        assertThat(failure.alert()).contains("no_application_protocol");
    }

    @Test
    void applicationProtocolsOfOneSideOnlyAreLeftOut() throws Exception {
        TlsContext plain = Certificates.server();
        Conversation one = Conversation.of(Certificates.client().withApplicationProtocols("h2"), plain);
        one.established().exchange();
        assertThat(one.client.session().applicationProtocol()).isEmpty();
        Conversation other = Conversation.of(Certificates.client(), plain.withApplicationProtocols("h2"));
        other.established().exchange();
        assertThat(other.server.session().applicationProtocol()).isEmpty();
    }

    @Test
    void noVersionInCommonEndsTheHandshake() {
        Conversation.Failure failure = Conversation.of(
                        Certificates.client().withProtocols(Protocol.TLS_1_2),
                        Certificates.server().withProtocols(Protocol.TLS_1_3))
                .failure();
        assertThat(failure.ofServer()).isTrue();
        assertThat(failure.alert()).contains("protocol_version");
    }

    @Test
    void aClientBeginsAndAServerWaits() throws Exception {
        TlsEngine server = Certificates.server().engine();
        assertThat(server.want()).isEqualTo(Want.READ);
        server.encrypt(ByteBuffer.allocate(10), ByteBuffer.allocate(server.recordSize()));
        assertThat(server.want()).isEqualTo(Want.READ);
        TlsEngine client = Certificates.client().engine("localhost", 4433);
        assertThat(client.want()).isEqualTo(Want.WRITE);
        ByteBuffer plain = ByteBuffer.allocate(10);
        ByteBuffer hello = ByteBuffer.allocate(client.recordSize());
        client.encrypt(plain, hello);
        assertThat(plain.remaining()).isEqualTo(10);
        assertThat(hello.get(0)).isEqualTo((byte) 22);
        assertThat(client.want()).isEqualTo(Want.READ);
    }

    @Test
    void whileATaskRunsNothingElseIsAllowed() throws Exception {
        TlsEngine server = Certificates.server().engine();
        Side client = new Side(Certificates.client().engine("localhost", 4433));
        client.advance();
        server.decrypt(client.output.flip(), NOTHING);
        assertThat(server.want()).isEqualTo(Want.TASK);
        assertThatIllegalStateException().isThrownBy(() -> server.decrypt(ByteBuffer.allocate(100), NOTHING));
        Runnable task = server.task();
        assertThat(server.want()).isEqualTo(Want.READ);
        assertThat(server.isEstablished()).isFalse();
        assertThat(server.isOutputEnded()).isFalse();
        assertThatIllegalStateException().isThrownBy(server::task);
        assertThatIllegalStateException().isThrownBy(server::endOutput);
        assertThatIllegalStateException().isThrownBy(() -> server.decrypt(NOTHING, NOTHING));
        assertThatIllegalStateException().isThrownBy(() -> server.encrypt(NOTHING, NOTHING));
        Thread other = Thread.ofPlatform().start(task);
        other.join();
        assertThat(server.want()).isEqualTo(Want.WRITE);
        assertThatIllegalStateException().isThrownBy(server::task);
        assertThatIllegalStateException().isThrownBy(() -> server.decrypt(ByteBuffer.allocate(100), NOTHING));
    }

    @Test
    void roomIsAskedForBeforeAnythingIsTaken() throws Exception {
        Conversation conversation =
                Conversation.of(Certificates.client(), Certificates.server()).established();
        TlsEngine client = conversation.client.engine;
        ByteBuffer plain = ByteBuffer.allocate(100);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.encrypt(plain, ByteBuffer.allocate(client.recordSize() - 1)))
                .withMessageContaining(Integer.toString(client.recordSize()));
        assertThat(plain.position()).isZero();
        ByteBuffer record = ByteBuffer.allocate(client.recordSize());
        client.encrypt(plain, record);
        TlsEngine server = conversation.server.engine;
        record.flip();
        assertThat(server.decrypt(record, ByteBuffer.allocate(99))).isEqualTo(TlsEngine.Decrypted.NO_ROOM);
        assertThat(record.position()).isZero();
        assertThat(server.decrypt(record, ByteBuffer.allocate(server.plainSize())))
                .isEqualTo(TlsEngine.Decrypted.RECORD);
        assertThat(record.hasRemaining()).isFalse();
    }

    @Test
    void contextsRefuseWhatCanNotWork() {
        TlsContext server = Certificates.server();
        TlsContext client = Certificates.client();
        assertThatIllegalStateException().isThrownBy(client::engine).withMessageContaining("host");
        assertThatIllegalStateException().isThrownBy(() -> server.engine("localhost", 1));
        assertThatIllegalStateException().isThrownBy(() -> server.withHostNameCheck(false));
        assertThatIllegalStateException().isThrownBy(() -> server.withKeyMaterial(Certificates.SERVER));
        assertThatIllegalStateException()
                .isThrownBy(() -> client.withClientCertificates(TlsContext.ClientCertificates.REQUIRED));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.withClientCertificates(TlsContext.ClientCertificates.REQUIRED)
                        .engine())
                .withMessageContaining("withTrust");
        assertThatIllegalArgumentException().isThrownBy(() -> client.engine("", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> client.engine("localhost", 65536));
        assertThatIllegalArgumentException().isThrownBy(() -> client.withTrust(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> client.withApplicationProtocols(""));
        assertThatIllegalArgumentException().isThrownBy(() -> client.withApplicationProtocols("x".repeat(256)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.withSessions(0, Duration.ofDays(1)))
                .withMessageContaining("withResumption");
        assertThatIllegalArgumentException().isThrownBy(() -> client.withSessions(1, Duration.ofDays(8)));
        assertThatIllegalArgumentException().isThrownBy(() -> client.withSessions(1, Duration.ZERO));
    }
}
