package dev.carillon.http.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;

/**
 * Names by their secrets, compared in a time that tells nothing: of digests, all of which are as long, with each one that there is,
 * whether an earlier one was equal or not. Immutable.
 */
final class Secrets {
    private final String[] names;
    private final byte[][] digests;

    private Secrets(String[] names, byte[][] digests) {
        this.names = names;
        this.digests = digests;
    }

    /** Of {@code name -> secret}. */
    static Secrets byName(Map<String, String> secrets) {
        String[] names = secrets.keySet().toArray(String[]::new);
        byte[][] digests = new byte[names.length][];
        for (int i = 0; i < names.length; i++) {
            digests[i] = digest(secrets.getOrDefault(names[i], ""));
        }
        return new Secrets(names, digests);
    }

    /** Whose secret it is. */
    Optional<String> nameOf(String secret) {
        byte[] digest = digest(secret);
        int found = -1;
        for (int i = 0; i < digests.length; i++) {
            found = MessageDigest.isEqual(digests[i], digest) ? i : found;
        }
        return found < 0 ? Optional.empty() : Optional.of(names[found]);
    }

    private static byte[] digest(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
