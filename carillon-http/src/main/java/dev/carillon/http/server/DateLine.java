package dev.carillon.http.server;

import dev.carillon.http.HttpDate;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The end of every head: {@code Date}, {@code Server} if there is one, and the empty line. Made once a second, when it is
 * first needed in that. For one loop.
 */
final class DateLine {
    private static final long MILLIS = 1000;
    private static final long NANOS_A_MILLI = 1_000_000;

    private final InstantSource clock;
    private final byte[] line;
    private long goodUntil = Long.MIN_VALUE;

    DateLine(InstantSource clock, @Nullable String server) {
        this.clock = clock;
        String fields = server == null ? "" : "Server: " + server + "\r\n";
        this.line = ("Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n" + fields + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The bytes at a time of the loop; the last two are the empty line. */
    byte[] at(long turnTime) {
        if (turnTime >= goodUntil) {
            long now = clock.millis();
            HttpDate.format(Math.floorDiv(now, MILLIS), line, "Date: ".length());
            goodUntil = turnTime + (MILLIS - Math.floorMod(now, MILLIS)) * NANOS_A_MILLI;
        }
        return line;
    }
}
