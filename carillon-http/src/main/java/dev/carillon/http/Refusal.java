package dev.carillon.http;

/** Every reason for which a request is refused before, or instead of, being handled; each is counted by itself. */
public enum Refusal {
    /** The message is not HTTP (RFC 9112 §2.2, §5). */
    MALFORMED(400),
    /** The target is no URI, or one that servers read differently (RFC 9112 §3.2, RFC 3986). */
    BAD_TARGET(400),
    /** Host is missing, repeated, invalid, or another than the target's (RFC 9112 §3.2). */
    BAD_HOST(400),
    /** Where the message ends can be read in two ways, or not at all (RFC 9112 §6, §7). */
    BAD_FRAMING(400),
    /** There is no such thing here. */
    NOT_FOUND(404),
    /** The thing is here, but not for this method. */
    METHOD_NOT_ALLOWED(405),
    /** The head was not complete in time. */
    HEAD_TIMEOUT(408),
    /** The body came too slowly. */
    BODY_TIMEOUT(408),
    /** A handler wants to know the length beforehand. */
    LENGTH_REQUIRED(411),
    /** The body is longer than {@link HttpLimits#body()}. */
    BODY_TOO_LARGE(413),
    /** The request line is longer than {@link HttpLimits#line()}. */
    LINE_TOO_LONG(414),
    /** Something else than 100-continue is expected (RFC 9110 §10.1.1). */
    EXPECTATION(417),
    /** The request is for an authority, or with a scheme, that this server does not answer for (RFC 9110 §7.4). */
    MISDIRECTED(421),
    /** A handler wants another protocol. */
    UPGRADE_REQUIRED(426),
    /** The head, with trailers, is longer than {@link HttpLimits#head()}. */
    HEAD_TOO_LARGE(431),
    /** There are more fields, with trailers, than {@link HttpLimits#fields()}. */
    TOO_MANY_FIELDS(431),
    /** A handler failed. */
    FAILED(500),
    /** The method is none of {@link Method}. */
    METHOD(501),
    /** The transfer coding is another than chunked (RFC 9112 §6.1). */
    CODING(501),
    /** More requests are in progress than may be. */
    OVERLOADED(503),
    /** More connections are open than may be. */
    TOO_MANY_CONNECTIONS(503),
    /** The version is neither 1.0 nor 1.1. */
    VERSION(505);

    private final int status;

    Refusal(int status) {
        this.status = status;
    }

    /**
     * What is answered.
     *
     * @return the status code, 400 to 505
     */
    public int status() {
        return status;
    }
}
