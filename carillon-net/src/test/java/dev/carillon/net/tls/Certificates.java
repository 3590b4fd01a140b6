package dev.carillon.net.tls;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;

/** An authority of the tests, and what it certifies. */
final class Certificates {
    static final KeyPair RSA = pair("RSA", 2048);
    static final KeyPair EC = pair("EC", 256);

    private static final Duration DAY = Duration.ofDays(1);

    /** A certificate and its key, which may sign others. */
    static final Authority AUTHORITY = new Authority("CN=Carillon tests", pair("EC", 256));

    static final KeyMaterial SERVER = AUTHORITY.certify(EC, "localhost", "127.0.0.1", "::1");

    private Certificates() {}

    /**
     * Who signs.
     *
     * @param name its distinguished name
     * @param pair its key
     */
    record Authority(String name, KeyPair pair) {
        X509Certificate certificate() {
            Instant now = Instant.now();
            return sign(new CertificateDraft(name, List.of(), now.minus(DAY), now.plus(DAY), true), pair);
        }

        KeyMaterial certify(KeyPair key, String... names) {
            Instant now = Instant.now();
            return certify(key, now.minus(DAY), now.plus(DAY), names);
        }

        KeyMaterial certify(KeyPair key, Instant from, Instant until, String... names) {
            CertificateDraft draft = new CertificateDraft("CN=leaf", List.of(names), from, until, false);
            return KeyMaterial.of(key.getPrivate(), List.of(sign(draft, key), certificate()));
        }

        private X509Certificate sign(CertificateDraft draft, KeyPair key) {
            try {
                return draft.sign(key.getPublic(), name, pair.getPrivate());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static KeyPair pair(String algorithm, int size) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(size);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static TlsContext server() {
        return TlsContext.server(SERVER);
    }

    static TlsContext client() {
        return TlsContext.client().withTrust(List.of(AUTHORITY.certificate()));
    }

    /** An engine of the JDK, to have it do what ours never does. */
    static SSLEngine bareClient(TlsContext.Protocol protocol) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {PeerTrust.of(List.of(AUTHORITY.certificate()))}, null);
        SSLEngine engine = context.createSSLEngine("localhost", 4433);
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {protocol.standardName()});
        return engine;
    }

    /** As {@link #bareClient}, for both versions. */
    static SSLEngine bareServer() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {new KeyChoice(List.of(SERVER))}, null, null);
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        return engine;
    }
}
