package dev.carillon.net.tls;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TlsContext} is made of. Immutable.
 *
 * @param isServer which side
 * @param keys those of a server, one at least, the default first; those of a client, perhaps none
 * @param profile which cipher suites are offered
 * @param protocols one at least
 * @param applicationProtocols for ALPN, the preferred one first; perhaps none
 * @param clientCertificates what a server asks for
 * @param trusted null for what the JDK trusts
 * @param checksHostName whether a client compares the host's name with those in the certificate
 * @param resumption whether sessions are gone on with
 * @param cacheSize sessions
 * @param sessionLifetime for how long a session can be resumed
 */
record TlsSettings(
        boolean isServer,
        List<KeyMaterial> keys,
        TlsContext.Profile profile,
        Set<TlsContext.Protocol> protocols,
        List<String> applicationProtocols,
        TlsContext.ClientCertificates clientCertificates,
        @Nullable List<X509Certificate> trusted,
        boolean checksHostName,
        boolean resumption,
        int cacheSize,
        Duration sessionLifetime) {
    private static final int DEFAULT_CACHE_SIZE = 20_480;
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final int LONGEST_PROTOCOL_NAME = 255;

    TlsSettings {
        if (isServer && keys.isEmpty()) {
            throw new IllegalArgumentException("a TLS server needs key material");
        }
        for (String name : applicationProtocols) {
            if (name.isEmpty() || name.length() > LONGEST_PROTOCOL_NAME) {
                throw new IllegalArgumentException(
                        "the name of an application protocol has 1 to 255 bytes, not \"" + name + "\"");
            }
        }
        if (trusted != null && trusted.isEmpty()) {
            throw new IllegalArgumentException("nobody would be trusted: give one certificate at least");
        }
        if (cacheSize < 1) {
            throw new IllegalArgumentException("the session cache holds 1 session or more, not " + cacheSize
                    + "; to have none resumed: withResumption(false)");
        }
        if (sessionLifetime.toSeconds() < 1 || sessionLifetime.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "a session can be resumed for 1 second to 7 days (RFC 8446), not " + sessionLifetime);
        }
    }

    static TlsSettings of(boolean isServer, List<KeyMaterial> keys) {
        return new TlsSettings(
                isServer,
                keys,
                TlsContext.Profile.COMPATIBLE,
                Set.of(TlsContext.Protocol.values()),
                List.of(),
                TlsContext.ClientCertificates.NONE,
                null,
                !isServer,
                true,
                DEFAULT_CACHE_SIZE,
                Duration.ofDays(1));
    }

    /** The first and the others in one list. */
    static <T> List<T> list(T first, T[] more) {
        List<T> all = new ArrayList<>();
        all.add(first);
        all.addAll(List.of(more));
        return List.copyOf(all);
    }

    /** A copy in which something is changed. */
    TlsSettings with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new TlsSettings(
                isServer,
                draft.keys,
                draft.profile,
                draft.protocols,
                draft.applicationProtocols,
                draft.clientCertificates,
                draft.trusted,
                draft.checksHostName,
                draft.resumption,
                draft.cacheSize,
                draft.sessionLifetime);
    }

    /** What can be changed of a copy, before it is made. */
    static final class Draft {
        List<KeyMaterial> keys;
        TlsContext.Profile profile;
        Set<TlsContext.Protocol> protocols;
        List<String> applicationProtocols;
        TlsContext.ClientCertificates clientCertificates;

        @Nullable
        List<X509Certificate> trusted;

        boolean checksHostName;
        boolean resumption;
        int cacheSize;
        Duration sessionLifetime;

        private Draft(TlsSettings old) {
            keys = old.keys;
            profile = old.profile;
            protocols = old.protocols;
            applicationProtocols = old.applicationProtocols;
            clientCertificates = old.clientCertificates;
            trusted = old.trusted;
            checksHostName = old.checksHostName;
            resumption = old.resumption;
            cacheSize = old.cacheSize;
            sessionLifetime = old.sessionLifetime;
        }
    }
}
