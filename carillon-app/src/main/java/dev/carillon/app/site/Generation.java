package dev.carillon.app.site;

import dev.carillon.http.server.AccessLog;
import dev.carillon.http.server.HttpHandler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that was opened for what was wanted at one time: the sites and the access log. It is closed when nobody has it any more, and
 * no exchange that began with it.
 */
public final class Generation {
    private final Map<String, Site> sites = new LinkedHashMap<>();
    private final Optional<OpenLog> log;
    private final Lease lease = new Lease(this::end);

    Generation(Optional<OpenLog> log) {
        this.log = log;
    }

    void add(String name, Site site) {
        sites.put(name, site);
    }

    private void end() {
        sites.values().forEach(Site::close);
        log.ifPresent(OpenLog::giveBack);
    }

    boolean take() {
        return lease.take();
    }

    /** Is needed no more by whoever has opened it, or taken it. */
    public void giveBack() {
        lease.giveBack();
    }

    /** The access log, if there is one. */
    public Optional<AccessLog> log() {
        return log.map(OpenLog::log);
    }

    Optional<OpenLog> openLog() {
        return log;
    }

    /** The sites of some names; of none, all. */
    HttpHandler hosts(List<String> names) {
        VirtualHosts hosts = new VirtualHosts();
        sites.forEach((name, site) -> {
            if (names.isEmpty() || names.contains(name)) {
                hosts.add(site.settings().names(), site);
            }
        });
        return hosts;
    }
}
