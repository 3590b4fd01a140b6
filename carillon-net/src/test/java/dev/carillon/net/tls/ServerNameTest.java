package dev.carillon.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.net.tls.TlsContext.Protocol;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ServerNameTest {
    private static final KeyMaterial FIRST = certify("first.example", "www.first.example");
    private static final KeyMaterial EXACT = certify("a.second.example");
    private static final KeyMaterial WILDCARD = certify("*.second.example");
    private static final KeyMaterial RSA_OF_FIRST =
            Certificates.AUTHORITY.certify(Certificates.RSA, "www.first.example", "first.example");
    private static final KeyMaterial RSA_OF_EXACT = Certificates.AUTHORITY.certify(Certificates.RSA, "only.rsa");

    private static KeyMaterial certify(String... names) {
        return Certificates.AUTHORITY.certify(Certificates.EC, names);
    }

    private static final TlsContext SERVER = TlsContext.server(FIRST, WILDCARD, EXACT, RSA_OF_FIRST, RSA_OF_EXACT);

    @ParameterizedTest
    @CsvSource({
        "first.example, first.example",
        "www.first.example, first.example",
        "WWW.First.Example, first.example",
        "a.second.example, a.second.example",
        "b.second.example, *.second.example",
        "x.b.second.example, first.example",
        "second.example, first.example",
        "unknown.example, first.example",
        "localhost, first.example",
        "127.0.0.1, first.example",
        "only.rsa, only.rsa"
    })
    void aClientIsShownTheCertificateForTheNameItAsksFor(String asked, String shown) throws Exception {
        for (Protocol protocol : Protocol.values()) {
            TlsContext client = Certificates.client().withHostNameCheck(false).withProtocols(protocol);
            Conversation conversation = new Conversation(client.engine(asked, 443), SERVER.engine()).established();
            assertThat(CertificateNames.of(
                            conversation.client.session().peerCertificates().getFirst()))
                    .contains(shown);
        }
    }

    private static TlsEngine client(Protocol protocol, String asked, String... schemes) throws Exception {
        SSLEngine engine = Certificates.bareClient(protocol);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(HostNames.serverNames(asked));
        parameters.setSignatureSchemes(schemes);
        engine.setSSLParameters(parameters);
        return new JdkTlsEngine(engine, HandshakeNotes.attach(engine));
    }

    @ParameterizedTest
    @EnumSource
    void theClientsAlgorithmsChooseAmongCertificatesForTheSameName(Protocol protocol) throws Exception {
        String ec = "ecdsa_secp256r1_sha256";
        String[] rsa = {"rsa_pss_rsae_sha256", "rsa_pkcs1_sha256"};
        // The authority's own signature is of the first kind, so TLS 1.2 needs it too.
        Conversation prefersRsa =
                new Conversation(client(protocol, "first.example", rsa[0], rsa[1], ec), SERVER.engine());
        Conversation prefersEc =
                new Conversation(client(protocol, "first.example", ec, rsa[0], rsa[1]), SERVER.engine());
        Conversation defaults = new Conversation(client(protocol, "nobody", rsa[0], rsa[1], ec), SERVER.engine());
        assertThat(kind(prefersEc)).isEqualTo("EC");
        // Under TLS 1.2 the cipher suite comes before the algorithms, and the JDK prefers those with ECDSA.
        String preferred = protocol == Protocol.TLS_1_3 ? "RSA" : "EC";
        assertThat(kind(prefersRsa)).isEqualTo(preferred);
        assertThat(kind(defaults)).isEqualTo(preferred);
    }

    private static String kind(Conversation conversation) throws Exception {
        return conversation
                .established()
                .client
                .session()
                .peerCertificates()
                .getFirst()
                .getPublicKey()
                .getAlgorithm();
    }

    @ParameterizedTest
    @EnumSource
    void aCertificateForAnotherNameIsNotShownInsteadOfOneThatDoesNotFit(Protocol protocol) throws Exception {
        Conversation conversation =
                new Conversation(client(protocol, "only.rsa", "ecdsa_secp256r1_sha256"), SERVER.engine());
        Conversation.Failure failure = conversation.failure();
        assertThat(failure.ofServer()).isTrue();
        // The JDK finds out early under TLS 1.3, late under TLS 1.2.
        assertThat(failure.alert()).containsAnyOf("handshake_failure", "internal_error");
    }

    @Test
    void onlyWholeLabelsAreWildcards() {
        KeyChoice choice = new KeyChoice(List.of(FIRST, WILDCARD));
        assertThat(choice.candidates(".second.example")).containsExactly(FIRST);
        assertThat(choice.candidates("")).containsExactly(FIRST);
        assertThat(choice.candidates("xsecond.example")).containsExactly(FIRST);
        assertThat(choice.candidates("x.second.example")).containsExactly(WILDCARD);
    }
}
