package dev.carillon.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Request line and fields of one request, checked. Filled by a {@link RequestParser} and used again for the next: what it
 * tells holds until its exchange is over. It keeps the bytes that came, and makes strings of them when asked. Used by one
 * thread.
 */
public final class RequestHead {
    /** Tells that there is no Content-Length. */
    static final long NO_LENGTH = -1;

    final FieldTable table = new FieldTable();

    /** GET until another one is read. */
    Method method = Method.GET;

    int minorVersion;
    int targetFrom;
    int pathTo;
    int targetTo;
    /** Whether the path is as sent. */
    boolean isPlain;
    /** Bounds of the authority in an absolute target; equal without. */
    int authorityFrom;

    int authorityTo;
    /** Whether an absolute target is an https one. */
    boolean isHttps;

    /** Number of the Host field; -1 without. */
    int hostField;
    /** Where the host in that field ends, before the port. */
    int hostEnd;

    long contentLength;
    boolean isChunked;
    boolean expectsContinue;
    boolean saysClose;
    boolean saysKeepAlive;

    @Nullable
    String path;

    @Nullable
    String host;

    private @Nullable String target;
    private @Nullable String query;
    private Strings strings = Strings.NONE;

    /** Makes an empty one. */
    public RequestHead() {
        clear(Strings.NONE);
    }

    /** Forgets the request before. */
    void clear(Strings common) {
        table.clear();
        method = Method.GET;
        targetFrom = targetTo = pathTo = authorityFrom = authorityTo = 0;
        hostField = -1;
        contentLength = NO_LENGTH;
        isPlain = isHttps = isChunked = expectsContinue = saysClose = saysKeepAlive = false;
        path = host = target = query = null;
        strings = common;
    }

    /**
     * The method.
     *
     * @return the method
     */
    public Method method() {
        return method;
    }

    /**
     * The target as it was sent: a path with or without a query, an absolute URI, or {@code *} (RFC 9112 §3.2).
     *
     * @return visible ASCII
     */
    public String target() {
        String known = target;
        if (known == null) {
            known = text(targetFrom, targetTo);
            target = known;
        }
        return known;
    }

    /**
     * The path of the target: escapes decoded as UTF-8, dot segments resolved. Where servers are known to read differently
     * the request is refused: escaped slashes, NUL, escaped dot segments, bytes that are not UTF-8, paths above the root.
     * Slashes that follow each other are left.
     *
     * @return begins with a slash, but for {@code *}
     */
    public String path() {
        String known = path;
        if (known == null) {
            known = text(targetFrom, pathTo);
            path = known;
        }
        return known;
    }

    /**
     * The request line as it was sent, as far as it has come: also of a request that is refused, then with whatever is wrong in it.
     * For logs.
     *
     * @return a character for each byte; empty if nothing has come
     */
    public String line() {
        int end = 0;
        while (end < table.length && table.bytes[end] != '\r' && table.bytes[end] != '\n') {
            end++;
        }
        return text(0, end);
    }

    /**
     * What follows the question mark in the target, as it was sent.
     *
     * @return without the question mark; empty if there is none
     */
    public String query() {
        String known = query;
        if (known == null) {
            known = pathTo + 1 < targetTo ? text(pathTo + 1, targetTo) : "";
            query = known;
        }
        return known;
    }

    /**
     * The scheme of an absolute target.
     *
     * @return {@code http} or {@code https}; null if the target is a path or the asterisk
     */
    public @Nullable String scheme() {
        if (authorityTo == authorityFrom) {
            return null;
        }
        return isHttps ? "https" : "http";
    }

    /**
     * The version after {@code HTTP/1.}.
     *
     * @return 0 or 1
     */
    public int minorVersion() {
        return minorVersion;
    }

    /**
     * The authority without the port, from an absolute target or else from Host (RFC 9112 §3.3).
     *
     * @return in lower case, an IPv6 address in brackets; empty if an HTTP/1.0 request has none
     */
    public String host() {
        String known = host;
        if (known == null) {
            known = hostField < 0 ? "" : HostName.normal(text(table.valueFrom(hostField), hostEnd));
            host = known;
        }
        return known;
    }

    /**
     * The value of the first field of that name.
     *
     * @param name in any case
     * @return the value without blanks around it, one character a byte (ISO 8859-1); null if there is no such field
     */
    public @Nullable String field(String name) {
        int field = table.find(name, 0);
        return field < 0 ? null : value(field);
    }

    /**
     * The values of all fields of that name, in the order in which they came.
     *
     * @param name in any case
     * @return the values; empty if there is no such field
     */
    public List<String> fields(String name) {
        int field = table.find(name, 0);
        if (field < 0) {
            return List.of();
        }
        List<String> values = new ArrayList<>(1);
        for (; field >= 0; field = table.find(name, field + 1)) {
            values.add(value(field));
        }
        return values;
    }

    /**
     * How many fields there are.
     *
     * @return the count
     */
    public int fieldCount() {
        return table.count();
    }

    /**
     * Calls with each field in the order in which they came.
     *
     * @param consumer gets name, in lower case, and value
     */
    public void forEachField(BiConsumer<String, String> consumer) {
        for (int field = 0; field < table.count(); field++) {
            consumer.accept(text(table.nameFrom(field), table.nameTo(field)), value(field));
        }
    }

    /**
     * Whether a list field, or one of several of that name, has a token (RFC 9110 §5.6.1).
     *
     * @param field the name of the field, in any case
     * @param token the token, in any case
     * @return true if it does
     */
    public boolean hasToken(String field, String token) {
        String lower = token.toLowerCase(Locale.ROOT);
        for (int i = table.find(field, 0); i >= 0; i = table.find(field, i + 1)) {
            if (table.hasToken(i, lower)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the client is ready to go on in another protocol (RFC 9110 §7.8): {@code Upgrade} names it, {@code Connection} says
     * {@code Upgrade}, and the request is not HTTP/1.0.
     *
     * @param protocol the protocol's name, with its version if it has one, in any case
     * @return true if it is
     */
    public boolean asksFor(String protocol) {
        return minorVersion > 0 && hasToken("connection", "upgrade") && hasToken("upgrade", protocol);
    }

    /**
     * The length of the body as Content-Length tells it.
     *
     * @return bytes; -1 without Content-Length
     */
    public long contentLength() {
        return contentLength;
    }

    /**
     * Whether the body comes in chunks, its length not known beforehand.
     *
     * @return true if it does
     */
    public boolean isChunked() {
        return isChunked;
    }

    /**
     * Whether something follows the head that belongs to this request.
     *
     * @return true if chunks or at least one byte follow
     */
    public boolean hasBody() {
        return isChunked || contentLength > 0;
    }

    /**
     * Whether the client waits for {@code 100 Continue} before it sends the body (RFC 9110 §10.1.1).
     *
     * @return true if it waits; never with HTTP/1.0, or without a body
     */
    public boolean expectsContinue() {
        return expectsContinue && minorVersion > 0 && hasBody();
    }

    /**
     * Whether the client wants to go on with this connection (RFC 9112 §9.3).
     *
     * @return with HTTP/1.1 true unless it says close; with 1.0 only if it says keep-alive
     */
    public boolean isPersistent() {
        return !saysClose && (minorVersion > 0 || saysKeepAlive);
    }

    private String value(int field) {
        return text(table.valueFrom(field), table.valueTo(field));
    }

    private String text(int from, int to) {
        return strings.text(table.bytes, from, to);
    }

    /**
     * Method and target, for logs and debuggers.
     *
     * @return the line as it was sent, without the version
     */
    @Override
    public String toString() {
        return method + " " + target();
    }
}
