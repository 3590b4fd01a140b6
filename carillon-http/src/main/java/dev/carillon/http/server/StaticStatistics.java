package dev.carillon.http.server;

/**
 * What the memory of {@link StaticFiles} was good for.
 *
 * @param hits how often what was asked for was there
 * @param misses how often it had to be looked at on disk
 * @param evicted how many files made room for others
 * @param entries how many names are known, with their files or as missing
 * @param bytes what they take
 */
public record StaticStatistics(long hits, long misses, long evicted, int entries, long bytes) {}
