package dev.carillon.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyMaterialTest {
    private static final char[] PASSWORD = "correct".toCharArray();

    @TempDir
    private Path directory;

    /** It can be used: a handshake with it is done, by a client that trusts nothing else. */
    private static void assertUsable(KeyMaterial material) throws Exception {
        X509Certificate last = material.chain().getLast();
        Conversation.of(TlsContext.client().withTrust(List.of(last)), TlsContext.server(material))
                .established()
                .exchange();
    }

    private Path write(String name, String... blocks) throws Exception {
        return Files.writeString(directory.resolve(name), String.join("text around\r\n", blocks));
    }

    private static String pem(String label, byte[] bytes) {
        return "-----BEGIN " + label + "-----\r\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\r\n-----END "
                + label + "-----\r\n";
    }

    private static String pem(X509Certificate certificate) throws Exception {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    private static String pem(KeyMaterial material) {
        return pem("PRIVATE KEY", material.key().getEncoded());
    }

    @Test
    void keyAndChainCanBeInOneFileOrTwo() throws Exception {
        KeyMaterial own = Certificates.SERVER;
        String[] blocks = {pem(own), pem(own.chain().get(0)), pem(own.chain().get(1))};
        Path both = write("both.pem", blocks);
        assertUsable(KeyMaterial.pem(both, both));
        Path chain = write("chain.pem", blocks[1], blocks[2]);
        KeyMaterial read = KeyMaterial.pem(chain, write("key.pem", blocks[0]));
        assertUsable(read);
        assertThat(read.chain()).isEqualTo(own.chain());
        assertThat(read.names()).containsExactly("localhost");
        assertThat(read.toString()).contains("CN=leaf").doesNotContain(own.key().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rsa:2048",
                "ec -pkeyopt ec_paramgen_curve:P-256",
                "ec -pkeyopt ec_paramgen_curve:P-384",
                "ec -pkeyopt ec_paramgen_curve:P-521",
                "ed25519",
                "ed448",
                "rsa-pss -pkeyopt rsa_keygen_bits:2048"
            })
    void keysOfOpensslAreReadPlainAndEncrypted(String kind) throws Exception {
        OpenSsl openssl = new OpenSsl(directory);
        openssl.certificate("a", kind);
        Path chain = openssl.file("a.crt");
        KeyMaterial plain = KeyMaterial.pem(chain, openssl.file("a.key"));
        // It has no alternative name, so the common name counts.
        assertThat(plain.names()).containsExactly("localhost");
        assertUsable(plain);
        openssl.run("pkcs8 -topk8 -in a.key -out encrypted.key -passout pass:correct");
        KeyMaterial encrypted = KeyMaterial.pem(chain, openssl.file("encrypted.key"), PASSWORD);
        assertThat(encrypted.key().getEncoded()).isEqualTo(plain.key().getEncoded());
        assertThat(PASSWORD).isEqualTo("correct".toCharArray());
        assertThat(openssl.run("x509 -noout -fingerprint -sha256 -in a.crt")).contains(plain.fingerprint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa -traditional", "ec"})
    void keysOfTheOldFormsAreRead(String kind) throws Exception {
        OpenSsl openssl = new OpenSsl(directory);
        openssl.certificate("a", kind.startsWith("rsa") ? "rsa:2048" : "ec -pkeyopt ec_paramgen_curve:P-384");
        openssl.run(kind + " -in a.key -out old.key");
        assertThat(openssl.file("old.key")).content().containsPattern("BEGIN (RSA|EC) PRIVATE KEY");
        assertUsable(KeyMaterial.pem(openssl.file("a.crt"), openssl.file("old.key")));
        openssl.run(kind + " -in a.key -out locked.key -aes128 -passout pass:correct");
        assertRefused("locked.key: the key is encrypted in OpenSSL's old way", "a.crt", "locked.key");
    }

    @Test
    void theFormsOfEncryptionAreReadOrNamed() throws Exception {
        OpenSsl openssl = new OpenSsl(directory);
        openssl.certificate("a", "rsa:2048");
        for (String form : List.of("-v2 aes-128-cbc -v2prf hmacWithSHA1", "-v2 aes-256-cbc", "-v1 PBE-SHA1-3DES")) {
            openssl.run("pkcs8 -topk8 -in a.key -out b.key -passout pass:correct " + form);
            assertUsable(KeyMaterial.pem(openssl.file("a.crt"), openssl.file("b.key"), PASSWORD));
        }
        for (String form : List.of("-scrypt", "-v2 des3")) {
            openssl.run("pkcs8 -topk8 -in a.key -out b.key -passout pass:correct " + form);
            assertRefused("b.key: the key is encrypted in a way that is not supported", "a.crt", "b.key");
        }
    }

    @Test
    void pkcs12IsRead() throws Exception {
        Path file = pkcs12("one.p12", "first");
        assertUsable(KeyMaterial.pkcs12(file, PASSWORD));
        assertUsable(KeyMaterial.pkcs12(file, PASSWORD, "FIRST"));
        Path two = pkcs12("two.p12", "first", "second");
        assertUsable(KeyMaterial.pkcs12(two, PASSWORD, "second"));
        OpenSsl openssl = new OpenSsl(directory);
        openssl.certificate("a", "rsa:2048");
        openssl.run("pkcs12 -export -in a.crt -inkey a.key -out a.p12 -passout pass:correct");
        assertUsable(KeyMaterial.pkcs12(openssl.file("a.p12"), PASSWORD));
    }

    private Path pkcs12(String name, String... aliases) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (String alias : aliases) {
            KeyMaterial own = Certificates.SERVER;
            store.setKeyEntry(alias, own.key(), PASSWORD, own.chain().toArray(Certificate[]::new));
        }
        store.setCertificateEntry("other", Certificates.AUTHORITY.certificate());
        Path file = directory.resolve(name);
        try (OutputStream output = Files.newOutputStream(file)) {
            store.store(output, PASSWORD);
        }
        return file;
    }

    private void assertRefused(String line, String chain, String key) {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> KeyMaterial.pem(directory.resolve(chain), directory.resolve(key), PASSWORD))
                .withMessageStartingWith(directory + "/" + line)
                .withMessageNotContaining("\n");
    }

    private void assertPkcs12Refused(String line, Path file, String password) {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> KeyMaterial.pkcs12(file, password.toCharArray()))
                .withMessageStartingWith(directory + "/" + line)
                .withMessageNotContaining("\n");
    }

    @Test
    void whatIsWrongWithPkcs12IsSaidInOneLine() throws Exception {
        assertPkcs12Refused("none.p12: no such file", directory.resolve("none.p12"), "correct");
        assertPkcs12Refused("a.p12: not PKCS#12, or damaged", write("a.p12", "no such thing"), "correct");
        assertPkcs12Refused("one.p12: wrong password", pkcs12("one.p12", "first"), "false");
        assertPkcs12Refused("no.p12: no private key inside", pkcs12("no.p12"), "correct");
        assertPkcs12Refused(
                "two.p12: several keys inside; name one of first, second",
                pkcs12("two.p12", "first", "second"),
                "correct");
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> KeyMaterial.pkcs12(directory.resolve("two.p12"), PASSWORD, "third"))
                .withMessageContaining("no key named \"third\" inside; there is first, second");
    }

    @Test
    void whatIsWrongWithAFileIsSaidInOneLine() throws Exception {
        KeyMaterial own = Certificates.SERVER;
        String certificate = pem(own.chain().getFirst());
        write("chain", certificate);
        write("key", pem(own));
        assertRefused("none: no such file", "none", "key");
        assertRefused("none: no such file", "chain", "none");
        write("text", "hello");
        assertRefused("text: not PEM", "text", "key");
        assertRefused("text: not PEM", "chain", "text");
        Files.write(directory.resolve("der"), own.chain().getFirst().getEncoded());
        assertRefused("der: not PEM", "der", "key");
        assertRefused("key: no certificate inside", "key", "key");
        assertRefused("chain: no private key inside", "chain", "chain");
        write("keys", pem(own), pem(own));
        assertRefused("keys: 2 private keys inside", "chain", "keys");
        write("damaged", pem(own).replace("M", "*"));
        assertRefused("damaged: the block \"PRIVATE KEY\" is damaged", "chain", "damaged");
        write("broken", pem("PRIVATE KEY", new byte[] {1, 2, 3}));
        assertRefused("broken: the private key is damaged", "chain", "broken");
        write("sec1", pem("EC PRIVATE KEY", new byte[] {0x30, 0}));
        assertRefused("sec1: the EC key is damaged or does not name its curve", "chain", "sec1");
        write("bad", pem("CERTIFICATE", new byte[] {1, 2, 3}));
        assertRefused("bad: a certificate is damaged", "bad", "key");
        Files.createDirectory(directory.resolve("directory"));
        assertRefused("directory: can not be read", "directory", "key");
        Files.write(directory.resolve("large"), new byte[1024 * 1024 + 1]);
        assertRefused("large: larger than 1048576 bytes", "large", "key");
    }

    @Test
    void whatDoesNotFitTogetherIsSaidInOneLine() throws Exception {
        KeyMaterial own = Certificates.SERVER;
        String leaf = pem(own.chain().get(0));
        String authority = pem(own.chain().get(1));
        write("chain", leaf, authority);
        write("reverse", authority, leaf);
        write("key", pem(own));
        assertRefused(
                "key with " + directory + "/reverse: the certificates are not in order: number 2 (CN=leaf)",
                "reverse",
                "key");
        for (String algorithm : List.of("RSA", "EC")) {
            int size = algorithm.equals("RSA") ? 2048 : 256;
            KeyMaterial other = Certificates.AUTHORITY.certify(Certificates.pair(algorithm, size), "localhost");
            write("other", pem(other));
            String line = "other with " + directory + "/chain: the key does not fit the first certificate (CN=leaf)";
            assertRefused(line, "chain", "other");
        }
        write("p384", pem(Certificates.AUTHORITY.certify(Certificates.pair("EC", 384), "localhost")));
        assertRefused("p384 with " + directory + "/chain: the key does not fit", "chain", "p384");
        write(
                "dsa",
                pem("PRIVATE KEY", Certificates.pair("DSA", 2048).getPrivate().getEncoded()));
        assertRefused("dsa: unsupported key type (1.2.840.10040.4.1)", "chain", "dsa");
        write(
                "x25519",
                pem("PRIVATE KEY", Certificates.pair("X25519", 255).getPrivate().getEncoded()));
        assertRefused("x25519: unsupported key type (1.3.101.110)", "chain", "x25519");
        write("old", pem("DSA PRIVATE KEY", new byte[10]));
        assertRefused("old: unsupported key type \"DSA PRIVATE KEY\"", "chain", "old");
    }

    @Test
    void aWrongPasswordIsSaidInOneLine() throws Exception {
        OpenSsl openssl = new OpenSsl(directory);
        openssl.certificate("a", "ec -pkeyopt ec_paramgen_curve:P-256");
        openssl.run("pkcs8 -topk8 -in a.key -out b.key -passout pass:other");
        assertRefused("b.key: wrong password", "a.crt", "b.key");
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> KeyMaterial.pem(openssl.file("a.crt"), openssl.file("b.key")))
                .withMessageEndingWith("b.key: the key is encrypted; give its password");
    }

    @Test
    void datesAreNoReasonToRefuseButToWarn() {
        Instant now = Instant.parse("2026-11-21T12:00:00Z");
        Instant until = now.plus(Duration.ofDays(10));
        KeyMaterial material = Certificates.AUTHORITY.certify(Certificates.EC, now, until, "localhost");
        KeyMaterial alone = KeyMaterial.of(material.key(), material.chain().subList(0, 1));
        assertThat(alone.warning(now.minusSeconds(1)))
                .hasValueSatisfying(line -> assertThat(line)
                        .isEqualTo("the certificate of CN=leaf is not valid before 2026-11-21T12:00:00Z"));
        assertThat(alone.warning(now))
                .hasValueSatisfying(line -> assertThat(line).contains("expires at 2026-12-01"));
        assertThat(alone.warning(until.plusSeconds(1)))
                .hasValueSatisfying(line -> assertThat(line).contains("has expired at 2026-12-01T12:00:00Z"));
        KeyMaterial longer =
                Certificates.AUTHORITY.certify(Certificates.EC, now, now.plus(Duration.ofDays(15)), "localhost");
        assertThat(KeyMaterial.of(longer.key(), longer.chain().subList(0, 1)).warning(now))
                .isEmpty();
    }
}
