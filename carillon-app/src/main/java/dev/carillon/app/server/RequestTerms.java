package dev.carillon.app.server;

import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import dev.carillon.http.HttpLimits;
import dev.carillon.http.server.HttpOptions;
import java.util.Optional;

/**
 * What a table of limits says, over what was said before.
 *
 * @param options limits and times of requests
 * @param connections at once, of each loop
 * @param perAddress of them from one address
 */
record RequestTerms(HttpOptions options, Optional<Integer> connections, int perAddress) {
    static final RequestTerms DEFAULTS = new RequestTerms(HttpOptions.DEFAULTS, Optional.empty(), 0);

    private static final Kind<Integer> COUNT = Kind.number(0, Integer.MAX_VALUE);
    private static final Kind<Integer> AT_LEAST_ONE = Kind.number(1, Integer.MAX_VALUE);
    private static final long MOST_HEAD = 1 << 20;
    private static final long MOST_BODY = 1L << 40;

    /** With what a table says. */
    RequestTerms changedBy(Section section) {
        HttpOptions changed = options.withLimits(limits(section))
                .withHeadTime(section.get("head-time", Kind.span(), options.headTime()))
                .withWriteStall(section.get("write-stall", Kind.span(), options.writeStall()))
                .withLifetime(section.get("lifetime", Kind.span(), options.lifetime()))
                .withRequestsInFlight(section.get("requests-at-once", COUNT, options.requestsInFlight()))
                .withKeepAlive(
                        section.get("keep-alive", Kind.span(), options.keepAlive()),
                        section.get("requests-per-connection", AT_LEAST_ONE, options.requestsPerConnection()))
                .withBodyRate(
                        (int) section.get("body-rate", Kind.size(1, 1 << 30), (long) options.bodyRate())
                                .longValue(),
                        section.get("body-grace", Kind.span(), options.bodyGrace()));
        return new RequestTerms(
                changed,
                section.find("connections", COUNT).or(() -> connections),
                section.get("connections-per-address", COUNT, perAddress));
    }

    private HttpLimits limits(Section section) {
        HttpLimits limits = options.limits();
        Kind<Long> part = Kind.size(64, MOST_HEAD);
        return limits.withLine(section.get("line", part, (long) limits.line()).intValue())
                .withHead(section.get("head", part, (long) limits.head()).intValue())
                .withFields(section.get("fields", AT_LEAST_ONE, limits.fields()))
                .withBody(section.get("body", Kind.size(0, MOST_BODY), limits.body()));
    }
}
