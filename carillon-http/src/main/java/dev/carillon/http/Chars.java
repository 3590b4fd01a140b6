package dev.carillon.http;

/** Which bytes may stand where: one table for all the grammars of a head (RFC 9110 §5.6.2, RFC 3986 §2, §3). */
final class Chars {
    /** In a token: methods, names of fields. */
    static final int TOKEN = 1;
    /** In a path, as itself: unreserved, sub-delims, {@code : @ /}; neither {@code %} nor {@code ?}. */
    static final int PATH = 2;
    /** In a path which is its own decoded and normal form as long as no dot follows a slash: a {@link #PATH} without dot. */
    static final int PLAIN = 4;
    /** In a query: visible ASCII, but what no client leaves unescaped there ({@code # " < >}). */
    static final int QUERY = 8;
    /** In the name of a host: unreserved. */
    static final int HOST = 16;

    private static final byte[] TABLE = table();
    private static final byte[] NAMES = names();

    private Chars() {}

    private static byte[] table() {
        byte[] table = new byte[256];
        for (int c = 0x21; c < 0x7f; c++) {
            table[c] |= QUERY;
            if (Character.isLetterOrDigit(c)) {
                table[c] |= TOKEN | PATH | PLAIN | HOST;
            }
        }
        add(table, "!#$%&'*+-.^_`|~", TOKEN);
        add(table, "-._~", PATH | HOST);
        add(table, "-_~", PLAIN);
        add(table, "!$&'()*+,;=:@/", PATH | PLAIN);
        remove(table, "#\"<>", QUERY);
        return table;
    }

    private static void add(byte[] table, String chars, int kinds) {
        for (int i = 0; i < chars.length(); i++) {
            table[chars.charAt(i)] |= (byte) kinds;
        }
    }

    private static void remove(byte[] table, String chars, int kinds) {
        for (int i = 0; i < chars.length(); i++) {
            table[chars.charAt(i)] &= (byte) ~kinds;
        }
    }

    private static byte[] names() {
        byte[] names = new byte[256];
        for (int b = 0; b < 256; b++) {
            names[b] = (TABLE[b] & TOKEN) != 0 ? (byte) lower((byte) b) : 0;
        }
        return names;
    }

    /** The lower case of a byte that may stand in a name; 0 if it may not. */
    static byte inName(byte b) {
        return NAMES[b & 0xff];
    }

    /** Whether a byte may stand in that kind of thing. */
    static boolean is(byte b, int kind) {
        return (TABLE[b & 0xff] & kind) != 0;
    }

    /** Whether a byte is a control character. */
    static boolean isControl(byte b) {
        return (b & 0xff) < 0x20 || b == 0x7f;
    }

    /** Value of a hexadecimal digit; -1 if it is none. */
    static int hex(byte b) {
        return Character.digit(b & 0xff, 16);
    }

    /** The lower case of an ASCII letter, anything else as it is. */
    static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }

    /** Whether bytes are that text in any case; the text is ASCII in lower case. */
    static boolean equalsIgnoreCase(byte[] bytes, int from, int to, String lower) {
        if (to - from != lower.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (lower(bytes[i]) != lower.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }
}
