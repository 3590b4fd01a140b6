package dev.carillon.http;

/**
 * What the fields of a head mean for the message itself: its authority, its frames, its connection. Every field of every
 * head goes through here, whoever has found it; what would leave two readings is refused.
 */
final class FieldChecks {
    private FieldChecks() {}

    /** Looks at the field added last. */
    static void field(RequestHead head) {
        FieldTable table = head.table;
        int field = table.count() - 1;
        switch (table.nameTo(field) - table.nameFrom(field)) {
            case 4 -> {
                if (table.isNamed(field, "host")) {
                    host(head, field);
                }
            }
            case 6 -> {
                if (table.isNamed(field, "expect")) {
                    expect(head, field);
                }
            }
            case 10 -> {
                if (table.isNamed(field, "connection")) {
                    head.saysClose |= table.hasToken(field, "close");
                    head.saysKeepAlive |= table.hasToken(field, "keep-alive");
                }
            }
            case 14 -> {
                if (table.isNamed(field, "content-length")) {
                    contentLength(head, field);
                }
            }
            case 17 -> {
                if (table.isNamed(field, "transfer-encoding")) {
                    transferEncoding(head, field);
                }
            }
            default -> {}
        }
    }

    private static void host(RequestHead head, int field) {
        if (head.hostField >= 0) {
            throw new RefusedException(Refusal.BAD_HOST, "there are two Host fields");
        }
        int end = HostName.end(head.table.bytes, head.table.valueFrom(field), head.table.valueTo(field));
        if (end < 0) {
            throw new RefusedException(Refusal.BAD_HOST, "Host is not host[:port]");
        }
        head.hostField = field;
        head.hostEnd = end;
    }

    private static void expect(RequestHead head, int field) {
        FieldTable table = head.table;
        if (!Chars.equalsIgnoreCase(table.bytes, table.valueFrom(field), table.valueTo(field), "100-continue")) {
            throw new RefusedException(Refusal.EXPECTATION, "Expect is something else than 100-continue");
        }
        head.expectsContinue = true;
    }

    private static void contentLength(RequestHead head, int field) {
        if (head.contentLength != RequestHead.NO_LENGTH) {
            throw new RefusedException(Refusal.BAD_FRAMING, "there are two Content-Length fields");
        }
        if (head.isChunked) {
            throw new RefusedException(Refusal.BAD_FRAMING, "Content-Length stands beside Transfer-Encoding");
        }
        head.contentLength = number(head.table.bytes, head.table.valueFrom(field), head.table.valueTo(field));
    }

    private static long number(byte[] bytes, int from, int to) {
        long value = 0;
        boolean isNumber = from < to;
        for (int i = from; i < to && isNumber; i++) {
            int digit = bytes[i] - '0';
            isNumber = digit >= 0 && digit <= 9 && value <= (Long.MAX_VALUE - digit) / 10;
            value = value * 10 + digit;
        }
        if (!isNumber) {
            throw new RefusedException(Refusal.BAD_FRAMING, "Content-Length is no number, or larger than any");
        }
        return value;
    }

    private static void transferEncoding(RequestHead head, int field) {
        FieldTable table = head.table;
        if (head.minorVersion == 0) {
            throw new RefusedException(Refusal.BAD_FRAMING, "HTTP/1.0 has no Transfer-Encoding");
        }
        if (head.isChunked || head.contentLength != RequestHead.NO_LENGTH) {
            throw new RefusedException(
                    Refusal.BAD_FRAMING, "Transfer-Encoding stands beside another or Content-Length");
        }
        int from = table.valueFrom(field);
        int to = table.valueTo(field);
        if (!Chars.equalsIgnoreCase(table.bytes, from, to, "chunked")) {
            throw codings(table.bytes, from, to);
        }
        head.isChunked = true;
    }

    /** Codings before the chunks are legal but not known here; without chunks at the end nobody knows where the body ends. */
    private static RefusedException codings(byte[] bytes, int from, int to) {
        int comma = to - 1;
        while (comma >= from && bytes[comma] != ',') {
            comma--;
        }
        int last = comma + 1;
        while (last < to && Chars.isBlank(bytes[last])) {
            last++;
        }
        return Chars.equalsIgnoreCase(bytes, last, to, "chunked")
                ? new RefusedException(Refusal.CODING, "Transfer-Encoding has more than chunked")
                : new RefusedException(Refusal.BAD_FRAMING, "Transfer-Encoding does not end in chunked");
    }

    /** Looks at a head whose fields are all there. */
    static void end(RequestHead head, HttpLimits limits) {
        if (head.hostField < 0 && head.minorVersion > 0) {
            throw new RefusedException(Refusal.BAD_HOST, "there is no Host field");
        }
        if (head.authorityTo > head.authorityFrom && head.hostField >= 0 && !isHostOfTarget(head)) {
            throw new RefusedException(Refusal.BAD_HOST, "Host is not the authority of the target");
        }
        if (head.contentLength > limits.body()) {
            throw new RefusedException(
                    Refusal.BODY_TOO_LARGE,
                    head.contentLength + " bytes, more than " + limits.body() + " (HttpLimits.body)");
        }
    }

    private static boolean isHostOfTarget(RequestHead head) {
        int field = head.hostField;
        String said = authority(head, head.table.valueFrom(field), head.table.valueTo(field));
        return said.equals(authority(head, head.authorityFrom, head.authorityTo));
    }

    /** Host and port, without the port that goes without saying (RFC 9110 §4.2.3). */
    private static String authority(RequestHead head, int from, int to) {
        String normal = HostName.normal(head.table.text(from, to));
        String port = head.isHttps ? ":443" : ":80";
        return normal.endsWith(port) ? normal.substring(0, normal.length() - port.length()) : normal;
    }
}
