package dev.carillon.app.monitor;

import dev.carillon.loop.Histogram;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Map;

/** Figures of a monitor, as they were at a moment, as meters. */
record FiguresMeters(Figures figures) implements MeterBinder {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double[] PERCENTILES = {50, 99, 100};
    private static final String PREFIX = "carillon.monitor.";

    @Override
    public void bindTo(MeterRegistry registry) {
        counter(
                registry,
                "events",
                "Events, of all sources and of the monitor itself.",
                Tags.empty(),
                figures.events());
        counter(registry, "reloads", "Reloads that were done.", Tags.empty(), figures.reloads());
        counter(registry, "reloads.failed", "Reloads that were refused.", Tags.empty(), figures.failedReloads());
        counter(registry, "lost", "What the state directory was to keep and does not.", Tags.empty(), figures.lost());
        figures.sources().forEach(row -> bindSource(registry, row));
        figures.rules().forEach(row -> bindRule(registry, row));
        figures.alarms().forEach(row -> bindAlarm(registry, row));
        figures.actions().forEach(row -> bindAction(registry, row));
        figures.reactions().forEach((rule, times) -> bindReaction(registry, rule, times));
    }

    private static void bindSource(MeterRegistry registry, Map<String, Object> row) {
        Tags tags = Tags.of("source", text(row, "source"));
        counter(registry, "received", "What came to a source.", tags, number(row, "received"));
        counter(registry, "handled", "What became an event.", tags, number(row, "handled"));
        counter(registry, "merged", "What was taken together with another.", tags, number(row, "merged"));
        counter(registry, "dropped", "What was left out.", tags, number(row, "dropped"));
        gauge(registry, "waiting", "What came and waits to be merged.", tags, (double) number(row, "waiting"));
    }

    private static void bindRule(MeterRegistry registry, Map<String, Object> row) {
        Tags tags = Tags.of("rule", text(row, "rule"));
        counter(registry, "rule.events", "What a rule looked at.", tags, number(row, "passed"));
        counter(registry, "rule.unfit", "What lacked the number or the key it needs.", tags, number(row, "unfit"));
        counter(
                registry,
                "rule.refused",
                "What raised nothing, as all keys the rule may have are raised.",
                tags,
                number(row, "refused"));
        counter(registry, "rule.failed", "What the rule's expression failed for.", tags, number(row, "failed"));
    }

    private static void bindAlarm(MeterRegistry registry, Map<String, Object> row) {
        Tags tags = Tags.of("rule", text(row, "rule"), "key", text(row, "key"), "severity", text(row, "severity"));
        gauge(registry, "alarm", "An alarm that is raised.", tags, 1);
    }

    private static void bindAction(MeterRegistry registry, Map<String, Object> row) {
        Tags tags = Tags.of("action", text(row, "source"));
        counter(registry, "action.raised", "What an action was to tell.", tags, number(row, "raised"));
        counter(registry, "action.delivered", "What it has told.", tags, number(row, "delivered"));
        counter(registry, "action.digested", "What it has told together with others.", tags, number(row, "digested"));
        counter(registry, "action.given.up", "What it has told nobody.", tags, number(row, "givenUp"));
        gauge(registry, "action.waiting", "What it is to tell still.", tags, (double) number(row, "waiting"));
    }

    /** From the kernel's readiness to the started action. */
    private static void bindReaction(MeterRegistry registry, String rule, Histogram times) {
        for (double percentile : PERCENTILES) {
            Tags tags = Tags.of("rule", rule, "quantile", Double.toString(percentile / 100));
            gauge(
                    registry,
                    "reaction.seconds",
                    "From the kernel's readiness to the started action.",
                    tags,
                    times.percentile(percentile) / NANOS_PER_SECOND);
        }
    }

    private static void counter(MeterRegistry registry, String name, String about, Tags tags, long value) {
        FunctionCounter.builder(PREFIX + name, registry, of -> value)
                .description(about)
                .tags(tags)
                .register(registry);
    }

    private static void gauge(MeterRegistry registry, String name, String about, Tags tags, double value) {
        Gauge.builder(PREFIX + name, () -> value).description(about).tags(tags).register(registry);
    }

    private static long number(Map<String, Object> row, String name) {
        return row.get(name) instanceof Number number ? number.longValue() : 0;
    }

    private static String text(Map<String, Object> row, String name) {
        return String.valueOf(row.getOrDefault(name, ""));
    }
}
