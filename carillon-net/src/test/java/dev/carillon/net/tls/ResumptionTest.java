package dev.carillon.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.net.tls.TlsContext.ClientCertificates;
import dev.carillon.net.tls.TlsContext.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResumptionTest {
    /** As both sides see it: they never differ. */
    private static boolean isResumed(Conversation conversation) throws Exception {
        conversation.established().exchange();
        boolean resumed = conversation.client.session().resumed();
        assertThat(conversation.server.session().resumed()).isEqualTo(resumed);
        return resumed;
    }

    @ParameterizedTest
    @EnumSource
    void sessionsAreResumedAndKeepWhatTheyHave(Protocol protocol) throws Exception {
        KeyMaterial material = Certificates.AUTHORITY.certify(Certificates.RSA);
        TlsContext client = Certificates.client()
                .withProtocols(protocol)
                .withKeyMaterial(material)
                .withApplicationProtocols("h2");
        TlsContext server = Certificates.server()
                .withApplicationProtocols("h2")
                .withClientCertificates(ClientCertificates.REQUIRED)
                .withTrust(List.of(Certificates.AUTHORITY.certificate()));
        assertThat(isResumed(Conversation.of(client, server))).isFalse();
        for (int times = 0; times < 3; times++) {
            Conversation again = Conversation.of(client, server);
            assertThat(isResumed(again)).isTrue();
            assertThat(again.client.session().peerCertificates()).isEqualTo(Certificates.SERVER.chain());
            assertThat(again.server.session().peerCertificates()).isEqualTo(material.chain());
            assertThat(again.server.session().serverName()).isEqualTo("localhost");
            assertThat(again.server.session().applicationProtocol()).isEqualTo("h2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void enginesThatWereMadeBeforeResumeToo(Protocol protocol) throws Exception {
        TlsContext client = Certificates.client().withProtocols(protocol);
        TlsContext server = Certificates.server();
        List<TlsEngine> servers = new ArrayList<>();
        List<TlsEngine> clients = new ArrayList<>();
        IntStream.range(0, 3).forEach(i -> {
            servers.add(server.engine());
            clients.add(client.engine("localhost", 4433));
        });
        assertThat(isResumed(new Conversation(clients.get(0), servers.get(0)))).isFalse();
        assertThat(isResumed(new Conversation(clients.get(1), servers.get(1)))).isTrue();
        assertThat(isResumed(new Conversation(clients.get(2), servers.get(2)))).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void conversationsAtTheSameTimeAreEachTheirOwn(Protocol protocol) throws Exception {
        TlsContext client = Certificates.client().withProtocols(protocol);
        TlsContext server = Certificates.server();
        Conversation first = Conversation.of(client, server);
        Conversation second = Conversation.of(client, server);
        // The second has asked before there is a session.
        second.client.advance();
        assertThat(isResumed(first)).isFalse();
        assertThat(isResumed(second)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void sessionsAreOfOneHostAndPort(Protocol protocol) throws Exception {
        TlsContext client = Certificates.client().withProtocols(protocol);
        TlsContext server = Certificates.server();
        assertThat(isResumed(Conversation.of(client, server))).isFalse();
        assertThat(isResumed(new Conversation(client.engine("127.0.0.1", 4433), server.engine())))
                .isFalse();
        assertThat(isResumed(new Conversation(client.engine("localhost", 4434), server.engine())))
                .isFalse();
        assertThat(isResumed(new Conversation(client.engine("LOCALHOST", 4433), server.engine())))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void sessionsAreOfOneServerNameAndItsCertificate(Protocol protocol) throws Exception {
        KeyMaterial ec = Certificates.AUTHORITY.certify(Certificates.EC, "second.example");
        KeyMaterial rsa = Certificates.AUTHORITY.certify(Certificates.RSA, "third.example");
        TlsContext client = Certificates.client().withProtocols(protocol);
        TlsContext server = TlsContext.server(Certificates.SERVER, ec, rsa);
        for (String name : List.of("localhost", "second.example", "third.example")) {
            for (int times = 0; times < 3; times++) {
                Conversation conversation = new Conversation(client.engine(name, 443), server.engine());
                assertThat(isResumed(conversation)).as(name).isEqualTo(times > 0);
                assertThat(conversation.server.session().serverName()).isEqualTo(name);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutResumptionEachHandshakeIsFull(Protocol protocol) throws Exception {
        TlsContext client = Certificates.client().withProtocols(protocol);
        TlsContext server = Certificates.server();
        for (int times = 0; times < 2; times++) {
            assertThat(isResumed(Conversation.of(client.withResumption(false), server)))
                    .isFalse();
        }
        TlsContext forgetful = server.withResumption(false);
        for (int times = 0; times < 2; times++) {
            assertThat(isResumed(Conversation.of(client, forgetful))).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterAReloadNewConversationsGetTheNewCertificate(Protocol protocol) throws Exception {
        TlsContext client = Certificates.client().withProtocols(protocol);
        TlsContext server = Certificates.server();
        TlsContext copy = server.withApplicationProtocols("h2");
        Conversation before = Conversation.of(client, server);
        assertThat(isResumed(before)).isFalse();
        Conversation begun = Conversation.of(client.withResumption(false), server);
        begun.client.advance();
        begun.carry(begun.client, begun.server);
        begun.server.advance();
        KeyMaterial renewed = Certificates.AUTHORITY.certify(Certificates.RSA, "localhost");
        server.reload(renewed);
        before.exchange();
        begun.established().exchange();
        assertThat(begun.client.session().peerCertificates()).isEqualTo(Certificates.SERVER.chain());
        Conversation after = Conversation.of(client, server);
        assertThat(isResumed(after)).isFalse();
        assertThat(after.client.session().peerCertificates()).isEqualTo(renewed.chain());
        assertThat(isResumed(Conversation.of(client, server))).isTrue();
        Conversation other = Conversation.of(client, copy).established();
        assertThat(other.client.session().peerCertificates()).isEqualTo(Certificates.SERVER.chain());
    }
}
