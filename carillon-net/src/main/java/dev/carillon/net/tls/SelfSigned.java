package dev.carillon.net.tls;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A certificate for trying things out on this machine: EC P-256, for {@code localhost}, 127.0.0.1 and ::1, valid for 30 days,
 * another one each time. Who does not know its {@link KeyMaterial#fingerprint} has no reason to trust it.
 */
public final class SelfSigned {
    private static final String SUBJECT = "CN=localhost";
    private static final Duration VALID = Duration.ofDays(30);

    /** Clocks differ, of a container and its host say. */
    private static final Duration BACKDATED = Duration.ofHours(1);

    private SelfSigned() {}

    /**
     * Makes a key and a certificate. Takes some milliseconds.
     *
     * @return the two
     */
    public static KeyMaterial create() {
        Instant now = Instant.now();
        CertificateDraft draft = new CertificateDraft(
                SUBJECT, List.of("localhost", "127.0.0.1", "::1"), now.minus(BACKDATED), now.plus(VALID), false);
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            return KeyMaterial.of(pair.getPrivate(), List.of(draft.sign(pair.getPublic(), SUBJECT, pair.getPrivate())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256 and SHA-256", e);
        }
    }
}
