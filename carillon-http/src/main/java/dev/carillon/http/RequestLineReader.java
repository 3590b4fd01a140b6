package dev.carillon.http;

import java.nio.ByteBuffer;

/**
 * Collects the bytes of a request line in a head, in whatever pieces they come, and refuses at the first that can not be
 * right: whoever speaks another protocol is told so before a line's end which may never come.
 */
final class RequestLineReader {
    private final int limit;
    private boolean isMethodRead;
    private boolean isAfterReturn;
    private int emptyBytes;

    RequestLineReader(int limit) {
        this.limit = limit;
    }

    void begin() {
        isMethodRead = isAfterReturn = false;
        emptyBytes = 0;
    }

    /** Reads on; true when the line is complete and read. */
    boolean read(ByteBuffer in, RequestHead head) {
        FieldTable table = head.table;
        while (in.hasRemaining()) {
            byte b = in.get();
            if (isAfterReturn) {
                isAfterReturn = false;
                if (b != '\n') {
                    throw malformed("a carriage return stands alone");
                }
                if (table.length == 0) {
                    emptyLine();
                    continue;
                }
                table.append((byte) '\r');
                table.append((byte) '\n');
                finish(head);
                return true;
            }
            if (b == '\r') {
                carriageReturn(table);
                continue;
            }
            check(b, head);
            table.append(b);
        }
        return false;
    }

    /** Empty lines before a request are passed over: some clients end a body with one (RFC 9112 §2.2). */
    private void emptyLine() {
        emptyBytes += 2;
        checkLength(emptyBytes);
    }

    private void carriageReturn(FieldTable table) {
        if (table.length > 0 && !isMethodRead) {
            throw malformed("the request line has no target");
        }
        isAfterReturn = true;
    }

    private void check(byte b, RequestHead head) {
        checkLength(emptyBytes + head.table.length + 1);
        if (!isMethodRead) {
            checkMethod(b, head);
            return;
        }
        if (Chars.isControl(b)) {
            throw malformed("the request line has a control character, or a line feed alone");
        }
        if (b < 0) {
            throw new RefusedException(Refusal.BAD_TARGET, "the request line has a byte that is not ASCII");
        }
    }

    private void checkMethod(byte b, RequestHead head) {
        FieldTable table = head.table;
        if (b == ' ' && table.length > 0) {
            table.bytes[table.length] = b;
            Method method = RequestLine.method(table.bytes);
            if (method == null) {
                throw new RefusedException(Refusal.METHOD, table.text(0, table.length));
            }
            head.method = method; // known from here on, also to who answers a refusal of what follows
            isMethodRead = true;
            return;
        }
        if (!Chars.is(b, Chars.TOKEN)) {
            throw malformed("the request does not begin with a method");
        }
        if (table.length == Method.LONGEST) {
            throw new RefusedException(Refusal.METHOD, table.text(0, table.length) + "…");
        }
    }

    private void checkLength(int length) {
        if (length > limit) {
            throw new RefusedException(Refusal.LINE_TOO_LONG, "more than " + limit + " bytes (HttpLimits.line)");
        }
    }

    private static void finish(RequestHead head) {
        FieldTable table = head.table;
        table.reserve(table.length);
        table.bytes[table.length] = 0;
        if (RequestLine.read(head, table.length) < 0) {
            throw RequestLine.refusal(table.bytes, table.length);
        }
        if (!head.isPlain) {
            RequestTarget.resolve(head);
        }
    }

    private static RefusedException malformed(String detail) {
        return new RefusedException(Refusal.MALFORMED, detail);
    }
}
