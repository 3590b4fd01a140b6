package dev.carillon.bench.http;

import dev.carillon.bench.figures.Figures;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What our CPU time a request may be, by a peer's. */
enum HttpTarget {
    PLAINTEXT_NGINX(HttpSide.NGINX, 1.05),
    PLAINTEXT_NETTY(HttpSide.NETTY, 0.9),
    PIPELINED(HttpSide.NETTY, 0.7),
    FILES(HttpSide.NGINX, 1.05),
    SHORT_NGINX(HttpSide.NGINX, 1.15),
    SHORT_NETTY(HttpSide.NETTY, 1),
    TLS(HttpSide.NETTY, 1),
    VIRTUAL(HttpSide.HELIDON, 1);

    private final HttpSide peer;
    private final double most;

    HttpTarget(HttpSide peer, double most) {
        this.peer = peer;
        this.most = most;
    }

    /** Those of a load. */
    static List<HttpTarget> of(HttpCase load) {
        if (load.tls()) {
            return List.of(TLS);
        }
        if (load.times() > 0) {
            return List.of(SHORT_NGINX, SHORT_NETTY);
        }
        if (load.resource().isFile()) {
            return List.of(FILES);
        }
        if (load.resource() == Resource.VIRTUAL) {
            return List.of(VIRTUAL);
        }
        return load.depth() > 1 ? List.of(PIPELINED) : List.of(PLAINTEXT_NGINX, PLAINTEXT_NETTY);
    }

    /**
     * What is reached of them beside all peers; a dash for a side that is not ours.
     *
     * @param ratios its CPU time by a peer's, a round each
     */
    static String verdicts(HttpCase load, HttpSide side, Function<HttpSide, double[]> ratios) {
        String verdicts = side.isOurs()
                ? of(load).stream()
                        .map(target -> target.verdict(ratios.apply(target.peer)))
                        .filter(verdict -> !verdict.isEmpty())
                        .collect(Collectors.joining("; "))
                : "";
        return verdicts.isEmpty() ? "-" : verdicts;
    }

    /** The same beside one of them. */
    static String verdict(HttpCase load, HttpSide peer, double[] ratios) {
        String verdicts = of(load).stream()
                .filter(target -> target.peer == peer)
                .map(target -> target.verdict(ratios))
                .collect(Collectors.joining("; "));
        return verdicts.isEmpty() ? "-" : verdicts;
    }

    private String verdict(double[] ratios) {
        if (ratios.length == 0) {
            return "";
        }
        double ratio = Figures.median(ratios);
        String reached = ratio <= most ? "yes" : "NO";
        return String.format(Locale.ROOT, "%.3f x %s <= %.2f %s", ratio, peer.text(), most, reached);
    }
}
