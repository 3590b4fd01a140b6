package dev.carillon.http.server;

import dev.carillon.http.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Routes by the parts of their paths. The more literal a route is, from the left, the earlier it is asked; then variables in the
 * order in which they came, then those that take the rest. One that lacks the method is passed over.
 *
 * <p>A literal path is found by itself, without taking it apart. Otherwise each node is visited once at the most: a path costs no
 * more than there are routes.
 */
final class RouteTree<H> {
    private final Node<H> root = new Node<>();
    private final Map<String, Node<H>> literal = new HashMap<>();
    private int mostVariables;

    /** Who answers one method of a route. */
    record Endpoint<H>(Route route, H handler) {}

    /**
     * What was found.
     *
     * @param values null where the route has no variables
     */
    record Match<H>(Endpoint<H> endpoint, @Nullable PathValues values) {}

    /** A variable, and what follows it. */
    private record Edge<H>(PathVariable<?> variable, Node<H> node) {}

    /** What may follow one slash, and the handlers of the path that ends here. */
    private static final class Node<H> {
        private final Map<String, Node<H>> literals = new HashMap<>();
        private final List<Edge<H>> variables = new ArrayList<>();
        private final List<Edge<H>> rests = new ArrayList<>();
        private final Map<Method, Endpoint<H>> endpoints = new EnumMap<>(Method.class);

        Node<H> follow(Route.Part part) {
            PathVariable<?> variable = part.variable();
            return variable == null
                    ? literals.computeIfAbsent(part.literal(), text -> new Node<>())
                    : follow(part.isRest() ? rests : variables, variable);
        }

        private static <H> Node<H> follow(List<Edge<H>> edges, PathVariable<?> variable) {
            for (Edge<H> edge : edges) {
                if (edge.variable == variable) {
                    return edge.node;
                }
            }
            Edge<H> edge = new Edge<>(variable, new Node<>());
            edges.add(edge);
            return edge.node;
        }

        /** HEAD is answered by whoever answers GET, unless somebody is named for it. */
        @Nullable
        Endpoint<H> endpoint(Method method) {
            Endpoint<H> found = endpoints.get(method);
            return found == null && method == Method.HEAD ? endpoints.get(Method.GET) : found;
        }
    }

    /** One walk through the tree: to find a handler, or with no method all methods there are. */
    private final class Walk {
        private final String path;
        private final @Nullable Method method;
        private final @Nullable Set<Method> methods;
        private @Nullable Object[] values = new Object[mostVariables];
        private int count;

        Walk(String path, @Nullable Method method, @Nullable Set<Method> methods) {
            this.path = path;
            this.method = method;
            this.methods = methods;
        }

        /** Looks at what begins at a place of the path, behind a slash. */
        private @Nullable Endpoint<H> at(Node<H> node, int begin) {
            int slash = path.indexOf('/', begin);
            int end = slash < 0 ? path.length() : slash;
            String part = path.substring(begin, end);
            Node<H> next = node.literals.get(part);
            Endpoint<H> found = next == null ? null : behind(next, end);
            for (int i = 0; found == null && i < node.variables.size() && !part.isEmpty(); i++) {
                found = along(node.variables.get(i), part, end);
            }
            for (int i = 0; found == null && i < node.rests.size(); i++) {
                found = along(node.rests.get(i), path.substring(begin), path.length());
            }
            return found;
        }

        private @Nullable Endpoint<H> along(Edge<H> edge, String text, int end) {
            Object value = edge.variable.parse(text);
            if (value == null) {
                return null;
            }
            values[count++] = value;
            Endpoint<H> found = behind(edge.node, end);
            count -= found == null ? 1 : 0;
            return found;
        }

        private @Nullable Endpoint<H> behind(Node<H> node, int end) {
            if (end < path.length()) {
                return at(node, end + 1);
            }
            Set<Method> collected = methods;
            if (collected != null) {
                collected.addAll(node.endpoints.keySet());
            }
            return method == null ? null : node.endpoint(method);
        }
    }

    /** Adds a handler; says whether its place was free. */
    boolean add(Method method, Route route, H handler) {
        Node<H> node = root;
        for (Route.Part part : route.parts()) {
            node = node.follow(part);
        }
        if (node.endpoints.putIfAbsent(method, new Endpoint<>(route, handler)) != null) {
            return false;
        }
        if (route.variables().isEmpty()) {
            literal.put(route.toString(), node);
        }
        mostVariables = Math.max(mostVariables, route.variables().size());
        return true;
    }

    /** The handler of a literal path; allocates nothing. */
    @Nullable
    Endpoint<H> literal(String path, Method method) {
        Node<H> node = literal.get(path);
        return node == null ? null : node.endpoint(method);
    }

    /** The handler of a path. */
    @Nullable
    Match<H> find(String path, Method method) {
        if (!path.startsWith("/")) {
            return null;
        }
        Walk walk = new Walk(path, method, null);
        Endpoint<H> found = walk.at(root, 1);
        if (found == null) {
            return null;
        }
        Object[] values = Arrays.copyOf(walk.values, walk.count);
        return new Match<>(found, walk.count == 0 ? null : new PathValues(found.route, values));
    }

    /** The methods that a path has handlers for, as they were added. */
    Set<Method> methods(String path) {
        Set<Method> methods = EnumSet.noneOf(Method.class);
        if (path.startsWith("/")) {
            new Walk(path, null, methods).at(root, 1);
        }
        return methods;
    }
}
