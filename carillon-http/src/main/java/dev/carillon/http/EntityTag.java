package dev.carillon.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What tells one state of a representation from another (RFC 9110 section 8.8.3).
 *
 * @param opaque what stands between the quotes: visible ASCII without {@code "}, or obs-text; compared letter by letter
 * @param isWeak whether it says only that two states are as good as each other, and not that they are the same bytes
 */
public record EntityTag(String opaque, boolean isWeak) {
    private static final String WEAK = "W/";
    private static final char QUOTE = '"';

    /**
     * Checks it.
     *
     * @throws IllegalArgumentException if it cannot stand between quotes
     */
    public EntityTag {
        for (int i = 0; i < opaque.length(); i++) {
            if (!isTagCharacter(opaque.charAt(i))) {
                throw new IllegalArgumentException("an entity tag is made of visible characters without \", not U+"
                        + Integer.toHexString(opaque.charAt(i)) + " at " + i);
            }
        }
    }

    /**
     * A tag that means the same bytes.
     *
     * @param opaque what stands between the quotes
     * @return the tag
     */
    public static EntityTag strong(String opaque) {
        return new EntityTag(opaque, false);
    }

    /**
     * A tag that means as good as the same.
     *
     * @param opaque what stands between the quotes
     * @return the tag
     */
    public static EntityTag weak(String opaque) {
        return new EntityTag(opaque, true);
    }

    /**
     * Reads a tag that stands alone, as in {@code If-Range}.
     *
     * @param value the field's value
     * @return the tag; null if it is none
     */
    public static @Nullable EntityTag parse(String value) {
        Reader reader = new Reader(value.strip());
        EntityTag tag = reader.tag();
        return reader.isAtEnd() ? tag : null;
    }

    /**
     * Reads a list of tags, as in {@code If-None-Match}. What is no tag is passed over: it matches nothing.
     *
     * @param value the field's value, other than {@code *}
     * @return the tags, in order
     */
    public static List<EntityTag> parseList(String value) {
        Reader reader = new Reader(value);
        List<EntityTag> tags = new ArrayList<>();
        while (!reader.isAtEnd()) {
            reader.skipBlanks();
            EntityTag tag = reader.tag();
            if (reader.skipToComma() && tag != null) {
                tags.add(tag);
            }
        }
        return tags;
    }

    /**
     * The strong comparison: the same bytes (RFC 9110 section 8.8.3.2).
     *
     * @param other another tag
     * @return true if both are strong and equal
     */
    public boolean isSame(EntityTag other) {
        return !isWeak && !other.isWeak && opaque.equals(other.opaque);
    }

    /**
     * The weak comparison: as good as the same.
     *
     * @param other another tag
     * @return true if they are equal but for being weak
     */
    public boolean isEquivalent(EntityTag other) {
        return opaque.equals(other.opaque);
    }

    /** As it stands in a field. */
    @Override
    public String toString() {
        return isWeak ? WEAK + QUOTE + opaque + QUOTE : QUOTE + opaque + QUOTE;
    }

    private static boolean isTagCharacter(char c) {
        return c == '!' || (c >= '#' && c != 0x7F && c <= 0xFF);
    }

    /** Reads tags: a comma within quotes separates nothing. */
    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        boolean isAtEnd() {
            return at == text.length();
        }

        /** The tag that begins here; null, and nowhere further, if there is none. */
        @Nullable
        EntityTag tag() {
            boolean weak = text.startsWith(WEAK, at);
            int begin = weak ? at + WEAK.length() : at;
            if (begin == text.length() || text.charAt(begin) != QUOTE) {
                return null;
            }
            int end = begin + 1;
            while (end < text.length() && isTagCharacter(text.charAt(end))) {
                end++;
            }
            if (end == text.length() || text.charAt(end) != QUOTE) {
                return null;
            }
            at = end + 1;
            return new EntityTag(text.substring(begin + 1, end), weak);
        }

        void skipBlanks() {
            while (!isAtEnd() && Chars.isBlank(text.charAt(at))) {
                at++;
            }
        }

        /** Goes on behind the next comma; false if anything but blanks was in between. */
        boolean skipToComma() {
            skipBlanks();
            int comma = text.indexOf(',', at);
            boolean clean = comma == at || isAtEnd();
            at = comma < 0 ? text.length() : comma + 1;
            return clean;
        }
    }
}
