package dev.carillon.http;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the conditions of a request come to, in the order of RFC 9110 section 13.2.2. They are asked once it is known that the
 * answer would be 2xx without them.
 */
public enum Preconditions {
    /** Go on. */
    MET,
    /** 304: the client has it already. */
    NOT_MODIFIED,
    /** 412: it is not what the client takes it for. */
    FAILED;

    /** In place of a time: it is not known. */
    public static final long UNKNOWN = Long.MIN_VALUE;

    private static final String ANY = "*";

    /**
     * Evaluates {@code If-Match}, {@code If-Unmodified-Since}, {@code If-None-Match} and {@code If-Modified-Since}. A date that
     * is none, or stands there twice, counts as not there.
     *
     * @param reads whether the method is GET or HEAD
     * @param fields the values of the request's field of a name, one a line; none if there is no such field
     * @param tag that of the current representation; null if it has none
     * @param modified when it was last modified, seconds since 1970; {@link #UNKNOWN} if that is not known
     * @return what follows
     */
    public static Preconditions evaluate(
            boolean reads, Function<String, List<String>> fields, @Nullable EntityTag tag, long modified) {
        if (!unchanged(fields, tag, modified)) {
            return FAILED;
        }
        List<String> noneMatch = fields.apply("If-None-Match");
        if (!noneMatch.isEmpty()) {
            boolean matches = matches(noneMatch, tag, false);
            return !matches ? MET : reads ? NOT_MODIFIED : FAILED;
        }
        long since = reads && modified != UNKNOWN ? date(fields.apply("If-Modified-Since")) : UNKNOWN;
        return since != UNKNOWN && modified <= since ? NOT_MODIFIED : MET;
    }

    /** Whether the representation is still the one that the client means to change, or to read on in. */
    private static boolean unchanged(Function<String, List<String>> fields, @Nullable EntityTag tag, long modified) {
        List<String> match = fields.apply("If-Match");
        if (!match.isEmpty()) {
            return matches(match, tag, true);
        }
        long since = modified == UNKNOWN ? UNKNOWN : date(fields.apply("If-Unmodified-Since"));
        return since == UNKNOWN || modified <= since;
    }

    /**
     * Whether a {@code Range} is to be heeded, {@code If-Range} (section 13.1.5): only where the client's part and ours are
     * certain to be of the same bytes.
     *
     * @param ifRange the field's value; null if there is none
     * @param tag that of the current representation; null if it has none
     * @param modified when it was last modified, seconds since 1970, and at least one second before now; else
     *     {@link #UNKNOWN}
     * @return false if the whole is to be sent
     */
    public static boolean allowRange(@Nullable String ifRange, @Nullable EntityTag tag, long modified) {
        if (ifRange == null) {
            return true;
        }
        EntityTag asked = EntityTag.parse(ifRange);
        if (asked != null) {
            return tag != null && asked.isSame(tag);
        }
        return modified != UNKNOWN && modified == date(List.of(ifRange));
    }

    private static boolean matches(List<String> lines, @Nullable EntityTag tag, boolean strongly) {
        if (lines.size() == 1 && lines.getFirst().equals(ANY)) {
            return true;
        }
        if (tag == null) {
            return false;
        }
        for (String line : lines) {
            for (EntityTag asked : EntityTag.parseList(line)) {
                if (strongly ? asked.isSame(tag) : asked.isEquivalent(tag)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static long date(List<String> lines) {
        return lines.size() == 1 ? HttpDate.parse(lines.getFirst()).orElse(UNKNOWN) : UNKNOWN;
    }
}
