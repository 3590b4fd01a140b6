package dev.carillon.app.top;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times for people, as the page has them. Times are microseconds since 1970. */
final class Words {
    static final long SECOND = 1_000_000;

    private static final long MINUTE = 60 * SECOND;
    private static final int COARSE = 5;

    private final DateTimeFormatter clock;
    private final DateTimeFormatter day;

    Words(ZoneId zone) {
        clock = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(zone);
        day = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm zzz", Locale.ENGLISH)
                .withZone(zone);
    }

    /** 12:04:31. */
    String clock(long micros) {
        return clock.format(instant(micros));
    }

    /** 1 Mar 2026, 12:04 CET. */
    String day(long micros) {
        return day.format(instant(micros));
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, SECOND), Math.floorMod(micros, SECOND) * 1000);
    }

    static String whole(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String many(long number, String what) {
        return whole(number) + " " + what + (number == 1 ? "" : "s");
    }

    /** A measured number, as exact as it is of use: four digits. */
    static String fine(double number) {
        double size = Math.abs(number);
        if (size >= 1000) {
            return whole(Math.round(number));
        }
        int places = size >= 100 ? 1 : size >= 10 ? 2 : 3;
        String text = String.format(Locale.ROOT, "%." + places + "f", number);
        return text.replaceFirst("\\.?0+$", "");
    }

    static String rate(double perSecond) {
        if (perSecond == 0) {
            return "0";
        }
        return perSecond < 10 ? String.format(Locale.ROOT, "%.1f", perSecond) : whole(Math.round(perSecond));
    }

    static String duration(double micros) {
        if (micros < 1000) {
            return fine(micros) + " µs";
        }
        return micros < SECOND ? fine(micros / 1000) + " ms" : fine(micros / SECOND) + " s";
    }

    /** How long, in one unit, and two where an hour more or less matters. */
    static String span(long micros) {
        long seconds = Math.max(0, micros / SECOND);
        if (seconds < 60) {
            return seconds + " s";
        }
        long minutes = seconds / 60;
        if (minutes < 60) {
            return minutes + " min";
        }
        long hours = minutes / 60;
        return hours < 24 ? hours + " h " + minutes % 60 + " min" : hours / 24 + " d " + hours % 24 + " h";
    }

    /** How long ago, coarse enough to stand still. */
    static String since(long micros, long now) {
        long passed = now - micros;
        if (passed < COARSE * SECOND) {
            return "now";
        }
        return passed < MINUTE ? passed / (COARSE * SECOND) * COARSE + " s" : span(passed);
    }
}
