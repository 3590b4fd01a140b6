package dev.carillon.net.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Private keys in PEM: PKCS#8 (RFC 5958) plain or encrypted, PKCS#1 (RFC 8017), SEC 1 (RFC 5915). */
final class PrivateKeys {
    static final String RSA_OID = "1.2.840.113549.1.1.1";
    static final String EC_OID = "1.2.840.10045.2.1";

    private static final Map<String, String> ALGORITHMS = Map.of(
            RSA_OID,
            "RSA",
            "1.2.840.113549.1.1.10",
            "RSASSA-PSS",
            EC_OID,
            "EC",
            "1.3.101.112",
            "EdDSA",
            "1.3.101.113",
            "EdDSA");
    private static final byte[] VERSION_0 = Der.integer(BigInteger.ZERO);
    private static final int EC_PARAMETERS = 0xa0;

    private PrivateKeys() {}

    /** The one private key of a file; the password is empty if there is none. */
    static PrivateKey pem(Path file, char[] password) {
        List<Pem.Block> keys = Pem.blocks(file).stream()
                .filter(block -> block.label().endsWith("PRIVATE KEY"))
                .toList();
        if (keys.isEmpty()) {
            throw new KeyMaterialException(
                    file + ": no private key inside, there is no \"-----BEGIN PRIVATE KEY-----\"");
        }
        if (keys.size() > 1) {
            throw new KeyMaterialException(file + ": " + keys.size() + " private keys inside, one is needed");
        }
        Pem.Block block = keys.getFirst();
        if (block.isOldEncryption()) {
            throw new KeyMaterialException(
                    file + ": the key is encrypted in OpenSSL's old way; convert it with \"openssl pkcs8 -topk8\"");
        }
        if (!block.label().startsWith("ENCRYPTED")) {
            KeyFiles.check(file);
        }
        byte[] der = block.bytes(file);
        try {
            return key(file, pkcs8(file, block.label(), der, password));
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    private static byte[] pkcs8(Path file, String label, byte[] der, char[] password) {
        return switch (label) {
            case "PRIVATE KEY" -> der;
            case "ENCRYPTED PRIVATE KEY" -> decrypt(file, der, password);
            case "RSA PRIVATE KEY" -> wrap(der, Der.oid(RSA_OID), Der.encode(Der.NULL));
            case "EC PRIVATE KEY" -> wrap(der, Der.oid(EC_OID), curve(file, der));
            default ->
                throw new KeyMaterialException(
                        file + ": unsupported key type \"" + label + "\"; RSA, EC, Ed25519 and Ed448 are supported");
        };
    }

    private static byte[] wrap(byte[] key, byte[] algorithm, byte[] parameters) {
        return Der.sequence(VERSION_0, Der.sequence(algorithm, parameters), Der.encode(Der.OCTET_STRING, key));
    }

    /** The curve, which SEC 1 has inside the key and PKCS#8 outside. */
    private static byte[] curve(Path file, byte[] sec1) {
        try {
            ByteBuffer fields = Der.read(ByteBuffer.wrap(sec1), Der.SEQUENCE);
            Der.read(fields, Der.INTEGER);
            Der.read(fields, Der.OCTET_STRING);
            return Der.bytes(Der.read(fields, EC_PARAMETERS));
        } catch (IllegalArgumentException e) {
            throw new KeyMaterialException(
                    file
                            + ": the EC key is damaged or does not name its curve; convert it with \"openssl pkcs8"
                            + " -topk8\"",
                    e);
        }
    }

    private static byte[] decrypt(Path file, byte[] der, char[] password) {
        if (password.length == 0) {
            throw new KeyMaterialException(file + ": the key is encrypted; give its password");
        }
        EncryptedPrivateKeyInfo info;
        Cipher cipher;
        PBEKeySpec spec = new PBEKeySpec(password);
        try {
            info = new EncryptedPrivateKeyInfo(der);
            String algorithm = algorithm(info);
            cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm).generateSecret(spec),
                    info.getAlgParameters());
        } catch (IOException | GeneralSecurityException e) {
            throw new KeyMaterialException(
                    file + ": the key is encrypted in a way that is not supported (" + e.getMessage()
                            + "); convert it with \"openssl pkcs8 -topk8 -v2 aes-256-cbc\"",
                    e);
        } finally {
            spec.clearPassword();
        }
        try {
            return info.getKeySpec(cipher).getEncoded();
        } catch (InvalidKeySpecException e) {
            // It has no check of its own: a wrong password shows by what comes out.
            throw new KeyMaterialException(file + ": wrong password", e);
        }
    }

    /** For PBES2, a scheme of two algorithms, the parameters have the name of both. */
    private static String algorithm(EncryptedPrivateKeyInfo info) {
        String name = info.getAlgName();
        return name.equals("PBES2") ? info.getAlgParameters().toString() : name;
    }

    private static PrivateKey key(Path file, byte[] pkcs8) {
        String oid = algorithmOf(file, pkcs8);
        String algorithm = ALGORITHMS.get(oid);
        if (algorithm == null) {
            throw new KeyMaterialException(
                    file + ": unsupported key type (" + oid + "); RSA, EC, Ed25519 and Ed448 are supported");
        }
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new KeyMaterialException(
                    file + ": the " + algorithm + " key is damaged or of an unsupported kind: " + e.getMessage(), e);
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    private static String algorithmOf(Path file, byte[] pkcs8) {
        try {
            ByteBuffer fields = Der.read(ByteBuffer.wrap(pkcs8), Der.SEQUENCE);
            Der.read(fields, Der.INTEGER);
            return Der.dotted(Der.read(Der.read(fields, Der.SEQUENCE), Der.OID));
        } catch (IllegalArgumentException e) {
            throw new KeyMaterialException(file + ": the private key is damaged: " + e.getMessage(), e);
        }
    }

    /** Whether what one signs the other confirms. */
    static boolean fits(PrivateKey key, PublicKey certified) {
        if (key instanceof RSAKey own && certified instanceof RSAKey shown) {
            return own.getModulus().equals(shown.getModulus());
        }
        String algorithm = signature(key.getAlgorithm());
        if (algorithm == null || !algorithm.equals(signature(certified.getAlgorithm()))) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            // Another curve.
            return false;
        }
    }

    private static @Nullable String signature(String keyAlgorithm) {
        return switch (keyAlgorithm) {
            case "EC" -> "SHA256withECDSA";
            case "EdDSA" -> "EdDSA";
            default -> null;
        };
    }
}
