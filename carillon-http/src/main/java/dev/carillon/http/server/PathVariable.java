package dev.carillon.http.server;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a path that varies, and its type: a {@link Route} names it in braces, and a handler asks it for its value. A part that
 * is no value of the type does not match, so a handler never sees one. Immutable; safe from any thread.
 *
 * <p>{@snippet :
 * PathVariable<Integer> id = PathVariable.integer("id");
 * Router.builder().get(Route.of("/users/{id}", id), exchange -> show(exchange, id.of(exchange)));
 * }
 *
 * @param <T> the type
 */
public final class PathVariable<T> {
    private final String name;
    private final Function<String, @Nullable T> parser;

    private PathVariable(String name, Function<String, @Nullable T> parser) {
        this.name = name;
        this.parser = parser;
    }

    /**
     * A text: one part of a path, decoded, never empty.
     *
     * @param name as it stands in braces
     * @return the variable
     */
    public static PathVariable<String> text(String name) {
        return new PathVariable<>(name, text -> text);
    }

    /**
     * A decimal number of 32 bits, as {@code 17} or {@code -17}, written in the only way: no leading zeros, no plus sign.
     *
     * @param name as it stands in braces
     * @return the variable
     */
    public static PathVariable<Integer> integer(String name) {
        return new PathVariable<>(name, text -> isNumber(text) ? orNull(text, Integer::valueOf) : null);
    }

    /**
     * A decimal number of 64 bits, written as that of {@link #integer}.
     *
     * @param name as it stands in braces
     * @return the variable
     */
    public static PathVariable<Long> number(String name) {
        return new PathVariable<>(name, text -> isNumber(text) ? orNull(text, Long::valueOf) : null);
    }

    /**
     * A UUID of 36 characters, in lower or upper case.
     *
     * @param name as it stands in braces
     * @return the variable
     */
    public static PathVariable<UUID> uuid(String name) {
        // UUID.fromString takes shorter ones, too: two names for one thing.
        return new PathVariable<>(name, text -> text.length() == 36 ? orNull(text, UUID::fromString) : null);
    }

    /**
     * A value of any type.
     *
     * @param name as it stands in braces
     * @param parser makes the value of a part of a path, decoded; empty if it is none. Is to be quick, and safe from any thread
     * @param <T> the type
     * @return the variable
     */
    public static <T> PathVariable<T> of(String name, Function<String, Optional<T>> parser) {
        return new PathVariable<>(name, text -> parser.apply(text).orElse(null));
    }

    private static boolean isNumber(String text) {
        int digits = text.startsWith("-") ? 1 : 0;
        for (int i = digits; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.length() > digits && (text.charAt(digits) != '0' || text.equals("0"));
    }

    private static <T> @Nullable T orNull(String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) { // also of numbers that are too large
            return null;
        }
    }

    @Nullable
    T parse(String text) {
        return parser.apply(text);
    }

    /**
     * Its name.
     *
     * @return as it stands in braces
     */
    public String name() {
        return name;
    }

    /**
     * Its value in the path of a request.
     *
     * @param exchange what a {@link Router} has handed to the handler of a route with this variable
     * @return the value
     * @throws IllegalStateException if the route has no such variable
     */
    public T of(Exchange exchange) {
        PathValues values = exchange.get(PathValues.class);
        if (values == null) {
            throw new IllegalStateException("no router has matched this exchange, so " + this + " has no value");
        }
        return values.of(this);
    }

    /** {@code {id}}, as in a route. */
    @Override
    public String toString() {
        return "{" + name + "}";
    }
}
