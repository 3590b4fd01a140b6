package dev.carillon.metrics;

import dev.carillon.loop.Histogram;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Meters of a registry with some tags in common, which read figures that others keep. Micrometer holds what it reads from
 * weakly; each of these is held by the function that reads it.
 */
record Meters(MeterRegistry registry, Tags tags) {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final String SECONDS = "seconds";
    private static final int[] PERCENTILES = {50, 95, 99};

    Meters with(String key, String value) {
        return new Meters(registry, tags.and(key, value));
    }

    /** What only grows. */
    void counter(String name, String description, LongSupplier value) {
        counter(name, description, null, value::getAsLong);
    }

    void bytes(String name, String description, LongSupplier value) {
        counter(name, description, "bytes", value::getAsLong);
    }

    void seconds(String name, String description, LongSupplier nanos) {
        counter(name, description, SECONDS, () -> nanos.getAsLong() / NANOS_PER_SECOND);
    }

    private void counter(String name, String description, @Nullable String unit, DoubleSupplier value) {
        FunctionCounter.builder(name, value, held -> value.getAsDouble())
                .description(description)
                .baseUnit(unit)
                .tags(tags)
                .register(registry);
    }

    /** What goes up and down. */
    void gauge(String name, String description, @Nullable String unit, DoubleSupplier value) {
        Gauge.builder(name, value::getAsDouble)
                .description(description)
                .baseUnit(unit)
                .tags(tags)
                .register(registry);
    }

    /** How many and how long in all, and as NAME.recent the percentiles of late. */
    void durations(String name, String description, Supplier<Histogram> nanos) {
        FunctionTimer.builder(
                        name,
                        nanos,
                        held -> nanos.get().count(),
                        held -> nanos.get().sum(),
                        TimeUnit.NANOSECONDS)
                .description(description)
                .tags(tags)
                .register(registry);
        percentiles(name + ".recent", description, nanos);
    }

    /** Percentiles of late. */
    void percentiles(String name, String description, Supplier<Histogram> nanos) {
        Clock clock = registry.config().clock();
        Recent<Histogram> recent = new Recent<>(() -> nanos.get().plus(new Histogram()), clock::monotonicTime);
        for (int percent : PERCENTILES) {
            with("percentile", Integer.toString(percent))
                    .gauge(
                            name,
                            description + " Percentile of the last minute or two.",
                            SECONDS,
                            () -> recent.compare(Histogram::since).percentile(percent) / NANOS_PER_SECOND);
        }
    }
}
