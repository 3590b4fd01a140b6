package dev.carillon.app.server;

import dev.carillon.http.Refusal;
import dev.carillon.http.server.AccessLog;
import dev.carillon.http.server.HttpStatistics;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What HTTP servers have done, added up; also those that have ended. */
final class SiteFigures {
    /** By the first digit of a status. */
    private static final int LEAST_CLASS = 1;

    private static final int GREATEST_CLASS = 5;

    private final long[] answers = new long[GREATEST_CLASS + 1];
    private final Map<Refusal, Long> refusals = new EnumMap<>(Refusal.class);
    private long requests;
    private long inFlight;
    private long connections;
    private long opened;
    private long received;
    private long sent;
    private long cutOff;
    private long failures;
    private long rests;
    private long cutOffAtEnd;

    /** Adds what a listener has done. */
    void add(LiveListener listener) {
        HttpStatistics statistics = listener.server().statistics();
        requests += statistics.requests();
        inFlight += statistics.inFlight();
        connections += statistics.connections();
        opened += statistics.opened();
        received += statistics.bodyBytesReceived();
        sent += statistics.bodyBytesSent();
        cutOff += statistics.cutOff();
        failures += statistics.failures();
        cutOffAtEnd += listener.cutOff();
        for (int kind = LEAST_CLASS; kind <= GREATEST_CLASS; kind++) {
            answers[kind] += statistics.answers(kind);
        }
        statistics.refusals().forEach((reason, count) -> refusals.merge(reason, count, Long::sum));
        rests += listener.server().listeners().stream()
                .mapToLong(socket -> socket.accepts().rests())
                .sum();
    }

    /** Adds what others have done. */
    void add(SiteFigures others) {
        requests += others.requests;
        inFlight += others.inFlight;
        connections += others.connections;
        opened += others.opened;
        received += others.received;
        sent += others.sent;
        cutOff += others.cutOff;
        failures += others.failures;
        rests += others.rests;
        cutOffAtEnd += others.cutOffAtEnd;
        for (int kind = LEAST_CLASS; kind <= GREATEST_CLASS; kind++) {
            answers[kind] += others.answers[kind];
        }
        others.refusals.forEach((reason, count) -> refusals.merge(reason, count, Long::sum));
    }

    /** All of it in a line, with what has become of the log's lines. */
    String line(Optional<AccessLog> log) {
        List<String> words = new ArrayList<>();
        words.add("requests " + requests + ", " + inFlight + " in flight");
        words.add("connections " + connections + " open, " + opened + " in all");
        words.add("bodies received " + Amount.of(received) + ", sent " + Amount.of(sent));
        for (int kind = LEAST_CLASS; kind <= GREATEST_CLASS; kind++) {
            add(kind + "xx", answers[kind], words);
        }
        Amount.addCounts("refused", refusals, words);
        add("cut off", cutOff, words);
        add("failed", failures, words);
        add("rests", rests, words);
        log.ifPresent(opened -> {
            add("lines of the log dropped", opened.statistics().dropped(), words);
            add("log not written", opened.statistics().failures(), words);
        });
        add("cut off at the end", cutOffAtEnd, words);
        return String.join("; ", words);
    }

    private static void add(String what, long count, List<String> words) {
        if (count > 0) {
            words.add(what + " " + count);
        }
    }
}
