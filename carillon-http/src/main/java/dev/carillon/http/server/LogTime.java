package dev.carillon.http.server;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as access logs show them, UTC. Made anew once a second. For one thread. */
final class LogTime {
    private static final DateTimeFormatter COMBINED =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter RFC_3339 =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final long MILLIS = 1000;

    private long second = Long.MIN_VALUE;
    private String combined = "";
    private String rfc3339 = "";

    String combined(Instant time) {
        lookAt(time);
        return combined;
    }

    /** With milliseconds. */
    String rfc3339(Instant time) {
        lookAt(time);
        long millis = MILLIS + Math.floorMod(time.toEpochMilli(), MILLIS); // with its leading zeros
        return rfc3339 + "." + Long.toString(millis).substring(1) + "Z";
    }

    private void lookAt(Instant time) {
        if (time.getEpochSecond() != second) {
            second = time.getEpochSecond();
            combined = COMBINED.format(time);
            rfc3339 = RFC_3339.format(time);
        }
    }
}
