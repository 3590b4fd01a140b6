import org.jspecify.annotations.NullMarked;

/** The figures of loops, listeners and HTTP servers for Micrometer, and as Prometheus reads them. */
@NullMarked
module dev.carillon.metrics {
    requires static transitive org.jspecify;
    // What has the figures, and what serves them.
    requires transitive dev.carillon.http;
    // What takes the figures: its registries are the program's own.
    requires transitive micrometer.core;
    requires micrometer.registry.prometheus;

    exports dev.carillon.metrics;
}
