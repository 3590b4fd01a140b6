package dev.carillon.http.server;

import dev.carillon.http.Refusal;
import org.jspecify.annotations.Nullable;

/** Which refusal a handler means that answers with a status. */
final class Refusals {
    private Refusals() {}

    /** The reason that is counted; null if the status is none of a refusal's. */
    static @Nullable Refusal of(int status) {
        return switch (status) {
            case 404 -> Refusal.NOT_FOUND;
            case 405 -> Refusal.METHOD_NOT_ALLOWED;
            case 411 -> Refusal.LENGTH_REQUIRED;
            case 413 -> Refusal.BODY_TOO_LARGE;
            case 417 -> Refusal.EXPECTATION;
            case 421 -> Refusal.MISDIRECTED;
            case 426 -> Refusal.UPGRADE_REQUIRED;
            case 500 -> Refusal.FAILED;
            default -> null;
        };
    }
}
