package dev.carillon.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.net.tls.Certificates.Authority;
import dev.carillon.net.tls.TlsContext.ClientCertificates;
import dev.carillon.net.tls.TlsContext.Protocol;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustTest {
    private static final Authority STRANGER = new Authority("CN=Stranger", Certificates.pair("EC", 256));

    private static Conversation withHost(String host, TlsContext client, KeyMaterial server) {
        return new Conversation(
                client.engine(host, 4433), TlsContext.server(server).engine());
    }

    @ParameterizedTest
    @EnumSource
    void anUnknownIssuerIsNotTrusted(Protocol protocol) {
        KeyMaterial server = STRANGER.certify(Certificates.EC, "localhost");
        Conversation.Failure failure = withHost(
                        "localhost", Certificates.client().withProtocols(protocol), server)
                .failure();
        assertThat(failure.ofServer()).isFalse();
        assertThat(failure.reason()).contains("PKIX path");
        assertThat(failure.alert()).contains("certificate_unknown");
    }

    @Test
    void theJdksAuthoritiesDoNotVouchForOurs() {
        assertThat(withHost("localhost", TlsContext.client(), Certificates.SERVER)
                        .failure()
                        .reason())
                .contains("PKIX path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST.", "127.0.0.1", "::1", "[::1]"})
    void aCertificateIsForTheHostsInIt(String host) throws Exception {
        Conversation conversation = withHost(host, Certificates.client(), Certificates.SERVER);
        conversation.established().exchange();
        boolean named = host.toLowerCase(Locale.ROOT).startsWith("localhost");
        assertThat(conversation.server.session().serverName()).isEqualTo(named ? "localhost" : "");
        assertThat(conversation.client.session().serverName()).isEqualTo(named ? "localhost" : "");
    }

    @Test
    void hostsAreComparedWithoutTheirDecoration() {
        assertThat(HostNames.normalized("[2001:DB8::1]")).isEqualTo("2001:DB8::1");
        assertThat(HostNames.normalized("Example.COM.")).isEqualTo("example.com");
        assertThat(HostNames.normalized("b\u00fccher.example")).isEqualTo("xn--bcher-kva.example");
        assertThat(HostNames.serverNames("192.0.2.1")).isEmpty();
        assertThat(HostNames.serverNames("my_host")).isEmpty();
        assertThat(HostNames.serverNames("4.example")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com", "127.0.0.2", "::2", "a_b"})
    void aCertificateForAnotherHostIsRefused(String host) {
        Conversation.Failure failure =
                withHost(host, Certificates.client(), Certificates.SERVER).failure();
        assertThat(failure.ofServer()).isFalse();
        assertThat(failure.reason()).contains(host);
    }

    @Test
    void theHostIsNotLookedAtWhereThatIsWanted() throws Exception {
        withHost("example.com", Certificates.client().withHostNameCheck(false), Certificates.SERVER)
                .established()
                .exchange();
    }

    @Test
    void anExpiredCertificateIsRefused() {
        Instant now = Instant.now();
        KeyMaterial expired = Certificates.AUTHORITY.certify(
                Certificates.EC, now.minus(Duration.ofHours(2)), now.minus(Duration.ofHours(1)), "localhost");
        Conversation.Failure failure =
                withHost("localhost", Certificates.client(), expired).failure();
        assertThat(failure.reason()).contains("NotAfter");
        KeyMaterial early = Certificates.AUTHORITY.certify(
                Certificates.EC, now.plus(Duration.ofHours(1)), now.plus(Duration.ofHours(2)), "localhost");
        assertThat(withHost("localhost", Certificates.client(), early).failure().reason())
                .contains("NotBefore");
    }

    @Test
    void anExpiredCertificateIsRefusedAlsoIfItIsItselfTrusted() throws Exception {
        Instant now = Instant.now();
        KeyMaterial expired = Certificates.AUTHORITY.certify(
                Certificates.EC, now.minus(Duration.ofHours(2)), now.minus(Duration.ofHours(1)), "localhost");
        TlsContext client = TlsContext.client().withTrust(expired.chain().subList(0, 1));
        assertThat(withHost("localhost", client, expired).failure().reason()).contains("NotAfter");
    }

    @Test
    void aSelfSignedCertificateIsTrustedByWhoeverHasIt() throws Exception {
        KeyMaterial own = SelfSigned.create();
        withHost("localhost", TlsContext.client().withTrust(own.chain()), own)
                .established()
                .exchange();
        TlsContext other = TlsContext.client().withTrust(SelfSigned.create().chain());
        assertThat(withHost("localhost", other, own).failure().ofServer()).isFalse();
    }

    private static TlsContext asking(ClientCertificates wanted) {
        return Certificates.server()
                .withClientCertificates(wanted)
                .withTrust(List.of(Certificates.AUTHORITY.certificate()));
    }

    @ParameterizedTest
    @EnumSource
    void theServerSeesTheClientsCertificate(Protocol protocol) throws Exception {
        KeyMaterial material = Certificates.AUTHORITY.certify(Certificates.RSA);
        TlsContext client = Certificates.client().withProtocols(protocol).withKeyMaterial(material);
        for (ClientCertificates wanted : List.of(ClientCertificates.REQUESTED, ClientCertificates.REQUIRED)) {
            Conversation conversation = Conversation.of(client, asking(wanted));
            conversation.established().exchange();
            assertThat(conversation.server.session().peerCertificates()).isEqualTo(material.chain());
        }
        Conversation unasked = Conversation.of(client, Certificates.server());
        assertThat(unasked.established().server.session().peerCertificates()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aMissingClientCertificateIsRefusedWhereItIsRequired(Protocol protocol) throws Exception {
        TlsContext client = Certificates.client().withProtocols(protocol);
        Conversation refused = Conversation.of(client, asking(ClientCertificates.REQUIRED));
        Conversation.Failure failure = refused.failure();
        assertThat(failure.ofServer()).isTrue();
        assertThat(refused.server.engine.session()).isEmpty();
        assertThat(failure.reason()).contains("Empty client certificate chain");
        assertThat(failure.alert()).isNotEmpty();
        Conversation requested = Conversation.of(client, asking(ClientCertificates.REQUESTED));
        requested.established().exchange();
        assertThat(requested.server.session().peerCertificates()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anUntrustedClientCertificateIsRefused(Protocol protocol) {
        TlsContext client =
                Certificates.client().withProtocols(protocol).withKeyMaterial(STRANGER.certify(Certificates.EC));
        for (ClientCertificates wanted : List.of(ClientCertificates.REQUESTED, ClientCertificates.REQUIRED)) {
            Conversation refused = Conversation.of(client, asking(wanted));
            refused.server.toSend = ByteBuffer.allocate(1);
            Conversation.Failure failure = refused.failure();
            assertThat(failure.ofServer()).isTrue();
            assertThat(refused.server.engine.isEstablished()).isFalse();
            assertThat(refused.client.received.size()).isZero();
            assertThat(failure.alert()).contains("certificate_unknown");
        }
    }
}
