package dev.carillon.http;

import org.jspecify.annotations.Nullable;

/** What status codes are called (RFC 9110 §15, and the registry of IANA). */
public final class Status {
    private static final int LOWEST = 100;
    private static final int HIGHEST = 599;
    private static final @Nullable String[] REASONS = new String[HIGHEST - LOWEST + 1];
    private static final String[] CLASSES = {
        "", "Informational", "Successful", "Redirection", "Client Error", "Server Error"
    };

    static {
        name(100, "Continue", "Switching Protocols", "Processing", "Early Hints");
        name(200, "OK", "Created", "Accepted", "Non-Authoritative Information", "No Content", "Reset Content");
        name(206, "Partial Content", "Multi-Status", "Already Reported");
        name(226, "IM Used");
        name(300, "Multiple Choices", "Moved Permanently", "Found", "See Other", "Not Modified", "Use Proxy");
        name(307, "Temporary Redirect", "Permanent Redirect");
        name(400, "Bad Request", "Unauthorized", "Payment Required", "Forbidden", "Not Found", "Method Not Allowed");
        name(406, "Not Acceptable", "Proxy Authentication Required", "Request Timeout", "Conflict", "Gone");
        name(411, "Length Required", "Precondition Failed", "Content Too Large", "URI Too Long");
        name(415, "Unsupported Media Type", "Range Not Satisfiable", "Expectation Failed");
        name(421, "Misdirected Request", "Unprocessable Content", "Locked", "Failed Dependency", "Too Early");
        name(426, "Upgrade Required");
        name(428, "Precondition Required", "Too Many Requests");
        name(431, "Request Header Fields Too Large");
        name(451, "Unavailable For Legal Reasons");
        name(500, "Internal Server Error", "Not Implemented", "Bad Gateway", "Service Unavailable", "Gateway Timeout");
        name(505, "HTTP Version Not Supported", "Variant Also Negotiates", "Insufficient Storage", "Loop Detected");
        name(511, "Network Authentication Required");
    }

    private Status() {}

    private static void name(int first, String... reasons) {
        System.arraycopy(reasons, 0, REASONS, first - LOWEST, reasons.length);
    }

    /**
     * The reason phrase of a status code.
     *
     * @param status 100 to 599
     * @return the registered phrase; that of its class ("Client Error") if the code is not registered
     * @throws IllegalArgumentException if it is out of range
     */
    public static String reason(int status) {
        if (!isValid(status)) {
            throw new IllegalArgumentException("status " + status + ": 100 to 599");
        }
        String reason = REASONS[status - LOWEST];
        return reason != null ? reason : CLASSES[status / 100];
    }

    /**
     * Whether a number is a status code.
     *
     * @param status a number
     * @return true from 100 to 599
     */
    public static boolean isValid(int status) {
        return status >= LOWEST && status <= HIGHEST;
    }
}
