package dev.carillon.app.monitor;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * Times as text, digit by digit. A monitor sleeps most of the time, and what it runs when it is woken is cold: a formatter of
 * {@code java.time} takes 0.1 ms a line then, and 7 ms the first time.
 */
final class TimeText {
    private static final int DAY = 86_400;

    private final ZoneRules rules;
    private long offsetFrom;
    private long offsetUntil;
    private long offset;
    private long day = Long.MIN_VALUE;
    private String date = "";

    /**
     * Times of a zone.
     *
     * @param zone where the clock hangs
     */
    TimeText(ZoneId zone) {
        rules = zone.getRules();
    }

    static TimeText utc() {
        return new TimeText(ZoneOffset.UTC);
    }

    /** Appends {@code 23:59:59.999}. */
    void appendMilliseconds(StringBuilder out, Instant time) {
        appendClock(out, local(time.getEpochSecond()));
        append(out.append('.'), time.getNano() / 1_000_000, 3, '0');
    }

    /** Appends {@code 2026-12-31T23:59:59.999999999}. */
    void appendNanoseconds(StringBuilder out, Instant time) {
        long second = local(time.getEpochSecond());
        long today = Math.floorDiv(second, DAY);
        if (today != day) {
            day = today;
            date = LocalDate.ofEpochDay(today).toString();
        }
        appendClock(out.append(date).append('T'), second);
        append(out.append('.'), time.getNano(), 9, '0');
    }

    private static void appendClock(StringBuilder out, long second) {
        int ofDay = (int) Math.floorMod(second, (long) DAY);
        append(out, ofDay / 3600, 2, '0');
        append(out.append(':'), ofDay / 60 % 60, 2, '0');
        append(out.append(':'), ofDay % 60, 2, '0');
    }

    /** Seconds as the zone's clocks count them; the offset is looked up when they are changed. */
    private long local(long second) {
        if (second < offsetFrom || second >= offsetUntil) {
            Instant time = Instant.ofEpochSecond(second);
            ZoneOffsetTransition next = rules.nextTransition(time);
            offset = rules.getOffset(time).getTotalSeconds();
            offsetFrom = second;
            offsetUntil = next == null ? Long.MAX_VALUE : next.toEpochSecond();
        }
        return second + offset;
    }

    /**
     * Appends a number to the right of what fills its width.
     *
     * @param number 0 or more
     */
    static void append(StringBuilder out, long number, int width, char filler) {
        int from = out.length();
        out.append(number);
        for (int digits = out.length() - from; digits < width; digits++) {
            out.insert(from, filler);
        }
    }
}
