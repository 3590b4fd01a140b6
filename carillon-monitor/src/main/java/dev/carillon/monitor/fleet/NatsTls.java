package dev.carillon.monitor.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Which servers are believed. The library asks whether a certificate is one of an authority's, and not whether it is that of the
 * server which was meant; so who has any certificate at all could be in between. This asks for both.
 */
final class NatsTls {
    private NatsTls() {}

    /**
     * What the library is to encrypt with.
     *
     * @param authority a PEM file; empty for the authorities that Java has
     */
    static SSLContext context(Optional<Path> authority) throws IOException, GeneralSecurityException {
        KeyStore store = authority.isEmpty() ? null : store(authority.get());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new NamedServer(usual(store))}, null);
        return context;
    }

    /** The certificates of a PEM file. */
    static KeyStore store(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(file)) {
            int number = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca" + number++, each);
            }
        }
        if (store.size() == 0) {
            throw new CertificateException("there is no certificate in " + file);
        }
        return store;
    }

    private static X509ExtendedTrustManager usual(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager each : factory.getTrustManagers()) {
            if (each instanceof X509ExtendedTrustManager manager) {
                return manager;
            }
        }
        throw new CertificateException("this Java cannot check names");
    }

    /** Of a socket, which is what the library has; of anything else it does not know who was meant. */
    private static final class NamedServer extends X509ExtendedTrustManager {
        private final X509ExtendedTrustManager usual;

        NamedServer(X509ExtendedTrustManager usual) {
            this.usual = usual;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            if (!(socket instanceof SSLSocket tls)) {
                throw unknown();
            }
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            usual.checkServerTrusted(chain, type, socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw unknown();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw unknown();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw unknown();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw unknown();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw unknown();
        }

        private static CertificateException unknown() {
            return new CertificateException("which server was meant is not known");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return usual.getAcceptedIssuers();
        }
    }
}
