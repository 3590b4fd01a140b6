package dev.carillon.http;

/**
 * Which bytes of a representation a {@code Range} field asks for (RFC 9110 section 14). One range is answered; several are
 * read, and asked of us in vain: the whole representation is the answer, as the RFC allows.
 */
public sealed interface ByteRange {
    /** Answers that need no numbers. */
    enum Fixed implements ByteRange {
        /** The whole: nothing else was asked for, or nothing that is understood, or several ranges at once. 200. */
        WHOLE,
        /** It begins behind the last byte. 416, with {@link ByteRange#unsatisfied}. */
        UNSATISFIABLE
    }

    /**
     * A part. 206.
     *
     * @param first the first byte of it, from 0
     * @param last the last byte of it, never behind the representation's
     */
    record Part(long first, long last) implements ByteRange {
        /**
         * How long it is.
         *
         * @return bytes, 1 or more
         */
        public long length() {
            return last - first + 1;
        }

        /**
         * What {@code Content-Range} says of it.
         *
         * @param total bytes of the whole representation
         * @return for example {@code bytes 0-499/1234}
         */
        public String contentRange(long total) {
            return UNIT + " " + first + "-" + last + "/" + total;
        }
    }

    /** The only unit there is. */
    String UNIT = "bytes";

    /**
     * What {@code Content-Range} says with 416.
     *
     * @param total bytes of the whole representation
     * @return for example {@code bytes *}{@code /1234}
     */
    static String unsatisfied(long total) {
        return UNIT + " */" + total;
    }

    /**
     * Reads a {@code Range} field. Numbers too large for a {@code long} are taken as behind every end.
     *
     * @param field the field's value
     * @param total bytes of the representation, 0 or more
     * @return what is to be answered; a field with a mistake in it counts as none
     */
    static ByteRange of(String field, long total) {
        int unit = UNIT.length();
        if (!field.regionMatches(true, 0, UNIT, 0, unit) || field.length() == unit || field.charAt(unit) != '=') {
            return Fixed.WHOLE;
        }
        String set = field.substring(unit + 1).strip();
        int hyphen = set.indexOf('-');
        if (hyphen < 0 || !isNumberOrEmpty(set, 0, hyphen) || !isNumberOrEmpty(set, hyphen + 1, set.length())) {
            return Fixed.WHOLE; // also several, for a comma is no digit
        }
        if (set.length() == 1) {
            return Fixed.WHOLE;
        }
        return hyphen == 0 ? suffix(number(set, 1, set.length()), total) : from(set, hyphen, total);
    }

    private static ByteRange suffix(long length, long total) {
        if (length == 0 || total == 0) {
            return Fixed.UNSATISFIABLE;
        }
        return new Part(Math.max(0, total - length), total - 1);
    }

    private static ByteRange from(String set, int hyphen, long total) {
        long first = number(set, 0, hyphen);
        long last = hyphen + 1 == set.length() ? Long.MAX_VALUE : number(set, hyphen + 1, set.length());
        if (last < first) {
            return Fixed.WHOLE;
        }
        return first >= total ? Fixed.UNSATISFIABLE : new Part(first, Math.min(last, total - 1));
    }

    private static boolean isNumberOrEmpty(String text, int begin, int end) {
        for (int i = begin; i < end; i++) {
            if (!Chars.isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static long number(String digits, int begin, int end) {
        long number = 0;
        for (int i = begin; i < end; i++) {
            int digit = digits.charAt(i) - '0';
            if (number > (Long.MAX_VALUE - digit) / 10) {
                return Long.MAX_VALUE;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
