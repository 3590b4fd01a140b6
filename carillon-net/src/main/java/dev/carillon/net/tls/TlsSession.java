package dev.carillon.net.tls;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What the two sides of a TLS conversation have agreed on. Immutable.
 *
 * @param protocol {@code TLSv1.3} or {@code TLSv1.2}
 * @param cipherSuite its name in the registry of IANA, as {@code TLS_AES_256_GCM_SHA384}
 * @param applicationProtocol what ALPN has chosen (RFC 7301), or "" if it was not used
 * @param serverName the name that the client asked for (SNI, RFC 6066), in lower case, or "" if it named none
 * @param peerCertificates the peer's own first, each certified by the next; empty if it has shown none
 * @param resumed whether an earlier session was gone on with, instead of keys and certificates being shown again
 */
public record TlsSession(
        String protocol,
        String cipherSuite,
        String applicationProtocol,
        String serverName,
        List<X509Certificate> peerCertificates,
        boolean resumed) {
    /** Keeps a copy of the list. */
    public TlsSession {
        peerCertificates = List.copyOf(peerCertificates);
    }
}
