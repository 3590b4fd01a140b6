package dev.carillon.app.site;

import dev.carillon.http.server.Exchange;
import dev.carillon.http.server.HttpHandler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sites by the host that is asked for: the one that has exactly this name, else the one with the longest domain above it, else the
 * one without names. If there is none either, 421 (RFC 9110 §15.5.20): a name that leads here by mistake, or on purpose, is shown
 * nobody else's site.
 */
final class VirtualHosts implements HttpHandler {
    private static final int MISDIRECTED = 421;

    private final Map<String, HttpHandler> byName = new HashMap<>();
    private @Nullable HttpHandler others;

    /** Adds a site; of several without names the last one counts, and of several with one name. */
    void add(List<HostPattern> names, HttpHandler site) {
        if (names.isEmpty()) {
            others = site;
        }
        names.forEach(name -> byName.put(name.text(), site));
    }

    @Override
    public void handle(Exchange exchange) throws Exception {
        HttpHandler site = find(exchange.request().host());
        if (site == null) {
            exchange.fail(MISDIRECTED);
        } else {
            site.handle(exchange);
        }
    }

    private @Nullable HttpHandler find(String host) {
        if (byName.isEmpty()) {
            return others;
        }
        String name = host.length() > 1 && host.endsWith(".")
                ? host.substring(0, host.length() - 1)
                : host; // fully qualified
        HttpHandler exact = byName.get(name);
        for (int dot = name.indexOf('.', 1); exact == null && dot >= 0; dot = name.indexOf('.', dot + 1)) {
            exact = byName.get("*" + name.substring(dot));
        }
        return exact == null ? others : exact;
    }
}
