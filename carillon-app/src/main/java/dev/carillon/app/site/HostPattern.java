package dev.carillon.app.site;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A name of a site: that of one host, or {@code *.} and a domain for all hosts below it. In lower case.
 *
 * @param text as it was written
 */
public record HostPattern(String text) {
    private static final Pattern NAME = Pattern.compile(
            "(\\*\\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*|\\[[0-9a-f:.]+\\]");

    /** What is allowed, in words. */
    public static final String ALLOWED = "the name of a host without a port, \"example.org\", or \"*.example.org\"";

    /**
     * Reads a name.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static HostPattern of(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!NAME.matcher(lower).matches()) {
            throw new IllegalArgumentException("");
        }
        return new HostPattern(lower);
    }
}
