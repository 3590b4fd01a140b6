package dev.carillon.net.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads textual encodings (RFC 7468): blocks of base64 between a BEGIN and an END line, and anything around them. */
final class Pem {
    private static final long LARGEST_FILE = 1024 * 1024;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*(.*?)-----END \\1-----", Pattern.DOTALL);

    private Pem() {}

    /**
     * One block.
     *
     * @param label what stands after BEGIN
     * @param text what stands between the lines
     */
    record Block(String label, String text) {
        /** Whether it is encrypted as OpenSSL did before PKCS#8, with a header and a digest that is too weak by now. */
        boolean isOldEncryption() {
            return text.contains("Proc-Type:");
        }

        byte[] bytes(Path file) {
            try {
                return Base64.getDecoder().decode(text.replaceAll("\\s", ""));
            } catch (IllegalArgumentException e) {
                throw new KeyMaterialException(file + ": the block \"" + label + "\" is damaged: " + e.getMessage(), e);
            }
        }
    }

    /** The blocks of a file, one at least. */
    static List<Block> blocks(Path file) {
        // A key is in memory as long as it is used, so that wiping this text of it would protect nothing.
        String text = new String(read(file), StandardCharsets.ISO_8859_1);
        Matcher matcher = BLOCK.matcher(text);
        List<Block> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        if (blocks.isEmpty()) {
            throw new KeyMaterialException(file + ": not PEM, there is no \"-----BEGIN ...-----\" and END in it"
                    + (text.startsWith("0") ? "; it looks like PKCS#12 or DER" : ""));
        }
        return blocks;
    }

    static byte[] read(Path file) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new KeyMaterialException(
                        file + ": larger than " + LARGEST_FILE + " bytes, which no key or certificate is");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new KeyMaterialException(file + ": no such file", e);
        } catch (AccessDeniedException e) {
            throw new KeyMaterialException(file + ": permission denied", e);
        } catch (IOException e) {
            throw new KeyMaterialException(file + ": can not be read: " + e.getMessage(), e);
        }
    }

    /** The certificates of a file, one at least, in its order. */
    static List<X509Certificate> certificates(Path file) {
        List<X509Certificate> certificates = blocks(file).stream()
                .filter(block -> block.label().equals("CERTIFICATE"))
                .map(block -> certificate(file, block))
                .toList();
        if (certificates.isEmpty()) {
            throw new KeyMaterialException(
                    file + ": no certificate inside, there is no \"-----BEGIN CERTIFICATE-----\"");
        }
        return certificates;
    }

    private static X509Certificate certificate(Path file, Block block) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(block.bytes(file)));
        } catch (CertificateException e) {
            throw new KeyMaterialException(file + ": a certificate is damaged: " + e.getMessage(), e);
        }
    }
}
