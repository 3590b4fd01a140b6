package dev.carillon.app.server;

import dev.carillon.app.site.LogSettings;
import dev.carillon.app.site.SiteSettings;
import dev.carillon.config.PageSettings;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * All of {@code carillon serve} as somebody wants it.
 *
 * @param process what stays as it is until a restart
 * @param listeners where it listens; none for the usual place
 * @param sites by their names
 * @param accessLog if one is wanted
 * @param metrics where figures can be asked for; stays as it is until a restart, too
 * @param page what the file says of the live page; stays as it is as well
 * @param file where some of that is said, if there is a file
 */
record ServeSettings(
        ProcessSettings process,
        List<ListenSettings> listeners,
        Map<String, SiteSettings> sites,
        Optional<LogSettings> accessLog,
        Optional<SocketAddress> metrics,
        PageSettings page,
        Optional<Path> file) {
    static final ServeSettings NONE = new ServeSettings(
            ProcessSettings.DEFAULTS,
            List.of(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            PageSettings.NONE,
            Optional.empty());

    /** What of this can be had without a restart. */
    ServeSettings keeping(ServeSettings now) {
        return new ServeSettings(now.process, listeners, sites, accessLog, now.metrics, now.page, file);
    }

    /** What of this waits for a restart, in words. */
    List<String> waiting(ServeSettings now) {
        List<String> names = process.differences(now.process);
        if (names.remove("control")) { // a successor inherits the socket
            names.add("control (until it is stopped and started)");
        }
        if (!metrics.equals(now.metrics)) {
            names.add("metrics");
        }
        if (!page.equals(now.page)) {
            names.add("page");
        }
        return names.isEmpty() ? names : List.of("as before until a restart: " + String.join(", ", names));
    }

    /** The names of what there is, in a line. */
    String summary() {
        return "sites " + String.join(", ", sites.keySet()) + "; listeners "
                + listeners.stream()
                        .map(one -> one.name() + " " + Place.text(one.address())
                                + (one.tls().isPresent() ? " (tls)" : ""))
                        .collect(Collectors.joining(", "));
    }

    /** Whether it listens where it does because nobody says where. */
    boolean isWithoutListeners() {
        return listeners.stream().allMatch(one -> one.place().isEmpty());
    }

    /** How many sockets listen in all. */
    int sockets() {
        return process.listeners() * listeners.size();
    }
}
