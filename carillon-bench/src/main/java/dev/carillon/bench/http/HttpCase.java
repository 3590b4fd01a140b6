package dev.carillon.bench.http;

import dev.carillon.bench.load.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A load that the HTTP servers get.
 *
 * @param resource what is asked for
 * @param connections how many
 * @param depth requests under way on each connection
 * @param times after how many requests a connection is closed and made anew; 0 if they stay
 * @param tls whether over TLS
 */
public record HttpCase(Resource resource, int connections, int depth, int times, boolean tls) implements Named {
    private static final int FEW = 64;
    private static final int MANY = 1000;
    private static final int PIPELINED = 16;
    private static final int SHORT = 10;

    /** If there is time for one only. */
    static final HttpCase USUAL = new HttpCase(Resource.PLAINTEXT, FEW, 1);

    private static final HttpCase SHORT_LIVED = new HttpCase(Resource.PLAINTEXT, FEW, 1, SHORT, false);
    private static final List<HttpCase> PLAINTEXT = List.of(
            USUAL,
            new HttpCase(Resource.PLAINTEXT, MANY, 1),
            new HttpCase(Resource.PLAINTEXT, FEW, PIPELINED),
            new HttpCase(Resource.PLAINTEXT, MANY, PIPELINED),
            SHORT_LIVED);
    private static final List<HttpCase> FILES = List.of(
            new HttpCase(Resource.KIB_1, FEW, 1),
            new HttpCase(Resource.KIB_10, FEW, 1),
            new HttpCase(Resource.MIB_1, FEW, 1));

    /** On connections that stay, without TLS. */
    HttpCase(Resource resource, int connections, int depth) {
        this(resource, connections, depth, 0, false);
    }

    @Override
    public String text() {
        return String.format(
                Locale.ROOT,
                "%s%s, %,d x %d%s",
                tls ? "TLS " : "",
                resource.text(),
                connections,
                depth,
                times == 0 ? "" : ", closed after " + times);
    }

    /** The same over TLS. */
    HttpCase overTls() {
        return new HttpCase(resource, connections, depth, times, true);
    }

    /** Those in a closed loop; with {@code quick} those that say most. */
    static List<HttpCase> inClosedLoop(boolean quick) {
        List<HttpCase> all = new ArrayList<>(quick ? List.of(USUAL, PLAINTEXT.get(2), SHORT_LIVED) : PLAINTEXT);
        all.add(new HttpCase(Resource.VIRTUAL, FEW, 1));
        all.addAll(FILES);
        all.add(USUAL.overTls());
        if (!quick) {
            all.add(FILES.getLast().overTls());
        }
        return all;
    }

    /** Those in lockstep. */
    static List<HttpCase> inLockstep() {
        return List.of(
                USUAL,
                new HttpCase(Resource.PLAINTEXT, MANY, 1),
                new HttpCase(Resource.PLAINTEXT, FEW, PIPELINED),
                SHORT_LIVED,
                new HttpCase(Resource.VIRTUAL, FEW, 1),
                FILES.get(0),
                FILES.get(1),
                FILES.get(2));
    }
}
