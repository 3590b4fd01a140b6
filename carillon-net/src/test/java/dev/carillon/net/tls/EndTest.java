package dev.carillon.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.net.tls.TlsContext.Protocol;
import dev.carillon.net.tls.TlsEngine.Decrypted;
import dev.carillon.net.tls.TlsEngine.Want;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EndTest {
    private static Conversation established(Protocol protocol) throws SSLException {
        return Conversation.of(Certificates.client().withProtocols(protocol), Certificates.server())
                .established();
    }

    @ParameterizedTest
    @CsvSource({"TLS_1_2, true", "TLS_1_2, false", "TLS_1_3, true", "TLS_1_3, false"})
    void theEndOfOneSideIsSeenByTheOther(Protocol protocol, boolean clientEnds) throws Exception {
        Conversation conversation = established(protocol);
        Side ending = clientEnds ? conversation.client : conversation.server;
        Side other = clientEnds ? conversation.server : conversation.client;
        ending.toSend = ByteBuffer.allocate(100);
        ending.advance();
        ending.engine.endOutput();
        assertThat(ending.engine.isOutputEnded()).isTrue();
        assertThat(ending.engine.want()).isEqualTo(Want.WRITE);
        conversation.run();
        assertThat(other.received.size()).isEqualTo(100);
        assertThat(other.ended).isTrue();
        assertThat(ending.engine.want()).isEqualTo(Want.NOTHING);
        assertThat(other.engine.want()).isEqualTo(Want.NOTHING);
        assertThat(other.engine.isOutputEnded()).isEqualTo(protocol == Protocol.TLS_1_2);
        // TLS 1.2 answers an end with an end.
        assertThat(ending.ended).isEqualTo(protocol == Protocol.TLS_1_2);
        other.engine.endOutput();
        conversation.run();
        assertThat(ending.ended).isTrue();
        assertThat(ending.engine.want()).isEqualTo(Want.NOTHING);
        assertThat(other.engine.want()).isEqualTo(Want.NOTHING);
    }

    @Test
    void underTls12ThePeersEndIsOursBeforeItsAnswerIsSent() throws Exception {
        Conversation conversation = established(Protocol.TLS_1_2);
        conversation.client.engine.endOutput();
        conversation.client.advance();
        conversation.carry(conversation.client, conversation.server);
        Side server = conversation.server;
        assertThat(server.engine.decrypt(server.input.flip(), ByteBuffer.allocate(server.engine.plainSize())))
                .isEqualTo(Decrypted.END);
        assertThat(server.engine.isOutputEnded()).isTrue();
        assertThat(server.engine.want()).isEqualTo(Want.WRITE);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void underTls13TheOtherDirectionGoesOn(boolean clientEnds) throws Exception {
        Conversation conversation = established(Protocol.TLS_1_3);
        Side ending = clientEnds ? conversation.client : conversation.server;
        Side other = clientEnds ? conversation.server : conversation.client;
        ending.engine.endOutput();
        conversation.run();
        assertThat(other.ended).isTrue();
        for (int times = 1; times <= 3; times++) {
            other.toSend = ByteBuffer.allocate(50_000);
            conversation.run();
            assertThat(ending.received.size()).isEqualTo(times * 50_000);
        }
        ending.toSend = ByteBuffer.allocate(1);
        conversation.run();
        assertThat(ending.toSend.hasRemaining()).isTrue();
        assertThat(ending.ended).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void whatFollowsAnEndIsNotLookedAt(Protocol protocol) throws Exception {
        Conversation conversation = established(protocol);
        conversation.client.engine.endOutput();
        conversation.run();
        // The header of a record that is too long.
        ByteBuffer more = ByteBuffer.wrap(new byte[] {23, 3, 3, -1, -1});
        assertThat(conversation.server.engine.decrypt(more, ByteBuffer.allocate(0)))
                .isEqualTo(Decrypted.END);
        assertThat(more.position()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aHandshakeCanBeGivenUp(Protocol protocol) throws Exception {
        Conversation conversation =
                Conversation.of(Certificates.client().withProtocols(protocol), Certificates.server());
        conversation.client.advance();
        conversation.carry(conversation.client, conversation.server);
        conversation.server.advance();
        conversation.client.engine.endOutput();
        conversation.client.flush();
        assertThatExceptionOfType(SSLException.class).isThrownBy(conversation::run);
        conversation.server.flush();
        assertThat(conversation.server.engine.want()).isEqualTo(Want.NOTHING);
        assertThat(conversation.server.engine.isEstablished()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void anEngineCanBeEndedBeforeAnything(boolean ofClient) throws Exception {
        Side side = new Side(
                ofClient
                        ? Certificates.client().engine("localhost", 1)
                        : Certificates.server().engine());
        side.engine.endOutput();
        side.flush();
        assertThat(side.engine.isOutputEnded()).isTrue();
        assertThat(side.engine.isEstablished()).isFalse();
        assertThat(side.engine.want()).isIn(Want.NOTHING, Want.READ);
    }
}
