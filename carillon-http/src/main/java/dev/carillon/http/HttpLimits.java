package dev.carillon.http;

/** What a request may cost. Immutable; each {@code with…} method gives a changed copy of {@link #DEFAULTS}. */
public final class HttpLimits {
    /** A line of 8 KiB, a head of 16 KiB, 100 fields, a body of 1 MiB. */
    public static final HttpLimits DEFAULTS = new HttpLimits(8 << 10, 16 << 10, 100, 1 << 20);

    private final int line;
    private final int head;
    private final int fields;
    private final long body;

    private HttpLimits(int line, int head, int fields, long body) {
        this.line = atLeast(16, line, "line");
        this.head = atLeast(32, head, "head");
        this.fields = atLeast(1, fields, "fields");
        this.body = body;
        if (body < 0) {
            throw new IllegalArgumentException("body " + body + ": at least 0 bytes");
        }
    }

    private static int atLeast(int least, int value, String what) {
        if (value < least || value > 1 << 20) {
            throw new IllegalArgumentException(what + " " + value + ": " + least + " to " + (1 << 20));
        }
        return value;
    }

    /**
     * Changes {@link #line()}.
     *
     * @param bytes 16 to 1 MiB
     * @return a changed copy
     * @throws IllegalArgumentException if it is out of range
     */
    public HttpLimits withLine(int bytes) {
        return new HttpLimits(bytes, head, fields, body);
    }

    /**
     * Changes {@link #head()}.
     *
     * @param bytes 32 to 1 MiB
     * @return a changed copy
     * @throws IllegalArgumentException if it is out of range
     */
    public HttpLimits withHead(int bytes) {
        return new HttpLimits(line, bytes, fields, body);
    }

    /**
     * Changes {@link #fields()}.
     *
     * @param count 1 to 1,048,576
     * @return a changed copy
     * @throws IllegalArgumentException if it is out of range
     */
    public HttpLimits withFields(int count) {
        return new HttpLimits(line, head, count, body);
    }

    /**
     * Changes {@link #body()}.
     *
     * @param bytes at least 0; {@link Long#MAX_VALUE} for no limit
     * @return a changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public HttpLimits withBody(long bytes) {
        return new HttpLimits(line, head, fields, bytes);
    }

    /**
     * How long the request line may be, its CRLF not counted, with the empty lines before it; beyond it
     * {@link Refusal#LINE_TOO_LONG}.
     *
     * @return bytes
     */
    public int line() {
        return line;
    }

    /**
     * How long the head may be in all, with what follows a chunked body (trailers) and stands between its chunks
     * (extensions); beyond it {@link Refusal#HEAD_TOO_LARGE}.
     *
     * @return bytes
     */
    public int head() {
        return head;
    }

    /**
     * How many fields there may be, trailers counted; beyond it {@link Refusal#TOO_MANY_FIELDS}.
     *
     * @return fields
     */
    public int fields() {
        return fields;
    }

    /**
     * How long the body may be, its chunks' frames not counted; beyond it {@link Refusal#BODY_TOO_LARGE}.
     *
     * @return bytes
     */
    public long body() {
        return body;
    }
}
