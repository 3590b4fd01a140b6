package dev.carillon.metrics;

import dev.carillon.http.Method;
import dev.carillon.http.Refusal;
import dev.carillon.http.server.HttpServer;
import dev.carillon.http.server.HttpStatistics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;

/**
 * The figures of an HTTP server, {@code carillon.http.…}, with a name as tag {@code server}, and those of its listeners. Nothing that
 * clients choose becomes a tag: neither paths nor addresses.
 */
public final class HttpMetrics implements MeterBinder {
    /** By the first digit of a status. */
    private static final int LEAST_CLASS = 1;

    private static final int GREATEST_CLASS = 5;

    private final String name;
    private final HttpServer server;

    private HttpMetrics(String name, HttpServer server) {
        this.name = name;
        this.server = server;
    }

    /**
     * Of a server.
     *
     * @param name what it is called in the figures, also as a listener
     * @param server the server
     * @return binds its figures
     */
    public static HttpMetrics of(String name, HttpServer server) {
        return new HttpMetrics(name, server);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Meters meters = new Meters(registry, Tags.of("server", name));
        HttpStatistics figures = server.statistics();
        bindRequests(figures, meters);
        bindAnswers(figures, meters);
        if (!server.listeners().isEmpty()) {
            new ListenerMetrics(name, server.listeners(), server.connections()).bindTo(registry);
        }
    }

    private static void bindRequests(HttpStatistics figures, Meters meters) {
        for (Method method : Method.values()) {
            meters.with("method", method.name())
                    .counter("carillon.http.requests", "Requests whose head has come.", () -> figures.requests(method));
        }
        meters.gauge("carillon.http.requests.in.flight", "Requests not answered to the end.", null, figures::inFlight);
        meters.gauge("carillon.http.connections", "Connections that speak HTTP.", null, figures::connections);
        meters.bytes("carillon.http.request.body", "Bodies of requests, without framing.", figures::bodyBytesReceived);
        meters.bytes(
                "carillon.http.response.body",
                "Bodies of answers that are over, without framing.",
                figures::bodyBytesSent);
        meters.durations(
                "carillon.http.request.duration",
                "Time from a request's head to its answer's end, of those answered.",
                figures::latency);
    }

    private static void bindAnswers(HttpStatistics figures, Meters meters) {
        for (int first = LEAST_CLASS; first <= GREATEST_CLASS; first++) {
            int statusClass = first;
            meters.with("status", statusClass + "xx")
                    .counter(
                            "carillon.http.answers", "Answers, refusals included.", () -> figures.answers(statusClass));
        }
        for (Refusal reason : Refusal.values()) {
            meters.with("reason", reason.name().toLowerCase(Locale.ROOT))
                    .counter(
                            "carillon.http.refusals",
                            "Requests refused, by the server or by a handler.",
                            () -> figures.refusals(reason));
        }
        meters.counter(
                "carillon.http.cut.off", "Exchanges whose client went, or whose answer broke off.", figures::cutOff);
        meters.counter("carillon.http.failures", "What handlers and listeners have thrown.", figures::failures);
    }
}
