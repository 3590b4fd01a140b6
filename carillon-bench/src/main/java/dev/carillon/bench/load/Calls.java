package dev.carillon.bench.load;

import dev.carillon.bench.machine.CallCount;

/**
 * System calls of one server under one load.
 *
 * @param messages how many were answered meanwhile
 * @param counted of all its threads
 */
public record Calls(long messages, CallCount counted) {
    /** Of these, a message. */
    public double of(String... names) {
        return counted.of(names) / (double) messages;
    }

    /** Of all kinds, a message. */
    public double all() {
        return counted.all() / (double) messages;
    }

    /** Those that failed, a message. */
    public double errors() {
        return counted.errors() / (double) messages;
    }
}
