/**
 * Figures for who watches. Each binder gives those of one thing to a {@link io.micrometer.core.instrument.MeterRegistry};
 * {@link dev.carillon.metrics.PrometheusText} serves them as text.
 *
 * <p>Nothing is asked of a loop's thread: the figures are there already, and are read from the thread that wants them. What is
 * bound stays in the registry, with its last values, when the loop or server has ended.
 */
package dev.carillon.metrics;
