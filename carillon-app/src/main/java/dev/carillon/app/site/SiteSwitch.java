package dev.carillon.app.site;

import dev.carillon.http.Refusal;
import dev.carillon.http.server.AccessLog;
import dev.carillon.http.server.Client;
import dev.carillon.http.server.EndListener;
import dev.carillon.http.server.Exchange;
import dev.carillon.http.server.ExchangeEnd;
import dev.carillon.http.server.HttpHandler;
import dev.carillon.http.server.RefusalListener;
import dev.carillon.http.server.Response;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a listener's requests come to: the sites that it has now. A request that has begun keeps the ones it began with. Each has to
 * be released when its listener has ended.
 */
public final class SiteSwitch implements HttpHandler, RefusalListener {
    private static final int UNAVAILABLE = 503;
    private static final Response SERVING = Response.text(200, "serving\n").withField("Cache-Control", "no-store");
    private static final Response ENDING =
            Response.text(UNAVAILABLE, "ending\n").withField("Cache-Control", "no-store");

    private volatile View view;
    private volatile boolean ending;

    /** All that a request needs, replaced as one. */
    private record View(
            Generation generation,
            HttpHandler hosts,
            @Nullable AccessLog log,
            @Nullable String health) implements EndListener {
        static View of(Generation generation, List<String> sites, Optional<String> health) {
            return new View(
                    generation, generation.hosts(sites), generation.log().orElse(null), health.orElse(null));
        }

        @Override
        public void ended(Exchange exchange, ExchangeEnd end) {
            generation.giveBack();
        }
    }

    /**
     * For a listener that is to be opened.
     *
     * @param generation what it begins with
     * @param sites the names of those that it has; none for all
     * @param health the path at which it tells whether it takes requests still
     */
    public SiteSwitch(Generation generation, List<String> sites, Optional<String> health) {
        generation.take();
        view = View.of(generation, sites, health);
    }

    /** Has what comes from now on answered by others. */
    public void change(Generation generation, List<String> sites, Optional<String> health) {
        View old = view;
        generation.take();
        view = View.of(generation, sites, health);
        old.generation.giveBack();
    }

    /** Says at its health path that it ends. */
    public void ending() {
        ending = true;
    }

    /** Nothing comes any more. */
    public void release() {
        view.generation.giveBack();
    }

    @Override
    public void handle(Exchange exchange) throws Exception {
        View now = take();
        if (now == null) {
            exchange.fail(UNAVAILABLE);
            return;
        }
        if (now.log != null) {
            exchange.onEnd(now.log); // while the generation has it
        }
        exchange.onEnd(now);
        if (now.health != null && exchange.request().path().equals(now.health)) {
            exchange.send(ending ? ENDING : SERVING);
        } else {
            now.hosts.handle(exchange);
        }
    }

    @Override
    public void refused(Client client, Refusal reason, String line) {
        View now = take();
        if (now == null) {
            return;
        }
        if (now.log != null) {
            now.log.refused(client, reason, line);
        }
        now.generation.giveBack();
    }

    /** The present one; it may be replaced, and be over, between the look at it and the taking. Null after the release. */
    private @Nullable View take() {
        View now = view;
        while (!now.generation.take()) {
            View next = view;
            if (next == now) {
                return null;
            }
            now = next;
        }
        return now;
    }
}
