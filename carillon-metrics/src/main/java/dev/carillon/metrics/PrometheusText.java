package dev.carillon.metrics;

import dev.carillon.http.RequestParser;
import dev.carillon.http.server.Exchange;
import dev.carillon.http.server.HttpHandler;
import dev.carillon.loop.Histogram;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Arrays;

/**
 * Serves figures as Prometheus reads them, text format 0.0.4, to every request that comes to it: a {@code Router} has it at
 * {@code /metrics} for GET. Writing them takes the loop that it is served on about a millisecond: one of its own, with an address of
 * its own, keeps that from all others.
 *
 * {@snippet :
 * HttpHandler metrics = PrometheusText.of(LoopMetrics.of(group), HttpMetrics.of("web", server));
 * }
 */
public final class PrometheusText implements HttpHandler {
    static {
        // Micrometer logs by SLF4J, too: first comes what keeps that from warning of having no provider.
        RequestParser.prepare();
    }

    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Histogram scrapes = new Histogram();

    private PrometheusText(MeterBinder... binders) {
        new Meters(registry, Tags.empty())
                .durations("carillon.metrics.scrape", "Time to write these figures.", () -> scrapes);
        Arrays.stream(binders).forEach(binder -> binder.bindTo(registry));
    }

    /**
     * The figures of some things, and what it takes to write them.
     *
     * @param binders what has figures
     * @return serves them
     */
    public static PrometheusText of(MeterBinder... binders) {
        return new PrometheusText(binders);
    }

    /**
     * Where the figures are, for binding more.
     *
     * @return the registry
     */
    public MeterRegistry registry() {
        return registry;
    }

    @Override
    public void handle(Exchange exchange) {
        exchange.setField("Content-Type", CONTENT_TYPE).send(text());
    }

    /**
     * The figures as they are now. From any thread.
     *
     * @return the text
     */
    public synchronized String text() {
        long began = registry.config().clock().monotonicTime();
        String text = registry.scrape();
        scrapes.record(registry.config().clock().monotonicTime() - began);
        return text;
    }
}
