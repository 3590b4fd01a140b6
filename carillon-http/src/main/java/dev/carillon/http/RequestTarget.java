package dev.carillon.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Reads a target that is not its own normal form: with escapes, with dot segments, in absolute form, the asterisk (RFC 9112
 * §3.2). What servers in a chain are known to read differently is refused, not mended.
 */
final class RequestTarget {
    private static final String HTTPS = "https://";

    private final byte[] bytes;
    private final byte[] path;
    private int length;

    private RequestTarget(byte[] bytes, int size) {
        this.bytes = bytes;
        this.path = new byte[size + 1];
    }

    /** Sets the path, and the host of an absolute target, of a head whose line is read. */
    static void resolve(RequestHead head) {
        byte[] bytes = head.table.bytes;
        int from = head.targetFrom;
        int to = head.targetTo;
        if (to - from == 1 && bytes[from] == '*' && head.method == Method.OPTIONS) {
            head.pathTo = to;
            head.path = "*";
            return;
        }
        if (bytes[from] != '/') {
            from = authority(head, bytes, from, to);
        }
        int pathTo = from;
        while (pathTo < to && bytes[pathTo] != '?') {
            pathTo++;
        }
        head.pathTo = pathTo;
        checkQuery(bytes, pathTo, to);
        head.path = from == pathTo ? "/" : new RequestTarget(bytes, pathTo - from).path(from, pathTo);
    }

    private static void checkQuery(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Chars.is(bytes[i], Chars.QUERY)) {
                throw refused("the query has the byte 0x" + Integer.toHexString(bytes[i] & 0xff));
            }
        }
    }

    /** Takes scheme and authority off an absolute target. */
    private static int authority(RequestHead head, byte[] bytes, int from, int to) {
        int start = afterScheme(bytes, from, to);
        int end = start;
        while (end < to && bytes[end] != '/' && bytes[end] != '?') {
            end++;
        }
        int hostEnd = HostName.end(bytes, start, end);
        if (hostEnd < 0) {
            throw refused("the target's authority is not host[:port]");
        }
        head.authorityFrom = start;
        head.authorityTo = end;
        head.isHttps = start - from == HTTPS.length();
        head.host = HostName.normal(head.table.text(start, hostEnd));
        return end;
    }

    private static int afterScheme(byte[] bytes, int from, int to) {
        for (String scheme : new String[] {"http://", HTTPS}) {
            int end = from + scheme.length();
            if (end < to && Chars.equalsIgnoreCase(bytes, from, end, scheme)) {
                return end;
            }
        }
        throw refused("the target is neither a path nor an http or https URI");
    }

    private String path(int from, int to) {
        int at = from;
        while (at < to) {
            at = segment(at + 1, to);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(path, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refused("the path is not UTF-8");
        }
    }

    /** Adds a slash and the segment that begins there; tells where it ends. */
    private int segment(int from, int to) {
        int slash = length;
        path[length++] = '/';
        int at = from;
        while (at < to && bytes[at] != '/') {
            at = octet(at, to);
        }
        int dots = dots(slash + 1);
        if (dots > 0) {
            // An escaped dot, or a dot with a parameter: some servers see a dot segment in it, others a name.
            if (at - from != dots) {
                throw refused("the path has a dot segment in disguise");
            }
            length = slash;
            boolean isLast = at == to;
            if (dots == 2) {
                removeLastSegment();
            }
            if (isLast) {
                path[length++] = '/';
            }
        }
        return at;
    }

    /** Of how many dots the segment consists that begins there, before a parameter if it has one; 0 if it is no dot segment. */
    private int dots(int from) {
        int at = from;
        while (at < length && path[at] == '.') {
            at++;
        }
        boolean isDotSegment = at - from <= 2 && (at == length || path[at] == ';');
        return isDotSegment ? at - from : 0;
    }

    private void removeLastSegment() {
        if (length == 0) {
            throw refused("the path leads above the root");
        }
        int end = length--;
        while (path[length] != '/') {
            length--;
        }
        // RFC 3986 takes the empty segment away, what merges slashes the name before it.
        if (end == length + 1) {
            throw refused("the path has a double slash before a dot segment");
        }
    }

    private int octet(int at, int to) {
        byte b = bytes[at];
        if (b != '%') {
            if (!Chars.is(b, Chars.PATH)) {
                throw refused("the path has the byte 0x" + Integer.toHexString(b & 0xff));
            }
            path[length++] = b;
            return at + 1;
        }
        int decoded = at + 2 < to ? Chars.octet(bytes[at + 1], bytes[at + 2]) : -1;
        if (decoded < 0) {
            throw refused("the path has a percent sign that is no escape");
        }
        if (decoded == 0 || decoded == '/') {
            throw refused("the path has an escaped slash or NUL");
        }
        path[length++] = (byte) decoded;
        return at + 3;
    }

    private static RefusedException refused(String detail) {
        return new RefusedException(Refusal.BAD_TARGET, detail);
    }
}
