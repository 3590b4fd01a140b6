package dev.carillon.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The short way for the head that nearly all clients send: it is there as a whole, and nothing in it is unusual. It takes a
 * head or leaves it, and refuses nothing: what it leaves is read by the strict way from its first byte, and a head that it
 * takes that way would have read the same.
 */
final class CommonHead {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = ONES << 7;
    private static final long BLANKS = ONES * ' ';
    private static final long DELETES = ONES * 0x7f;
    /** Left at its beginning: more of it would change nothing. */
    private static final int LEFT = ~0;

    private CommonHead() {}

    /** Takes the head at the position of the input, and moves the position behind it; false if it is left. */
    static boolean read(ByteBuffer in, RequestHead into, Strings strings, HttpLimits limits) {
        int available = Math.min(in.remaining(), limits.head());
        // What follows so many bytes are other requests, or a body, more often than the rest of a long head.
        int size = Math.min(available, FieldTable.COMMON_BYTES);
        int end = read(in, size, into, strings, limits);
        if (available > size && endsEarly(end, size)) {
            end = read(in, available, into, strings, limits);
        }
        if (end < 0) {
            return false;
        }
        in.position(in.position() + end);
        return true;
    }

    /** Whether a head was left for want of bytes alone: its last one may be the first half of a line's end. */
    private static boolean endsEarly(int end, int size) {
        return ~end >= size - 1;
    }

    /** The end of the head; if it is left, the complement of where. */
    private static int read(ByteBuffer in, int size, RequestHead into, Strings strings, HttpLimits limits) {
        into.clear(strings);
        FieldTable table = into.table;
        table.reserve(size);
        in.get(in.position(), table.bytes, 0, size);
        table.bytes[size] = 0; // stands in no head: whatever runs along the bytes stops here
        try {
            int end = head(into, size, limits);
            table.length = Math.max(0, end);
            return end;
        } catch (RefusedException e) {
            return LEFT; // whether it is really the first fault in it, the strict way knows
        }
    }

    private static int head(RequestHead into, int size, HttpLimits limits) {
        int at = RequestLine.read(into, size);
        if (at < 0) {
            return at;
        }
        if (at - 2 > limits.line()) {
            return LEFT;
        }
        if (!into.isPlain) {
            RequestTarget.resolve(into);
        }
        byte[] bytes = into.table.bytes;
        while (bytes[at] != '\r') {
            at = field(into, bytes, at);
            if (at < 0) {
                return at;
            }
            FieldChecks.field(into);
            if (into.isChunked || into.table.count() > limits.fields()) {
                return LEFT;
            }
        }
        FieldChecks.end(into, limits);
        return bytes[at + 1] == '\n' ? at + 2 : ~at;
    }

    /** Adds the field that begins there; tells where the next does, if this one is not whole and right the complement of where. */
    private static int field(RequestHead into, byte[] bytes, int nameFrom) {
        int at = nameFrom;
        for (byte lower = Chars.inName(bytes[at]); lower != 0; lower = Chars.inName(bytes[at])) {
            bytes[at++] = lower;
        }
        int nameTo = at;
        if (bytes[at] != ':' || at == nameFrom) {
            return ~at;
        }
        do {
            at++;
        } while (Chars.isBlank(bytes[at]));
        int valueFrom = at;
        at = control(bytes, at);
        while (bytes[at] == '\t') {
            at = control(bytes, at + 1);
        }
        if (bytes[at] != '\r' || bytes[at + 1] != '\n') {
            return ~at;
        }
        int valueTo = at;
        while (valueTo > valueFrom && Chars.isBlank(bytes[valueTo - 1])) {
            valueTo--;
        }
        into.table.add(nameFrom, nameTo, valueFrom, valueTo);
        return at + 2;
    }

    /**
     * The next control character, eight bytes at a time. In the words below the lowest bit set is the top bit of the first
     * byte that is meant; higher ones may be set in error, by what is borrowed from below.
     */
    private static int control(byte[] bytes, int from) {
        int at = from;
        while (true) {
            long word = (long) WORD.get(bytes, at);
            long belowBlank = (word - BLANKS) & ~word;
            long notDelete = word ^ DELETES;
            long found = (belowBlank | ((notDelete - ONES) & ~notDelete)) & TOPS;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
            at += Long.BYTES;
        }
    }
}
