package dev.carillon.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelfSignedTest {
    @Test
    void itIsForThisMachineAndThirtyDays() throws Exception {
        KeyMaterial material = SelfSigned.create();
        X509Certificate certificate = material.chain().getFirst();
        assertThat(certificate.getSubjectAlternativeNames())
                .containsExactly(List.of(2, "localhost"), List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1"));
        Instant now = Instant.now();
        certificate.checkValidity();
        assertThat(certificate.getNotAfter().toInstant())
                .isBetween(now.plus(Duration.ofDays(29)), now.plus(Duration.ofDays(30)));
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getSerialNumber()).isPositive();
        certificate.verify(certificate.getPublicKey());
        assertThat(material.warning(now)).isEmpty();
        KeyMaterial other = SelfSigned.create();
        assertThat(other.chain().getFirst().getSerialNumber()).isNotEqualTo(certificate.getSerialNumber());
        assertThat(other.fingerprint()).isNotEqualTo(material.fingerprint()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
    }

    @Test
    void opensslAcceptsIt(@TempDir Path directory) throws Exception {
        OpenSsl openssl = new OpenSsl(directory);
        KeyMaterial material = SelfSigned.create();
        String text = Base64.getMimeEncoder()
                .encodeToString(material.chain().getFirst().getEncoded());
        Files.writeString(
                directory.resolve("a.crt"), "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n");
        assertThat(openssl.run("verify -CAfile a.crt -verify_hostname localhost a.crt"))
                .contains("OK");
        assertThat(openssl.run("verify -CAfile a.crt -verify_ip ::1 -purpose sslserver a.crt"))
                .contains("OK");
        assertThat(openssl.run("x509 -noout -fingerprint -sha256 -in a.crt")).contains(material.fingerprint());
        assertThat(openssl.run("asn1parse -in a.crt")).doesNotContain("Error");
    }

    @ParameterizedTest
    @CsvSource({"2049-12-31T23:59:59Z, 17", "2050-01-01T00:00:00Z, 18", "2026-11-21T07:08:09Z, 17"})
    void timesChangeTheirFormIn2050(Instant time, String tag) throws Exception {
        byte[] encoded = Der.time(time);
        assertThat(HexFormat.of().toHexDigits(encoded[0])).isEqualTo(tag);
        KeyMaterial material = Certificates.AUTHORITY.certify(Certificates.EC, Instant.EPOCH, time, "a");
        assertThat(material.chain().getFirst().getNotAfter().toInstant()).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.840.113549.1.1.11", "1.3.101.112", "2.5.29.17", "1.2.840.10045.4.3.2", "2.5.29.0"})
    void objectIdentifiersCanBeReadBack(String oid) {
        assertThat(Der.dotted(Der.read(ByteBuffer.wrap(Der.oid(oid)), Der.OID))).isEqualTo(oid);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 255, 256, 65535, 65536, 100_000})
    void valuesOfAnyLengthCanBeReadBack(int length) {
        byte[] content = new byte[length];
        byte[] encoded = Der.encode(Der.OCTET_STRING, content);
        assertThat(Der.bytes(Der.read(ByteBuffer.wrap(encoded), Der.OCTET_STRING)))
                .isEqualTo(content);
        for (int cut = Math.max(0, encoded.length - 10); cut < encoded.length; cut++) {
            ByteBuffer part = ByteBuffer.wrap(encoded, 0, cut);
            assertThatIllegalArgumentException().isThrownBy(() -> Der.read(part, Der.OCTET_STRING));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Der.read(ByteBuffer.wrap(encoded), Der.INTEGER));
    }
}
