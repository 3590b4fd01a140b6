package dev.carillon.net.tls;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A key or a certificate that can not be used. The message is one line with the file, what is wrong, and what to do:
 * {@code key.pem: the key is encrypted; give its password}.
 */
public final class KeyMaterialException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A refusal.
     *
     * @param message what is wrong, in one line
     */
    public KeyMaterialException(String message) {
        this(message, null);
    }

    /**
     * A refusal with what has led to it.
     *
     * @param message what is wrong, in one line
     * @param cause what the JDK says about it, if it says anything
     */
    public KeyMaterialException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
