package dev.carillon.bench.echo;

import dev.carillon.bench.load.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A load that every echo server gets.
 *
 * @param connections how many
 * @param size bytes of a message
 * @param depth messages under way on each connection
 * @param tls whether over TLS
 */
public record EchoCase(int connections, int size, int depth, boolean tls) implements Named {
    /** Beyond so many bytes under way it is the kernel's memory that is measured. */
    private static final long MOST_UNDER_WAY = 64L * 1024 * 1024;

    private static final int KIB = 1024;

    /** If there is time for one only. */
    static final EchoCase USUAL = new EchoCase(50, 64, 1);

    /** Not over TLS. */
    public EchoCase(int connections, int size, int depth) {
        this(connections, size, depth, false);
    }

    /** The same over TLS. */
    public EchoCase overTls() {
        return new EchoCase(connections, size, depth, true);
    }

    /** Those over TLS, few: what is above the socket is the same. */
    static List<EchoCase> allOverTls(boolean quick) {
        List<EchoCase> cases = quick
                ? List.of(new EchoCase(50, 64, 1), new EchoCase(50, 4 * KIB, 1))
                : List.of(
                        new EchoCase(1, 64, 1),
                        new EchoCase(50, 64, 1),
                        new EchoCase(50, 64, 16),
                        new EchoCase(1, 4 * KIB, 1),
                        new EchoCase(50, 4 * KIB, 1),
                        new EchoCase(50, 4 * KIB, 16));
        return cases.stream().map(EchoCase::overTls).toList();
    }

    /** With {@code quick} those that say most. */
    static List<EchoCase> all(boolean quick) {
        if (quick) {
            return List.of(
                    new EchoCase(1, 64, 1),
                    new EchoCase(50, 64, 1),
                    new EchoCase(50, 64, 16),
                    new EchoCase(50, 4096, 1));
        }
        List<EchoCase> cases = new ArrayList<>();
        for (int connections : new int[] {1, 50, 1000}) {
            for (int size : new int[] {64, 4 * KIB, 64 * KIB}) {
                for (int depth : new int[] {1, 16}) {
                    EchoCase load = new EchoCase(connections, size, depth);
                    if ((long) connections * size * depth <= MOST_UNDER_WAY) {
                        cases.add(load);
                    }
                }
            }
        }
        return cases;
    }

    /** Those whose system calls are counted: the rest only says the same again. */
    boolean isTraced() {
        return connections <= 50 && (size == 64 || tls && depth == 1);
    }

    @Override
    public String text() {
        String bytes = size < KIB ? size + " B" : size / KIB + " KiB";
        return String.format(Locale.ROOT, "%s%,d x %s x %d", tls ? "TLS " : "", connections, bytes, depth);
    }
}
