package dev.carillon.net.tls;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the engines of one server, or of a client. Each {@code with} method gives a changed copy and leaves this one as it
 * is; only {@link #reload} changes the context itself. Thread-safe.
 *
 * <p>TLS 1.2 and 1.3 (RFC 5246, RFC 8446), with the cipher suites of a {@link Profile} in the server's order. Renegotiation is
 * refused.
 *
 * <p>Sessions are resumed, for a day unless {@link #withSessions} says otherwise: a server gives its clients tickets (RFC 8446
 * §4.6.1, RFC 5077) sealed with a key that only this context has and changes by itself; for clients of TLS 1.2 that know no
 * tickets it has a cache, and a client has one by host and port. Whether a JDK hands out tickets or keeps sessions in the
 * cache instead can be set for the whole process only: {@code -Djdk.tls.server.enableSessionTicketExtension}.
 */
public final class TlsContext {
    private volatile TlsSettings settings;
    private volatile @Nullable JdkContext made;

    /** A version of TLS. */
    public enum Protocol {
        /** RFC 5246. */
        TLS_1_2("TLSv1.2"),
        /** RFC 8446. */
        TLS_1_3("TLSv1.3");

        private final String standardName;

        Protocol(String standardName) {
            this.standardName = standardName;
        }

        String standardName() {
            return standardName;
        }
    }

    /** Which versions and cipher suites are offered, of those that the JDK allows. */
    public enum Profile {
        /**
         * TLS 1.3 alone, for peers that are known to be up to date; Mozilla's profile "modern".
         */
        MODERN,
        /**
         * TLS 1.3, and of TLS 1.2 what has forward secrecy and authenticated encryption (ECDHE or DHE with AES-GCM or
         * ChaCha20-Poly1305); Mozilla's profile "intermediate". The default.
         */
        COMPATIBLE,
        /** Whatever the JDK has not disabled, CBC suites included: for peers of before 2013. */
        LEGACY;

        Set<Protocol> protocols() {
            return this == MODERN ? EnumSet.of(Protocol.TLS_1_3) : EnumSet.allOf(Protocol.class);
        }

        boolean allows(String suite) {
            boolean ofTls13 = !suite.contains("_WITH_");
            return switch (this) {
                case MODERN -> ofTls13;
                case COMPATIBLE -> ofTls13 || isForwardSecret(suite) && isAuthenticated(suite);
                case LEGACY -> true;
            };
        }

        private static boolean isForwardSecret(String suite) {
            return suite.startsWith("TLS_ECDHE_") || suite.startsWith("TLS_DHE_RSA_");
        }

        private static boolean isAuthenticated(String suite) {
            return suite.contains("_GCM_") || suite.contains("_POLY1305_");
        }
    }

    /** What a server asks its clients for. */
    public enum ClientCertificates {
        /** No certificate. */
        NONE,
        /** One that may be missing; if it is there it must be trusted. */
        REQUESTED,
        /** One that must be there and be trusted. */
        REQUIRED
    }

    private TlsContext(TlsSettings settings) {
        this.settings = settings;
    }

    /**
     * A server. Which key material a client is shown is decided by the name that it asks for (SNI), with those in the first
     * certificates ({@link KeyMaterial#names}):
     *
     * <ol>
     * <li>all that have exactly this name; or if there is none,
     * <li>all that have it as a wildcard, where {@code *} stands for one label; or if there is none, or no name was asked for,
     * <li>the first, and all for the same names as the first.
     * </ol>
     *
     * <p>Among these the client's signature algorithms decide, in its order: the first algorithm for which there is a key, and of
     * several keys for it, the first. So an RSA and an EC certificate can be had for the same names. If its algorithms fit
     * none of them, the handshake fails; a certificate for another name is not shown instead.
     *
     * @param first the default
     * @param more for other names, or other kinds of key
     * @return the server
     */
    public static TlsContext server(KeyMaterial first, KeyMaterial... more) {
        return new TlsContext(TlsSettings.of(true, TlsSettings.list(first, more)));
    }

    /**
     * A client. It trusts whom the JDK trusts, checks that the server's certificate is for the host which is asked for, and
     * shows no certificate of its own.
     *
     * @return the client
     */
    public static TlsContext client() {
        return new TlsContext(TlsSettings.of(false, List.of()));
    }

    /**
     * Other versions and cipher suites than those of {@link Profile#COMPATIBLE}.
     *
     * @param profile which; its versions take the place of those chosen before
     * @return the changed copy
     */
    public TlsContext withProfile(Profile profile) {
        return new TlsContext(settings.with(draft -> {
            draft.profile = profile;
            draft.protocols = Set.copyOf(profile.protocols());
        }));
    }

    /**
     * Other versions than those of the profile.
     *
     * @param first a version
     * @param more further ones
     * @return the changed copy
     */
    public TlsContext withProtocols(Protocol first, Protocol... more) {
        return new TlsContext(settings.with(draft -> draft.protocols = Set.copyOf(EnumSet.of(first, more))));
    }

    /**
     * What is spoken inside, for ALPN (RFC 7301). A server chooses the first of its own that the client has too; if there is
     * none, the handshake fails with the alert no_application_protocol. If one side does not use ALPN, nothing is chosen and
     * the handshake goes on ({@link TlsSession#applicationProtocol} is "").
     *
     * @param names the preferred one first, as {@code h2}, {@code http/1.1}; none for no ALPN
     * @return the changed copy
     */
    public TlsContext withApplicationProtocols(String... names) {
        return new TlsContext(settings.with(draft -> draft.applicationProtocols = List.of(names)));
    }

    /**
     * Whether a server asks for certificates of its clients. {@link #withTrust} says which.
     *
     * @param wanted what it asks for
     * @return the changed copy
     */
    public TlsContext withClientCertificates(ClientCertificates wanted) {
        return new TlsContext(
                forServer("asks for client certificates").with(draft -> draft.clientCertificates = wanted));
    }

    /**
     * Trusts these instead of those whom the JDK trusts: what they have certified, and they themselves.
     *
     * @param certificates one or more
     * @return the changed copy
     */
    public TlsContext withTrust(List<X509Certificate> certificates) {
        return new TlsContext(settings.with(draft -> draft.trusted = List.copyOf(certificates)));
    }

    /**
     * Trusts the certificates of a PEM file instead of those whom the JDK trusts.
     *
     * @param pem the file; it is read now
     * @return the changed copy
     * @throws KeyMaterialException if it has none
     */
    public TlsContext withTrust(Path pem) {
        return withTrust(KeyMaterial.certificates(pem));
    }

    /**
     * Has a client show a certificate to servers that ask for one.
     *
     * @param material of one kind of key each
     * @return the changed copy
     */
    public TlsContext withKeyMaterial(KeyMaterial... material) {
        return new TlsContext(forClient("shows key material on demand").with(draft -> draft.keys = List.of(material)));
    }

    /**
     * Whether a client checks that the server's certificate is for the host which is asked for (RFC 9525, RFC 2818). Without
     * it, whoever has any trusted certificate can pose as the server.
     *
     * @param checked whether it does
     * @return the changed copy
     */
    public TlsContext withHostNameCheck(boolean checked) {
        return new TlsContext(forClient("checks host names").with(draft -> draft.checksHostName = checked));
    }

    /**
     * Whether sessions are resumed. Without, each conversation has a full handshake: more work for both sides, but what one
     * was told no other can be linked to, and each is checked anew.
     *
     * @param resumed whether they are
     * @return the changed copy
     */
    public TlsContext withResumption(boolean resumed) {
        return new TlsContext(settings.with(draft -> draft.resumption = resumed));
    }

    /**
     * For how long sessions can be resumed, and how many are kept for that. Those in tickets take no room.
     *
     * @param cacheSize sessions, 1 or more; 20,480 by default
     * @param lifetime 1 second to 7 days, in whole seconds; a day by default
     * @return the changed copy
     */
    public TlsContext withSessions(int cacheSize, Duration lifetime) {
        return new TlsContext(settings.with(draft -> {
            draft.cacheSize = cacheSize;
            draft.sessionLifetime = lifetime;
        }));
    }

    /**
     * Takes other key material for the conversations that begin from now on; those under way go on with what they have.
     * Sessions of before are not resumed, so that nobody goes on with a certificate that was taken away.
     * Copies made of this context before are not changed. Load the material first: if that fails, this has not happened.
     *
     * @param first the default
     * @param more for other names, or other kinds of key
     */
    public synchronized void reload(KeyMaterial first, KeyMaterial... more) {
        TlsSettings changed = settings.with(draft -> draft.keys = TlsSettings.list(first, more));
        made = new JdkContext(changed);
        settings = changed;
    }

    /**
     * The engine of a server for one conversation.
     *
     * @return an engine which waits for the client
     * @throws IllegalArgumentException if it is to ask for client certificates and has nobody to trust
     */
    public TlsEngine engine() {
        forServer("makes engines without a host; give the host's name and port");
        return context().server();
    }

    /**
     * The engine of a client for one conversation.
     *
     * @param host whom it wants to talk to: asked for (SNI) unless it is an address, and compared with the certificate. Nothing
     *     is resolved. A session of the same host and port is resumed
     * @param port 0 to 65535
     * @return an engine which has something to send
     */
    public TlsEngine engine(String host, int port) {
        forClient("makes engines for a host");
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
        }
        String name = HostNames.normalized(host);
        return context().client(name, port, HostNames.serverNames(name));
    }

    /** Made when it is needed first: of a chain of copies, only the last one is used. */
    private JdkContext context() {
        JdkContext there = made;
        return there == null ? make() : there;
    }

    private synchronized JdkContext make() {
        JdkContext there = made;
        if (there == null) {
            there = new JdkContext(settings);
            made = there;
        }
        return there;
    }

    private TlsSettings forServer(String does) {
        if (!settings.isServer()) {
            throw new IllegalStateException("this TLS context is a client's: only a server " + does);
        }
        return settings;
    }

    private TlsSettings forClient(String does) {
        if (settings.isServer()) {
            throw new IllegalStateException("this TLS context is a server's: only a client " + does);
        }
        return settings;
    }
}
