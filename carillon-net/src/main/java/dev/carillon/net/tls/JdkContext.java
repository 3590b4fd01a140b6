package dev.carillon.net.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** JSSE, set up as wanted. Thread-safe. */
final class JdkContext {
    private final TlsSettings settings;
    private final KeyManager[] keys;
    private final TrustManager[] trust;
    private final SSLContext shared;
    private final String[] suites;

    /** Reads the JDK's trusted certificates where those are wanted, which takes some ten milliseconds. */
    JdkContext(TlsSettings settings) {
        this.settings = settings;
        this.keys = new KeyManager[] {new KeyChoice(settings.keys())};
        try {
            this.trust = needsTrust() ? new TrustManager[] {PeerTrust.of(settings.trusted())} : new TrustManager[0];
        } catch (GeneralSecurityException | IOException e) {
            throw new KeyMaterialException("the trusted certificates can not be used: " + e.getMessage(), e);
        }
        this.shared = make();
        this.suites = Arrays.stream(shared.getDefaultSSLParameters().getCipherSuites())
                .filter(settings.profile()::allows)
                .toArray(String[]::new);
    }

    private boolean needsTrust() {
        if (!settings.isServer()) {
            return true;
        }
        boolean asks = settings.clientCertificates() != TlsContext.ClientCertificates.NONE;
        if (asks && settings.trusted() == null) {
            // Anybody can get a certificate of the authorities which the JDK trusts.
            throw new IllegalArgumentException("a server that asks for client certificates needs withTrust");
        }
        return asks;
    }

    private SSLContext make() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust, null);
            SSLSessionContext sessions =
                    settings.isServer() ? context.getServerSessionContext() : context.getClientSessionContext();
            sessions.setSessionCacheSize(settings.cacheSize());
            sessions.setSessionTimeout((int) settings.sessionLifetime().toSeconds());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    /** Sessions, and the keys of tickets, belong to an SSLContext: in one of its own nothing is found to go on with. */
    private SSLContext context() {
        return settings.resumption() ? shared : make();
    }

    TlsEngine server() {
        SSLEngine engine = context().createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = parameters(engine);
        switch (settings.clientCertificates()) {
            case NONE -> {}
            case REQUESTED -> parameters.setWantClientAuth(true);
            case REQUIRED -> parameters.setNeedClientAuth(true);
        }
        HandshakeNotes notes = HandshakeNotes.attach(engine);
        parameters.setSNIMatchers(List.of(notes));
        // Also ALPN follows the server's order then.
        parameters.setUseCipherSuitesOrder(true);
        engine.setSSLParameters(parameters);
        return new JdkTlsEngine(engine, notes);
    }

    TlsEngine client(String host, int port, List<SNIServerName> serverNames) {
        SSLEngine engine = context().createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = parameters(engine);
        parameters.setServerNames(serverNames);
        @Nullable String algorithm = settings.checksHostName() ? "HTTPS" : null;
        parameters.setEndpointIdentificationAlgorithm(algorithm);
        engine.setSSLParameters(parameters);
        HandshakeNotes notes = HandshakeNotes.attach(engine);
        serverNames.forEach(notes::matches);
        return new JdkTlsEngine(engine, notes);
    }

    private SSLParameters parameters(SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(settings.protocols().stream()
                .map(TlsContext.Protocol::standardName)
                .toArray(String[]::new));
        parameters.setCipherSuites(suites);
        parameters.setApplicationProtocols(settings.applicationProtocols().toArray(String[]::new));
        return parameters;
    }
}
