package dev.carillon.http.server;

/** Which statuses an answer may have, and what they say of its body. */
final class AnswerStatus {
    static final int LAST = 599;
    private static final int RESET_CONTENT = 205;

    private AnswerStatus() {}

    static int require(int status) {
        if (status < 200 || status > LAST) {
            throw new IllegalArgumentException("the status of an answer is 200 to 599, not " + status);
        }
        return status;
    }

    static void requireFailure(int status) {
        if (status < 400 || status > LAST) {
            throw new IllegalArgumentException("the status of a failure is 400 to 599, not " + status);
        }
    }

    static int requireRedirect(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> status;
            default ->
                throw new IllegalArgumentException(
                        "the status of a redirect is 301, 302, 303, 307 or 308, not " + status);
        };
    }

    /** Whether there may be anything in the body (RFC 9110 §6.4.1, §15.3.6). */
    static boolean hasContent(int status) {
        return status >= 200 && status != 204 && status != RESET_CONTENT && status != 304;
    }

    /** Whether it has to be said that the body is empty, or its end would not show. */
    static boolean isEmptyByLength(int status) {
        return status == RESET_CONTENT;
    }
}
