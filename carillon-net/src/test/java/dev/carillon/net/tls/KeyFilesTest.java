package dev.carillon.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.Logged;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that others may read, and who hears of it. */
class KeyFilesTest {
    @TempDir
    private Path directory;

    private Path key(String mode) throws Exception {
        KeyMaterial material = Certificates.SERVER;
        String key = block("PRIVATE KEY", material.key().getEncoded());
        String own = block("CERTIFICATE", material.chain().getFirst().getEncoded());
        Path file = Files.writeString(directory.resolve("server.pem"), key + own);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static String block(String label, byte[] bytes) {
        byte[] text = Base64.getMimeEncoder().encode(bytes);
        return "-----BEGIN " + label + "-----\n" + new String(text, StandardCharsets.US_ASCII) + "\n-----END " + label
                + "-----\n";
    }

    @Test
    void aKeyThatEverybodyMayReadIsToldOfOnceWithPathAndMode() throws Exception {
        Path file = key("rw-r--r--");
        try (Logged log = Logged.by(KeyFiles.class)) {
            KeyMaterial.pem(file, file);
            KeyMaterial.pem(file, file);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains(file.toString())
                    .contains("rw-r--r--");
        }
    }

    @ParameterizedTest
    @CsvSource({"rw-------", "rw-r-----", "r--------"})
    void aKeyForItsOwnerAndAGroupIsNot(String mode) throws Exception {
        Path file = key(mode);
        try (Logged log = Logged.by(KeyFiles.class)) {
            KeyMaterial.pem(file, file);
            assertThat(log.lines()).isEmpty();
        }
    }
}
