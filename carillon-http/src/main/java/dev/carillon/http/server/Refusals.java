package dev.carillon.http.server;

import dev.carillon.http.Method;
import dev.carillon.http.Refusal;
import org.jspecify.annotations.Nullable;

/** Answers to what is refused before it is a request, and which refusal a handler means that answers with a status. */
final class Refusals {
    private Refusals() {}

    /**
     * Answers what is no request yet. If so much was read that it is known for a HEAD, no body may follow (RFC 9110 §9.3.2).
     *
     * @param reading what has come; null if that is nothing
     */
    static void answer(HttpConnection http, @Nullable Reading reading, Refusal reason) {
        Service service = http.service;
        service.refused(reason);
        boolean bodiless = reading != null && reading.head.method() == Method.HEAD;
        Response page = service.page(null, reason.status(), "", false);
        service.countAnswer(reason.status(), bodiless ? 0 : page.length());
        HeadWriter.prepared(http, page, bodiless, HeadWriter.CLOSE);
        service.turnedAway(Client.of(http.carrier), reason, reading == null ? null : reading.head);
    }

    /** Counts what a handler refuses, if its status is one of a refusal's. */
    static void count(Service service, int status) {
        Refusal reason = of(status);
        if (reason != null) {
            service.refused(reason);
        }
    }

    private static @Nullable Refusal of(int status) {
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
