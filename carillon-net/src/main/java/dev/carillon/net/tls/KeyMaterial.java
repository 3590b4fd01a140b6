package dev.carillon.net.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A private key and the certificates that vouch for it. Immutable: it remembers nothing of its files; to have what
 * they hold by now, load them again and hand the result to {@link TlsContext#reload}.
 *
 * <p>When it is made, the key is checked to be that of the first certificate, and each certificate to be issued by the next.
 * Dates are not a reason to refuse: a server that is restarted with a certificate which ended an hour ago had better serve
 * and complain ({@link #warning}) than stay down; its clients decide.
 *
 * <p>Keys: RSA, RSASSA-PSS, EC (P-256, P-384, P-521), Ed25519, Ed448. Passwords stay the caller's, to be wiped by it; copies
 * made here are wiped.
 */
public final class KeyMaterial {
    private static final Duration SOON = Duration.ofDays(14);
    private static final char[] NO_PASSWORD = {};

    private final PrivateKey key;
    private final List<X509Certificate> chain;
    private final Set<String> names;

    /** Checks what belongs together; the origin begins the message if it does not. */
    KeyMaterial(String origin, PrivateKey key, List<X509Certificate> chain) {
        if (chain.isEmpty()) {
            throw new KeyMaterialException(origin + ": no certificate for the key");
        }
        checkOrder(origin, chain);
        if (!PrivateKeys.fits(key, chain.getFirst().getPublicKey())) {
            throw new KeyMaterialException(origin + ": the key does not fit the first certificate ("
                    + chain.getFirst().getSubjectX500Principal() + ")");
        }
        this.key = key;
        this.chain = List.copyOf(chain);
        this.names = CertificateNames.of(chain.getFirst());
    }

    private static void checkOrder(String origin, List<X509Certificate> chain) {
        for (int i = 1; i < chain.size(); i++) {
            if (!isIssuedBy(chain.get(i - 1), chain.get(i))) {
                throw new KeyMaterialException(origin + ": the certificates are not in order: number " + (i + 1) + " ("
                        + chain.get(i).getSubjectX500Principal() + ") has not issued number " + i
                        + "; the server's own comes first, then each one's issuer");
            }
        }
    }

    private static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /**
     * A key that is there already.
     *
     * @param key the private key
     * @param chain its certificate first, then each one's issuer; the last of all may be missing
     * @return the two
     * @throws KeyMaterialException if they do not belong together
     */
    public static KeyMaterial of(PrivateKey key, List<X509Certificate> chain) {
        return new KeyMaterial("key material", key, chain);
    }

    /**
     * From PEM files: {@code CERTIFICATE} blocks in one, and in the other (or the same) a {@code PRIVATE KEY} (PKCS#8), an
     * {@code RSA PRIVATE KEY} (PKCS#1) or an {@code EC PRIVATE KEY} (SEC 1). Text around them is skipped.
     *
     * @param chain the file of the certificates, the key's own first
     * @param key the file of the key
     * @return what was read
     * @throws KeyMaterialException if it can not be read or used
     */
    public static KeyMaterial pem(Path chain, Path key) {
        return pem(chain, key, NO_PASSWORD);
    }

    /**
     * From PEM files, the key encrypted ({@code ENCRYPTED PRIVATE KEY}, PKCS#8).
     *
     * @param chain the file of the certificates, the key's own first
     * @param key the file of the key
     * @param password of the key; not used if it is not encrypted
     * @return what was read
     * @throws KeyMaterialException if it can not be read or used
     */
    public static KeyMaterial pem(Path chain, Path key, char[] password) {
        List<X509Certificate> certificates = Pem.certificates(chain);
        PrivateKey read = PrivateKeys.pem(key, password);
        return new KeyMaterial(chain.equals(key) ? key.toString() : key + " with " + chain, read, certificates);
    }

    /**
     * From a PKCS#12 file with one key.
     *
     * @param file the file
     * @param password of the file and of the key
     * @return what was read
     * @throws KeyMaterialException if it can not be read or used
     */
    public static KeyMaterial pkcs12(Path file, char[] password) {
        return Pkcs12.open(file, password).only();
    }

    /**
     * From a PKCS#12 file with several keys.
     *
     * @param file the file
     * @param password of the file and of the key
     * @param alias the name of the key, also called its friendly name
     * @return what was read
     * @throws KeyMaterialException if it can not be read or used
     */
    public static KeyMaterial pkcs12(Path file, char[] password, String alias) {
        return Pkcs12.open(file, password).named(alias);
    }

    /**
     * Reads certificates to trust, for {@link TlsContext#withTrust}.
     *
     * @param file a PEM file with {@code CERTIFICATE} blocks
     * @return one or more, in the order of the file
     * @throws KeyMaterialException if there are none
     */
    public static List<X509Certificate> certificates(Path file) {
        return Pem.certificates(file);
    }

    /**
     * The certificates.
     *
     * @return the key's own first, then each one's issuer
     */
    public List<X509Certificate> chain() {
        return chain;
    }

    /**
     * For which servers the first certificate is.
     *
     * @return names of hosts in lower case, some as {@code *.example.com}
     */
    public Set<String> names() {
        return names;
    }

    PrivateKey key() {
        return key;
    }

    /**
     * What an operator should know about the dates.
     *
     * @param now the time to compare with
     * @return one line if a certificate is not valid yet, is not valid any more, or will not be in 14 days
     */
    public Optional<String> warning(Instant now) {
        return chain.stream()
                .flatMap(certificate -> warning(certificate, now).stream())
                .findFirst();
    }

    private static Optional<String> warning(X509Certificate certificate, Instant now) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        String subject = "the certificate of " + certificate.getSubjectX500Principal();
        if (now.isBefore(from)) {
            return Optional.of(subject + " is not valid before " + from);
        }
        if (now.isAfter(until)) {
            return Optional.of(subject + " has expired at " + until);
        }
        return now.plus(SOON).isAfter(until) ? Optional.of(subject + " expires at " + until) : Optional.empty();
    }

    /**
     * What people compare to know a certificate again: the SHA-256 digest of the first one.
     *
     * @return in the form of {@code openssl x509 -fingerprint -sha256}: upper-case bytes with colons between
     */
    public String fingerprint() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(chain.getFirst().getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Names no secret. */
    @Override
    public String toString() {
        return key.getAlgorithm() + " key of " + chain.getFirst().getSubjectX500Principal();
    }
}
