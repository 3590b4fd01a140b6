package dev.carillon.net.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * What is to be in a certificate (RFC 5280), for which the JDK has a reader only.
 *
 * @param subject whose it is: a distinguished name, as {@code CN=localhost}
 * @param names host names, and addresses as {@link InetAddress#ofLiteral} reads them; may be empty
 * @param from valid from then on, in whole seconds
 * @param until valid up to then
 * @param isAuthority whether others may be signed with its key
 */
record CertificateDraft(String subject, List<String> names, Instant from, Instant until, boolean isAuthority) {
    private static final int SERIAL_BITS = 127;
    private static final int VERSION_FIELD = 0xa0;
    private static final int EXTENSIONS_FIELD = 0xa3;
    private static final int DNS_NAME = 0x82;
    private static final int ADDRESS = 0x87;
    private static final byte[] TRUE = Der.encode(0x01, new byte[] {-1});
    private static final byte[] VERSION_3 = Der.encode(VERSION_FIELD, Der.integer(BigInteger.TWO));

    /** Bits from the left: keyCertSign is the sixth, digitalSignature the first; before them how many are not used. */
    private static final byte[] SIGNS_CERTIFICATES = {2, 0x04};

    private static final byte[] SIGNS_HANDSHAKES = {7, (byte) 0x80};

    X509Certificate sign(PublicKey key, String issuer, PrivateKey issuerKey) throws GeneralSecurityException {
        boolean elliptic = issuerKey.getAlgorithm().equals("EC");
        byte[] algorithm = elliptic
                ? Der.sequence(Der.oid("1.2.840.10045.4.3.2"))
                : Der.sequence(Der.oid("1.2.840.113549.1.1.11"), Der.encode(Der.NULL));
        byte[] content = Der.sequence(
                VERSION_3,
                Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS - 1)),
                algorithm,
                new X500Principal(issuer).getEncoded(),
                Der.sequence(Der.time(from), Der.time(until)),
                new X500Principal(subject).getEncoded(),
                key.getEncoded(),
                Der.encode(EXTENSIONS_FIELD, extensions()));
        Signature signature = Signature.getInstance(elliptic ? "SHA256withECDSA" : "SHA256withRSA");
        signature.initSign(issuerKey);
        signature.update(content);
        byte[] certificate = Der.sequence(content, algorithm, Der.bitString(signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
    }

    private byte[] extensions() {
        byte[] constraints = isAuthority ? Der.sequence(TRUE) : Der.sequence();
        byte[] usage = Der.encode(Der.BIT_STRING, isAuthority ? SIGNS_CERTIFICATES : SIGNS_HANDSHAKES);
        byte[] serverAndClient = Der.sequence(Der.oid("1.3.6.1.5.5.7.3.1"), Der.oid("1.3.6.1.5.5.7.3.2"));
        byte[] none = {};
        return Der.sequence(
                extension("2.5.29.19", true, constraints),
                extension("2.5.29.15", true, usage),
                isAuthority ? none : extension("2.5.29.37", false, serverAndClient),
                names.isEmpty() ? none : extension("2.5.29.17", false, alternativeNames()));
    }

    private static byte[] extension(String oid, boolean critical, byte[] value) {
        byte[] octets = Der.encode(Der.OCTET_STRING, value);
        return critical ? Der.sequence(Der.oid(oid), TRUE, octets) : Der.sequence(Der.oid(oid), octets);
    }

    private byte[] alternativeNames() {
        return Der.sequence(
                names.stream().map(CertificateDraft::alternativeName).toArray(byte[][]::new));
    }

    private static byte[] alternativeName(String name) {
        return HostNames.isAddress(name)
                ? Der.encode(ADDRESS, InetAddress.ofLiteral(name).getAddress())
                : Der.encode(DNS_NAME, name.getBytes(StandardCharsets.US_ASCII));
    }
}
