package dev.carillon.http.server;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where in a directory a request leads: the policy of names, before the kernel sees any.
 *
 * @param name relative, without a slash at its end; empty for the directory itself
 * @param isDirectory whether the request's path ended with a slash
 */
record SitePath(String name, boolean isDirectory) {
    private static final String WELL_KNOWN = ".well-known";

    /**
     * Reads a request's path, decoded and without dot segments as {@link dev.carillon.http.RequestHead#path} has it. Slashes that
     * follow each other are one.
     *
     * @return null if nothing can be there, or is to be found there
     */
    static @Nullable SitePath of(String path, StaticOptions options) {
        String prefix = options.prefix();
        if (!path.startsWith(prefix) || path.indexOf('\0') >= 0) {
            return null;
        }
        String rest = path.substring(prefix.length());
        boolean isDirectory = rest.isEmpty() || rest.endsWith("/");
        String name = merged(rest);
        return isServed(name, options.dotFiles()) ? new SitePath(name, isDirectory) : null;
    }

    private static String merged(String path) {
        if (!path.startsWith("/") && !path.endsWith("/") && !path.contains("//")) {
            return path;
        }
        StringBuilder merged = new StringBuilder(path.length());
        for (String name : path.split("/", -1)) {
            if (!name.isEmpty()) {
                merged.append(merged.isEmpty() ? "" : "/").append(name);
            }
        }
        return merged.toString();
    }

    private static boolean isServed(String path, boolean dotFiles) {
        int from = path.startsWith(WELL_KNOWN + "/") || path.equals(WELL_KNOWN) ? WELL_KNOWN.length() : 0;
        for (int at = from; at < path.length(); at = next(path, at)) {
            if (path.charAt(at) == '.' && (!dotFiles || isDots(path, at))) {
                return false;
            }
        }
        return true;
    }

    /** Where the next name begins. */
    private static int next(String path, int at) {
        int slash = path.indexOf('/', at);
        return slash < 0 ? path.length() : slash + 1;
    }

    /** The parser leaves none; nothing is left to it. */
    private static boolean isDots(String path, int at) {
        int slash = path.indexOf('/', at);
        int length = (slash < 0 ? path.length() : slash) - at;
        return length == 1 || (length == 2 && path.charAt(at + 1) == '.');
    }

    /** The path of something in this directory. */
    SitePath resolve(String file) {
        return new SitePath(name.isEmpty() ? file : name + "/" + file, false);
    }

    /** The path of this as a directory in a field: escaped, with one slash at its beginning and one at its end. */
    String location(String prefix) {
        StringBuilder location = new StringBuilder();
        escape(prefix, location);
        if (!name.isEmpty()) {
            escape(name, location);
            location.append('/');
        }
        return location.toString();
    }

    /** Escapes all but unreserved characters (RFC 3986 section 2.3) and slashes. */
    static void escape(String path, StringBuilder into) {
        for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
            if (isUnreserved(octet) || octet == '/') {
                into.append((char) octet);
            } else {
                into.append('%')
                        .append(Character.toUpperCase(Character.forDigit(octet >> 4 & 15, 16)))
                        .append(Character.toUpperCase(Character.forDigit(octet & 15, 16)));
            }
        }
    }

    private static boolean isUnreserved(byte octet) {
        return (octet >= 'a' && octet <= 'z')
                || (octet >= 'A' && octet <= 'Z')
                || (octet >= '0' && octet <= '9')
                || octet == '-'
                || octet == '.'
                || octet == '_'
                || octet == '~';
    }
}
