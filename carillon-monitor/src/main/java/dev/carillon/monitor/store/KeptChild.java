package dev.carillon.monitor.store;

/**
 * A program that was running.
 *
 * @param source the source that keeps it so
 * @param pid its process
 * @param start when it was started, as the kernel counts
 * @param machine which start of which machine, or container, that is about
 */
public record KeptChild(String source, int pid, long start, String machine) {}
