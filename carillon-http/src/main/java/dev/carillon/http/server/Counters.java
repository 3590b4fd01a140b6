package dev.carillon.http.server;

import dev.carillon.http.Refusal;
import java.util.concurrent.atomic.AtomicLongArray;

/** What one loop has counted. Written by its thread alone; others see a moment ago. */
final class Counters {
    private static final int CLASSES = 6;

    long requests;
    long inFlight;
    long connections;
    long opened;
    long failures;
    long cutOff;
    long bodyReceived;
    long bodySent;
    private final long[] answers = new long[CLASSES];
    private final AtomicLongArray refusals = new AtomicLongArray(Refusal.values().length);

    void answered(int status) {
        answers[status / 100]++;
    }

    long answers(int statusClass) {
        return answers[statusClass];
    }

    @SuppressWarnings("EnumOrdinal") // nobody else sees it
    void refused(Refusal reason) {
        refusals.incrementAndGet(reason.ordinal());
    }

    @SuppressWarnings("EnumOrdinal") // as above
    long refusals(Refusal reason) {
        return refusals.get(reason.ordinal());
    }
}
