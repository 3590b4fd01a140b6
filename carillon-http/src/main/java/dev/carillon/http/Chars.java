package dev.carillon.http;

/**
 * Which characters may stand where: one table for all the grammars of a head (RFC 9110 §5.6.2, RFC 3986 §2, §3). Each question
 * can be asked of a byte and of a char; all that is beyond ASCII is nothing of what is told apart here.
 */
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

    private static final int ASCII = 0x80;
    private static final byte[] TABLE = table();
    private static final byte[] NAMES = names();

    private Chars() {}

    private static byte[] table() {
        byte[] table = new byte[ASCII];
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
        for (int c = 0; c < ASCII; c++) {
            names[c] = is(c, TOKEN) ? (byte) lower(c) : 0;
        }
        return names;
    }

    /** The lower case of a byte that may stand in a name; 0 if it may not. */
    static byte inName(byte b) {
        return NAMES[b & 0xff];
    }

    /** Whether it may stand in that kind of thing. */
    static boolean is(int c, int kind) {
        return c >= 0 && c < ASCII && (TABLE[c] & kind) != 0;
    }

    /** Whether it is a control character, tabs among them. */
    static boolean isControl(int c) {
        return c >= 0 && c < ' ' || c == 0x7f;
    }

    /** Whether it is one of those that fields may have around and in them. */
    static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** Value of a hexadecimal digit; -1 if it is none. */
    static int hex(int c) {
        return c < ASCII ? Character.digit(c, 16) : -1;
    }

    /** The byte that two hexadecimal digits stand for, 0 to 255; -1 if one is none. */
    static int octet(int high, int low) {
        int value = hex(high) << 4 | hex(low);
        return Math.max(value, -1);
    }

    /** The lower case of an ASCII letter, anything else as it is. */
    static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
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
