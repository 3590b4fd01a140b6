package dev.carillon.dashboard.board;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Times as numbers, and in words. */
final class Times {
    static final long MICROS_PER_SECOND = 1_000_000;

    private static final long NANOS_PER_MICRO = 1000;
    private static final long SECONDS_PER_MINUTE = 60;
    private static final long MINUTES_PER_HOUR = 60;
    private static final long HOURS_PER_DAY = 24;

    private Times() {}

    static long micros(Instant time) {
        return time.getEpochSecond() * MICROS_PER_SECOND + time.getNano() / NANOS_PER_MICRO;
    }

    static long seconds(long micros) {
        return Math.floorDiv(micros, MICROS_PER_SECOND);
    }

    /** As a person would say it: one unit, and two where an hour more or less matters. */
    static String words(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        long minutes = seconds / SECONDS_PER_MINUTE;
        long hours = minutes / MINUTES_PER_HOUR;
        if (minutes == 0) {
            return seconds + " s";
        }
        if (hours == 0) {
            return minutes + " min";
        }
        if (hours < HOURS_PER_DAY) {
            return hours + " h " + minutes % MINUTES_PER_HOUR + " min";
        }
        return hours / HOURS_PER_DAY + " d " + hours % HOURS_PER_DAY + " h";
    }

    /** A number with its thousands apart. */
    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
