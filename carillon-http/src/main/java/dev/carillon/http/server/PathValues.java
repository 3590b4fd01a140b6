package dev.carillon.http.server;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The values of a route's variables in one path, in the order of the route. */
final class PathValues {
    private final Route route;
    private final @Nullable Object[] values;

    PathValues(Route route, @Nullable Object[] values) {
        this.route = route;
        this.values = values;
    }

    @SuppressWarnings("unchecked") // each value was made by the variable of its place
    <T> T of(PathVariable<T> variable) {
        List<PathVariable<?>> variables = route.variables();
        for (int i = 0; i < variables.size(); i++) {
            if (variables.get(i) == variable) {
                return (T) Objects.requireNonNull(values[i]);
            }
        }
        throw new IllegalStateException(
                "the route " + route + " was not made with this variable " + variable + ": share one object");
    }
}
