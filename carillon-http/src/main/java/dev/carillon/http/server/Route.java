package dev.carillon.http.server;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A path as a {@link Router} knows it: {@code /users/{id}/files/{rest...}}. A part in braces is a variable; with dots, which only
 * the last one may have, it is all that follows, also nothing and with slashes in it. All else stands for itself, decoded and in its
 * case, and so does a slash at the end. Immutable.
 */
public final class Route {
    private static final String REST = "...";

    private final String pattern;
    private final List<Part> parts;
    private final List<PathVariable<?>> variables;

    /**
     * What stands between two slashes.
     *
     * @param literal the text itself; empty of a variable
     * @param variable null of a literal
     * @param isRest whether it takes all that follows
     */
    record Part(String literal, @Nullable PathVariable<?> variable, boolean isRest) {}

    private Route(String pattern, List<Part> parts, List<PathVariable<?>> variables) {
        this.pattern = pattern;
        this.parts = parts;
        this.variables = variables;
    }

    /**
     * A route.
     *
     * @param pattern the path, beginning with a slash, with its variables in braces
     * @param variables those that it names, in any order
     * @return the route
     * @throws IllegalArgumentException if the pattern is no such path, or names other variables than are given
     */
    public static Route of(String pattern, PathVariable<?>... variables) {
        if (!pattern.startsWith("/") || pattern.indexOf('?') >= 0 || pattern.indexOf('#') >= 0) {
            throw wrong(pattern, "a route is a path that begins with a slash, without query and fragment");
        }
        List<Part> parts = new ArrayList<>();
        List<PathVariable<?>> used = new ArrayList<>();
        int begin = 1;
        while (begin >= 0) {
            int slash = pattern.indexOf('/', begin);
            String text = slash < 0 ? pattern.substring(begin) : pattern.substring(begin, slash);
            parts.add(part(pattern, text, slash < 0, variables));
            begin = slash + 1;
            begin = slash < 0 ? -1 : begin;
        }
        for (Part part : parts) {
            if (part.variable != null) {
                used.add(part.variable);
            }
        }
        checkAllUsed(pattern, used, variables);
        return new Route(pattern, List.copyOf(parts), List.copyOf(used));
    }

    private static Part part(String pattern, String text, boolean last, PathVariable<?>[] variables) {
        boolean opens = text.startsWith("{");
        boolean closes = text.endsWith("}");
        if (!opens && !closes && text.indexOf('{') < 0 && text.indexOf('}') < 0) {
            return literal(pattern, text, last);
        }
        if (!opens || !closes) {
            throw wrong(pattern, "a variable is all of what stands between two slashes, not a part of " + text);
        }
        String name = text.substring(1, text.length() - 1);
        boolean rest = name.endsWith(REST);
        if (rest && !last) {
            throw wrong(pattern, "only the last variable may be all that follows");
        }
        String bare = rest ? name.substring(0, name.length() - REST.length()) : name;
        for (PathVariable<?> variable : variables) {
            if (variable.name().equals(bare)) {
                return new Part("", variable, rest);
            }
        }
        throw wrong(pattern, "no variable is given for " + text);
    }

    private static Part literal(String pattern, String text, boolean last) {
        if (text.isEmpty() && !last || text.equals(".") || text.equals("..")) {
            throw wrong(
                    pattern,
                    "no path has empty parts or dots alone by the time it is looked at, so it would never match");
        }
        return new Part(text, null, false);
    }

    private static void checkAllUsed(String pattern, List<PathVariable<?>> used, PathVariable<?>[] given) {
        for (PathVariable<?> variable : given) {
            if (used.stream().filter(one -> one == variable).count() != 1) {
                throw wrong(pattern, "each variable given stands in it once, unlike " + variable);
            }
        }
        if (used.size() != given.length) {
            throw wrong(pattern, "it has one name twice");
        }
    }

    private static IllegalArgumentException wrong(String pattern, String why) {
        return new IllegalArgumentException("route " + pattern + ": " + why);
    }

    List<Part> parts() {
        return parts;
    }

    /** In the order of the path. */
    List<PathVariable<?>> variables() {
        return variables;
    }

    /** The pattern it was made of. */
    @Override
    public String toString() {
        return pattern;
    }
}
