package dev.carillon.dashboard;

import dev.carillon.dashboard.Access.Purpose;
import dev.carillon.dashboard.board.Extent;
import dev.carillon.http.HttpLimits;
import dev.carillon.http.QueryParameters;
import dev.carillon.http.server.Exchange;
import dev.carillon.http.server.HttpHandler;
import dev.carillon.http.server.HttpOptions;
import dev.carillon.http.server.Response;
import dev.carillon.http.server.Router;
import dev.carillon.net.ListenerOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What the page's server answers: its files, what there is to show, and what is to be done. */
final class Pages {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types carillon";
    private static final Map<String, String> FIELDS = Map.of(
            "Content-Security-Policy", POLICY,
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin");
    private static final String JSON = "application/json";
    private static final int CONNECTIONS = 256;
    private static final int LONGEST_BODY = 4096;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final Assets assets = new Assets();
    private final Dashboard dashboard;
    private final Access access;
    private final Changes changes;

    Pages(Dashboard dashboard, Access access, Watched watched) {
        this.dashboard = dashboard;
        this.access = access;
        this.changes = new Changes(watched);
    }

    /** What the server takes. */
    static HttpOptions options() {
        return HttpOptions.DEFAULTS
                .withKeepAlive(Duration.ofMinutes(1), Integer.MAX_VALUE)
                .withHeadTime(PATIENCE)
                .withLimits(HttpLimits.DEFAULTS.withBody(LONGEST_BODY))
                .withListener(ListenerOptions.DEFAULTS.withLimits(CONNECTIONS, CONNECTIONS));
    }

    HttpHandler handler() {
        Router.Builder routes = Router.builder();
        Assets.NAMES.forEach(name -> routes.get("/" + name, file(name)));
        Router router = routes.get("/", file("index.html"))
                .get("/data/board", only(Purpose.READ, this::board))
                .get("/data/stream", only(Purpose.READ, dashboard::look))
                .get("/data/event", only(Purpose.READ, this::event))
                .get("/data/alarm", only(Purpose.READ, this::alarm))
                .post("/do/acknowledge", only(Purpose.CHANGE, exchange -> change(exchange, changes::acknowledge)))
                .post("/do/nothing", only(Purpose.CHANGE, Pages::nothing))
                .post("/do/silence", only(Purpose.CHANGE, exchange -> change(exchange, changes::silence)))
                .build();
        return exchange -> {
            exchange.beforeHead(() -> FIELDS.forEach(exchange::setField));
            router.handle(exchange);
        };
    }

    private HttpHandler file(String name) {
        return only(Purpose.PAGE, exchange -> exchange.send(assets.file(name)));
    }

    private HttpHandler only(Purpose purpose, HttpHandler then) {
        return exchange -> {
            if (access.allows(exchange, purpose)) {
                then.handle(exchange);
            }
        };
    }

    private void board(Exchange exchange) {
        dashboard.take(Extent.PAGE, text -> send(exchange, OK, text));
    }

    private void event(Exchange exchange) {
        found(exchange, dashboard.board().event(number(parameter(exchange))));
    }

    private void alarm(Exchange exchange) {
        found(exchange, dashboard.board().alarm(parameter(exchange)));
    }

    private static String parameter(Exchange exchange) {
        String id = QueryParameters.of(exchange.request().query()).value("id");
        return id == null ? "" : id;
    }

    private static long number(String text) {
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    private static void found(Exchange exchange, Optional<String> text) {
        send(exchange, text.isPresent() ? OK : NOT_FOUND, text.orElse("{}"));
    }

    private void change(Exchange exchange, Changes.Change change) {
        exchange.whole((asked, body) -> changes.take(
                StandardCharsets.UTF_8.decode(body).toString(),
                change,
                (status, text) -> asked.loop().execute(() -> send(asked, status, text))));
    }

    /** Whether the token is the right one: who has a wrong one does not come so far. */
    private static void nothing(Exchange exchange) {
        exchange.whole((asked, body) -> send(asked, OK, "{}"));
    }

    private static void send(Exchange exchange, int status, String json) {
        if (exchange.isAnswered()) {
            return;
        }
        exchange.setField("Cache-Control", "no-store");
        exchange.send(Response.of(status, JSON, json.getBytes(StandardCharsets.UTF_8)));
    }
}
