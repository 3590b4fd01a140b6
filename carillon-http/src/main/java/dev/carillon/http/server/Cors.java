package dev.carillon.http.server;

import dev.carillon.http.Method;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets pages of other origins use what is behind it (Fetch, "CORS protocol"): without this filter browsers do not. Origins are
 * compared as a whole. A preflight is answered here, 204, or 403 for an origin that is not listed; any other request goes on,
 * and the answer says what a page may see of it. Immutable; safe from any thread.
 */
public final class Cors implements Filter {
    private static final int NO_CONTENT = 204;
    private static final int FORBIDDEN = 403;
    private static final String ORIGIN = "Origin";
    private static final String ANY = "*";

    private final Set<String> origins;
    private final Set<Method> methods;
    private final List<String> requestFields;
    private final List<String> exposed;
    private final boolean credentials;
    private final Duration age;

    private Cors(
            Set<String> origins,
            Set<Method> methods,
            List<String> requestFields,
            List<String> exposed,
            boolean credentials,
            Duration age) {
        if (credentials && origins.contains(ANY)) {
            throw new IllegalArgumentException(
                    "pages of any origin would act as whoever is logged in: list the origins");
        }
        this.origins = origins;
        this.methods = methods;
        this.requestFields = requestFields;
        this.exposed = exposed;
        this.credentials = credentials;
        this.age = age;
    }

    /**
     * Pages of some origins may send GET, HEAD and POST without credentials; browsers ask anew after 5 seconds.
     *
     * @param origins each as {@code https://example.com}, with its port unless that is the scheme's; {@code null} for pages
     *     without one; {@code *} for all
     * @return the filter
     * @throws IllegalArgumentException if one is none of these
     */
    public static Cors of(String... origins) {
        for (String origin : origins) {
            if (!origin.equals(ANY) && !origin.equals("null") && (!origin.contains("://") || origin.endsWith("/"))) {
                throw new IllegalArgumentException(
                        "an origin is a scheme, a host and perhaps a port, as https://example.com, not " + origin);
            }
        }
        EnumSet<Method> simple = EnumSet.of(Method.GET, Method.HEAD, Method.POST);
        return new Cors(Set.of(origins), simple, List.of(), List.of(), false, Duration.ofSeconds(5));
    }

    /**
     * They may use these methods.
     *
     * @param first a method
     * @param others more of them
     * @return the changed copy
     */
    public Cors withMethods(Method first, Method... others) {
        return new Cors(origins, EnumSet.of(first, others), requestFields, exposed, credentials, age);
    }

    /**
     * They may send these fields, beside those that any page may.
     *
     * @param names the fields' names
     * @return the changed copy
     */
    public Cors withRequestFields(String... names) {
        return new Cors(origins, methods, List.of(names), exposed, credentials, age);
    }

    /**
     * They may see these fields of answers, beside those that any page may.
     *
     * @param names the fields' names
     * @return the changed copy
     */
    public Cors withExposedFields(String... names) {
        return new Cors(origins, methods, requestFields, List.of(names), credentials, age);
    }

    /**
     * Their requests go with the cookies and passwords that the browser has for us.
     *
     * @return the changed copy
     * @throws IllegalArgumentException if all origins may
     */
    public Cors withCredentials() {
        return new Cors(origins, methods, requestFields, exposed, true, age);
    }

    /**
     * How long a browser may remember the answer to a preflight.
     *
     * @param time whole seconds; zero for not at all
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public Cors withAge(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("a browser remembers for zero or more seconds, not " + time);
        }
        return new Cors(origins, methods, requestFields, exposed, credentials, time);
    }

    @Override
    public void filter(Exchange exchange, HttpHandler next) throws Exception {
        String origin = exchange.request().field(ORIGIN);
        boolean listed = isListed(origin);
        if (!origins.contains(ANY)) {
            Vary.add(exchange, ORIGIN); // also where there is none: what is cached is not for everybody
        }
        if (isPreflight(exchange, origin)) {
            answerPreflight(exchange, listed, origin);
            return;
        }
        if (listed) {
            allow(exchange, origin);
            list(exchange, "Access-Control-Expose-Headers", exposed);
        }
        next.handle(exchange);
    }

    private boolean isListed(@Nullable String origin) {
        return origin != null && (origins.contains(ANY) || origins.contains(origin));
    }

    private static boolean isPreflight(Exchange exchange, @Nullable String origin) {
        return origin != null
                && exchange.request().method() == Method.OPTIONS
                && exchange.request().field("Access-Control-Request-Method") != null;
    }

    private void answerPreflight(Exchange exchange, boolean listed, @Nullable String origin) {
        if (!listed) {
            exchange.fail(FORBIDDEN, "this origin is not listed");
            return;
        }
        allow(exchange, origin);
        list(
                exchange,
                "Access-Control-Allow-Methods",
                methods.stream().map(Method::name).toList());
        list(exchange, "Access-Control-Allow-Headers", requestFields);
        exchange.setField("Access-Control-Max-Age", Long.toString(age.toSeconds()));
        exchange.status(NO_CONTENT).send();
    }

    private void allow(Exchange exchange, @Nullable String origin) {
        boolean any = origins.contains(ANY);
        exchange.setField("Access-Control-Allow-Origin", any || origin == null ? ANY : origin);
        if (credentials) {
            exchange.setField("Access-Control-Allow-Credentials", "true");
        }
    }

    private static void list(Exchange exchange, String name, List<String> values) {
        if (!values.isEmpty()) {
            exchange.setField(name, values.stream().collect(Collectors.joining(", ")));
        }
    }
}
