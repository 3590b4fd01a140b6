package dev.carillon.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.net.tls.TlsContext.Profile;
import dev.carillon.net.tls.TlsContext.Protocol;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;

/** What each profile offers. */
class ProfileTest {
    private static final String[] CBC = {
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"
    };

    @Test
    void theDefaultHasForwardSecrecyAndAuthenticatedEncryptionOnly() throws Exception {
        for (String suite : SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites()) {
            boolean weak = suite.contains("_CBC_") || suite.startsWith("TLS_RSA_") || suite.contains("_ECDH_");
            boolean old = weak || suite.contains("_DSS_");
            assertThat(Profile.COMPATIBLE.allows(suite)).as(suite).isEqualTo(!old);
            assertThat(Profile.MODERN.allows(suite)).as(suite).isEqualTo(!suite.contains("_WITH_"));
            assertThat(Profile.LEGACY.allows(suite)).as(suite).isTrue();
        }
    }

    /** A client of TLS 1.2 that has nothing but CBC, and trusts nobody here. */
    private static TlsEngine oldClient() throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {"TLSv1.2"});
        engine.setEnabledCipherSuites(CBC);
        return new JdkTlsEngine(engine, HandshakeNotes.attach(engine));
    }

    @Test
    void byDefaultAServerHasNothingInCommonWithAClientThatKnowsCbcOnly() throws Exception {
        Conversation.Failure failure =
                new Conversation(oldClient(), Certificates.server().engine()).failure();
        assertThat(failure.ofServer()).isTrue();
        assertThat(failure.alert()).contains("handshake_failure");
    }

    @Test
    void aLegacyServerHasSoThatOnlyTheClientsTrustIsMissing() throws Exception {
        TlsContext legacy = Certificates.server().withProfile(Profile.LEGACY);
        assertThat(new Conversation(oldClient(), legacy.engine()).failure().ofServer())
                .isFalse();
    }

    @Test
    void aModernServerWantsTls13() throws Exception {
        TlsContext modern = Certificates.server().withProfile(Profile.MODERN);
        Conversation.of(Certificates.client(), modern).established().exchange();
        Conversation.Failure failure = Conversation.of(Certificates.client().withProtocols(Protocol.TLS_1_2), modern)
                .failure();
        assertThat(failure.alert()).contains("protocol_version");
    }
}
