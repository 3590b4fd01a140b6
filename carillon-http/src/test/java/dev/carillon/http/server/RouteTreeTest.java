package dev.carillon.http.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.http.Method;
import dev.carillon.testkit.Allocations;
import java.time.DayOfWeek;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths find the most literal route that has their method, and variables have values of their types. */
class RouteTreeTest {
    private static final PathVariable<Integer> ID = PathVariable.integer("id");
    private static final PathVariable<Long> NUMBER = PathVariable.number("number");
    private static final PathVariable<UUID> KEY = PathVariable.uuid("key");
    private static final PathVariable<String> NAME = PathVariable.text("name");
    private static final PathVariable<String> REST = PathVariable.text("rest");
    private static final PathVariable<DayOfWeek> DAY = PathVariable.of(
            "day",
            text -> Arrays.stream(DayOfWeek.values())
                    .filter(day -> day.name().equals(text))
                    .findAny());

    private static RouteTree<String> tree(Route... routes) {
        RouteTree<String> tree = new RouteTree<>();
        for (Route route : routes) {
            assertThat(tree.add(Method.GET, route, route.toString())).isTrue();
        }
        return tree;
    }

    private static Optional<String> found(RouteTree<String> tree, String path) {
        return found(tree, path, Method.GET);
    }

    private static Optional<String> found(RouteTree<String> tree, String path, Method method) {
        return Optional.ofNullable(tree.find(path, method))
                .map(match -> match.endpoint().handler());
    }

    private static final RouteTree<String> SITE = tree(
            Route.of("/"),
            Route.of("/users"),
            Route.of("/users/"),
            Route.of("/users/me"),
            Route.of("/users/{id}", ID),
            Route.of("/users/{name}", NAME),
            Route.of("/users/{id}/files/{rest...}", ID, REST),
            Route.of("/users/{id}/files/new", ID),
            Route.of("/users/me/keys"),
            Route.of("/{name}/keys", NAME),
            Route.of("/keys/{key}", KEY),
            Route.of("/on/{day}/{number}", NUMBER, DAY),
            Route.of("/static/{rest...}", REST));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        /                                 | /
        /users                            | /users
        /users/                           | /users/
        /users/me                         | /users/me
        /users/17                         | /users/{id}
        /users/0                          | /users/{id}
        /users/-17                        | /users/{id}
        /users/2147483647                 | /users/{id}
        /users/2147483648                 | /users/{name}
        /users/017                        | /users/{name}
        /users/+17                        | /users/{name}
        /users/-                          | /users/{name}
        /users/-0                         | /users/{name}
        /users/ME                         | /users/{name}
        /users/me/keys                    | /users/me/keys
        /others/keys                      | /{name}/keys
        /users/keys                       | /users/{name}
        /users/17/files/                  | /users/{id}/files/{rest...}
        /users/17/files/a/b/              | /users/{id}/files/{rest...}
        /users/17/files/new               | /users/{id}/files/new
        /users/17/files/new/              | /users/{id}/files/{rest...}
        /keys/123e4567-e89b-12d3-a456-426614174000 | /keys/{key}
        /on/MONDAY/9223372036854775807    | /on/{day}/{number}
        /static/                          | /static/{rest...}
        /static/a.css                     | /static/{rest...}
        """)
    void thePathFindsItsMostLiteralRoute(String path, String route) {
        assertThat(found(SITE, path)).contains(route);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "users",
                "//",
                "/Users",
                "/users//",
                "/users/17/",
                "/users/17/files",
                "/users/x/files/a",
                "/keys",
                "/keys/1-1-1-1-1",
                "/keys/123e4567-e89b-12d3-a456-42661417400g",
                "/on/monday/1",
                "/on/MONDAY/9223372036854775808",
                "/static",
                "//keys",
                "/users/me/keys/"
            })
    void anyOtherPathFindsNone(String path) {
        assertThat(found(SITE, path)).isEmpty();
        assertThat(SITE.methods(path)).isEmpty();
    }

    private static PathValues values(RouteTree<String> tree, String path) {
        return requireNonNull(requireNonNull(tree.find(path, Method.GET)).values());
    }

    @Test
    void variablesHaveValuesOfTheirTypes() {
        assertThat(values(SITE, "/on/MONDAY/42").of(DAY)).isEqualTo(DayOfWeek.MONDAY);
        assertThat(values(SITE, "/on/MONDAY/42").of(NUMBER)).isEqualTo(42);
        assertThat(values(SITE, "/users/7/files/a/b").of(ID)).isEqualTo(7);
        assertThat(values(SITE, "/users/7/files/a/b").of(REST)).isEqualTo("a/b");
        assertThat(values(SITE, "/static/").of(REST)).isEmpty();
        assertThat(requireNonNull(SITE.find("/users/me", Method.GET)).values()).isNull();
    }

    @Test
    void whatWasTriedInVainLeavesNoValue() {
        RouteTree<String> tree =
                tree(Route.of("/{id}/{name}/end", ID, NAME), Route.of("/{name}/{rest...}", NAME, REST));
        assertThat(values(tree, "/1/two/other").of(NAME)).isEqualTo("1");
        assertThat(values(tree, "/1/two/other").of(REST)).isEqualTo("two/other");
    }

    @Test
    void aVariableOfAnotherRouteHasNoValue() {
        PathValues values = values(SITE, "/users/7");
        assertThatThrownBy(() -> values.of(PathVariable.integer("id")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/users/{id}");
    }

    @Test
    void oneThatLacksTheMethodIsPassedOverAndAllMethodsAreKnown() {
        RouteTree<String> tree = new RouteTree<>();
        tree.add(Method.GET, Route.of("/users/me"), "me");
        tree.add(Method.PUT, Route.of("/users/{id}", ID), "put number");
        tree.add(Method.PUT, Route.of("/users/{name}", NAME), "put name");
        tree.add(Method.DELETE, Route.of("/users/{name}", NAME), "delete name");
        assertThat(found(tree, "/users/me", Method.PUT)).contains("put name");
        assertThat(found(tree, "/users/17", Method.PUT)).contains("put number");
        assertThat(found(tree, "/users/17", Method.DELETE)).contains("delete name");
        assertThat(found(tree, "/users/me", Method.HEAD)).contains("me");
        assertThat(found(tree, "/users/me", Method.POST)).isEmpty();
        assertThat(tree.methods("/users/me")).containsExactlyInAnyOrder(Method.GET, Method.PUT, Method.DELETE);
        assertThat(tree.methods("/users/17")).containsExactlyInAnyOrder(Method.PUT, Method.DELETE);
        assertThat(tree.literal("/users/me", Method.PUT)).isNull();
    }

    @Test
    void aSecondHandlerOfOnePlaceIsToldOf() {
        RouteTree<String> tree = tree(Route.of("/a"), Route.of("/{id}", ID));
        assertThat(tree.add(Method.GET, Route.of("/a"), "again")).isFalse();
        assertThat(tree.add(Method.GET, Route.of("/{id}", ID), "again")).isFalse();
        assertThat(tree.add(Method.GET, Route.of("/{name}", NAME), "another type"))
                .isTrue();
        assertThat(found(tree, "/a")).contains("/a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "users",
                "*",
                "/a?b",
                "/a#b",
                "//a",
                "/a//b",
                "/a/../b",
                "/.",
                "/{id}x",
                "/x{id}",
                "/{other}",
                "/{id",
                "/id}",
                "/{rest...}/a",
                "/{id}/{id}",
                "/plain",
                "/{}",
                "/a{b}c"
            })
    void whatCanNeverMatchIsRefused(String pattern) {
        assertThatThrownBy(() -> Route.of(pattern, ID))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("route " + pattern);
    }

    @Test
    void aLiteralPathIsFoundWithoutAllocating() throws Exception {
        String path = new String("/users/me/keys");
        long bytes = Allocations.downTo(0, () -> {
            for (int i = 0; i < 1000; i++) {
                if (SITE.literal(path, Method.GET) == null) {
                    throw new AssertionError(path);
                }
            }
        });
        assertThat(bytes).isZero();
    }

    @Test
    void findsWhatAPatternForEachRouteWouldFind() {
        dev.carillon.testkit.Seeds.forAll(200, seed -> {
            Random random = new Random(seed);
            String[] literals = {"a", "b", "c"};
            RouteTree<String> tree = new RouteTree<>();
            StringBuilder alternatives = new StringBuilder("(?!)");
            for (int i = 0; i < 6; i++) {
                String route = "";
                int parts = 1 + random.nextInt(3);
                boolean variable = false;
                for (int j = 0; j < parts; j++) {
                    boolean here = !variable && random.nextInt(3) == 0;
                    variable |= here;
                    route += "/" + (here ? "{id}" : literals[random.nextInt(3)]);
                }
                tree.add(Method.GET, variable ? Route.of(route, ID) : Route.of(route), route);
                alternatives.append('|').append(route.replace("{id}", "[1-9]"));
            }
            Pattern pattern = Pattern.compile(alternatives.toString());
            for (int i = 0; i < 50; i++) {
                String path = "";
                for (int j = 1 + random.nextInt(3); j > 0; j--) {
                    path += "/" + (random.nextInt(3) == 0 ? "7" : literals[random.nextInt(3)]);
                }
                assertThat(found(tree, path).isPresent())
                        .as("%s in %s", path, pattern)
                        .isEqualTo(pattern.matcher(path).matches());
            }
        });
    }

    /** A walk, the parts of the path, what was found and its values: no set of methods, which only a 405 needs. */
    @Test
    void aPathWithAVariableCostsWhatItTells() throws Exception {
        RouteTree<String> tree = new RouteTree<>();
        tree.add(Method.GET, Route.of("/users/{name}", PathVariable.text("name")), "user");
        assertThat(Allocations.whenWarm(() -> tree.find("/users/anne", Method.GET)))
                .isLessThanOrEqualTo(240);
    }
}
