package dev.carillon.http.server;

import dev.carillon.http.Method;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Hands requests to handlers by method and path. The more literal a route is, read from the left, the earlier it is asked; one that
 * lacks the method, or whose variable does not take what stands in its place, is passed over. A literal path costs one look into a
 * table and no garbage; nothing is matched by regular expressions.
 *
 * <p>HEAD is answered by the handler of GET, of whose answer the head is sent, and OPTIONS with the methods there are, unless
 * handlers are named for them. Without a route a request is answered 404, without its method 405 and {@code Allow} (RFC 9110
 * §15.5.6). Immutable; serves any number of loops.
 *
 * <p>{@snippet :
 * PathVariable<Integer> id = PathVariable.integer("id");
 * Router router = Router.builder()
 *         .get("/", exchange -> exchange.send("hello\n"))
 *         .get(Route.of("/users/{id}", id), exchange -> exchange.send("user " + id.of(exchange) + "\n"))
 *         .build();
 * }
 */
public final class Router implements HttpHandler {
    private static final int NO_CONTENT = 204;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;

    private final RouteTree<HttpHandler> routes;
    private final Set<Method> allMethods;

    /** Collects routes. */
    public static final class Builder {
        private final RouteTree<HttpHandler> routes = new RouteTree<>();
        private final Set<Method> methods = EnumSet.of(Method.OPTIONS);

        private Builder() {}

        /**
         * Has GET, and HEAD, of a path answered.
         *
         * @param path the path, without variables
         * @param handler answers
         * @return this
         * @throws IllegalArgumentException if it is no path, or has a handler
         */
        public Builder get(String path, HttpHandler handler) {
            return get(Route.of(path), handler);
        }

        /**
         * Has GET, and HEAD, of a route answered.
         *
         * @param route the route
         * @param handler answers
         * @return this
         * @throws IllegalArgumentException if it has a handler
         */
        public Builder get(Route route, HttpHandler handler) {
            return on(Method.GET, route, handler);
        }

        /**
         * Has POST to a path answered.
         *
         * @param path the path, without variables
         * @param handler answers
         * @return this
         * @throws IllegalArgumentException if it is no path, or has a handler
         */
        public Builder post(String path, HttpHandler handler) {
            return post(Route.of(path), handler);
        }

        /**
         * Has POST to a route answered.
         *
         * @param route the route
         * @param handler answers
         * @return this
         * @throws IllegalArgumentException if it has a handler
         */
        public Builder post(Route route, HttpHandler handler) {
            return on(Method.POST, route, handler);
        }

        /**
         * Has PUT to a route answered.
         *
         * @param route the route
         * @param handler answers
         * @return this
         * @throws IllegalArgumentException if it has a handler
         */
        public Builder put(Route route, HttpHandler handler) {
            return on(Method.PUT, route, handler);
        }

        /**
         * Has PATCH of a route answered.
         *
         * @param route the route
         * @param handler answers
         * @return this
         * @throws IllegalArgumentException if it has a handler
         */
        public Builder patch(Route route, HttpHandler handler) {
            return on(Method.PATCH, route, handler);
        }

        /**
         * Has DELETE of a route answered.
         *
         * @param route the route
         * @param handler answers
         * @return this
         * @throws IllegalArgumentException if it has a handler
         */
        public Builder delete(Route route, HttpHandler handler) {
            return on(Method.DELETE, route, handler);
        }

        /**
         * Has every method of a route answered, as for files below {@code /static/{path...}}.
         *
         * @param route the route
         * @param handler answers, and refuses what it does not know
         * @return this
         * @throws IllegalArgumentException if it has a handler
         */
        public Builder all(Route route, HttpHandler handler) {
            for (Method method : Method.values()) {
                on(method, route, handler);
            }
            return this;
        }

        /**
         * Has one method of a route answered.
         *
         * @param method the method
         * @param route the route
         * @param handler answers
         * @return this
         * @throws IllegalArgumentException if it has a handler
         */
        public Builder on(Method method, Route route, HttpHandler handler) {
            if (!routes.add(method, route, handler)) {
                throw new IllegalArgumentException(method + " " + route + " has a handler already");
            }
            methods.add(method);
            return this;
        }

        /**
         * The router with these routes. The builder must not be used afterwards.
         *
         * @return the router
         */
        public Router build() {
            return new Router(routes, methods);
        }
    }

    private Router(RouteTree<HttpHandler> routes, Set<Method> methods) {
        this.routes = routes;
        this.allMethods = methods;
    }

    /**
     * Begins a router.
     *
     * @return takes the routes
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void handle(Exchange exchange) throws Exception {
        Method method = exchange.request().method();
        String path = exchange.request().path();
        RouteTree.Endpoint<HttpHandler> literal = routes.literal(path, method);
        if (literal != null) {
            literal.handler().handle(exchange);
            return;
        }
        RouteTree.Match<HttpHandler> match = routes.find(path, method);
        if (match == null) {
            refuse(exchange, path, method);
            return;
        }
        PathValues values = match.values();
        if (values != null) {
            exchange.put(PathValues.class, values);
        }
        match.endpoint().handler().handle(exchange);
    }

    private void refuse(Exchange exchange, String path, Method method) {
        // "OPTIONS *" asks about the server as a whole (RFC 9110 §9.3.7).
        boolean whole = method == Method.OPTIONS && path.equals("*");
        Set<Method> methods = whole ? EnumSet.copyOf(allMethods) : routes.methods(path);
        if (methods.isEmpty()) {
            exchange.fail(NOT_FOUND);
            return;
        }
        exchange.setField("Allow", allowed(methods));
        if (method == Method.OPTIONS) {
            exchange.status(NO_CONTENT).send();
        } else {
            exchange.fail(METHOD_NOT_ALLOWED);
        }
    }

    private static String allowed(Set<Method> methods) {
        if (methods.contains(Method.GET)) {
            methods.add(Method.HEAD);
        }
        methods.add(Method.OPTIONS);
        return methods.stream().map(Method::name).collect(Collectors.joining(", "));
    }
}
