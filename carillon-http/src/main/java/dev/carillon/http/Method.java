package dev.carillon.http;

/** The methods that are served; any other, CONNECT and TRACE among them, is refused with 501 (RFC 9110 §9). */
public enum Method {
    /** Transfers a representation of the target. */
    GET(true),
    /** As GET, without the content. */
    HEAD(true),
    /** Processes the content as the target sees fit. */
    POST(false),
    /** Replaces the target. */
    PUT(false),
    /** Changes the target in part (RFC 5789). */
    PATCH(false),
    /** Removes the target. */
    DELETE(false),
    /** Tells what can be done with the target. */
    OPTIONS(true);

    /** The length of the longest name, in bytes: what is longer is none of them. */
    static final int LONGEST = 7;

    private final boolean safe;

    Method(boolean safe) {
        this.safe = safe;
    }

    /**
     * Whether a client that uses it asks for no change (RFC 9110 §9.2.1).
     *
     * @return true for GET, HEAD, OPTIONS
     */
    public boolean isSafe() {
        return safe;
    }
}
