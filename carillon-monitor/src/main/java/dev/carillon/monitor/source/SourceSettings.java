package dev.carillon.monitor.source;

import java.util.Optional;

/**
 * What a file says of a source. Two that are equal are the same: after a reload the one that is open goes on.
 *
 * @param name the name that somebody has chosen
 * @param input what it reads from
 * @param value what is taken of text
 * @param limit how many events it may make; empty for any number
 */
public record SourceSettings(String name, Input input, ValueSettings value, Optional<LimitSettings> limit) {}
