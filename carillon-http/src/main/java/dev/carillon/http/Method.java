package dev.carillon.http;

/** The methods that are served; any other, CONNECT and TRACE among them, is refused with 501 (RFC 9110 §9). */
public enum Method {
    /** Transfers a representation of the target. */
    GET,
    /** As GET, without the content. */
    HEAD,
    /** Processes the content as the target sees fit. */
    POST,
    /** Replaces the target. */
    PUT,
    /** Changes the target in part (RFC 5789). */
    PATCH,
    /** Removes the target. */
    DELETE,
    /** Tells what can be done with the target. */
    OPTIONS;

    /** The length of the longest name, in bytes: what is longer is none of them. */
    static final int LONGEST = 7;
}
