package dev.carillon.monitor.file;

import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.PageSettings;
import dev.carillon.config.Section;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a file says of the monitor itself, {@code [monitor]}.
 *
 * @param state the directory for what has to survive; empty for nothing has to
 * @param metrics where figures are served; empty for nowhere
 * @param control the control socket, a name or a path; empty for the usual one
 * @param report what is reported by itself
 * @param history how what survives is kept
 * @param page of the live page, {@code [page]}
 */
public record ProcessSettings(
        Optional<Path> state,
        Optional<SocketAddress> metrics,
        Optional<String> control,
        Optional<ReportSettings> report,
        HistorySettings history,
        PageSettings page) {
    /** What is so unless a file says otherwise. */
    public static final ProcessSettings USUAL = new ProcessSettings(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            HistorySettings.USUAL,
            PageSettings.NONE);

    private static final Key<Path> STATE = new Key<>(
            "state",
            Kind.path(),
            "The directory for what survives the monitor's end: records, alarms, what is still to be told. Without it"
                    + " nothing is written. Not changed by a reload.");
    private static final Key<SocketAddress> METRICS = new Key<>(
            "metrics",
            Kind.address(),
            "Where GET /metrics and /healthz are answered, for Prometheus. Not changed by a reload.");
    private static final Key<String> CONTROL = new Key<>(
            "control",
            Kind.text(),
            "The socket for 'carillon ctl' and 'carillon monitor plan', a path or a name; \"none\" for none. Not"
                    + " changed by a reload.");

    static ProcessSettings read(Section root) {
        return root.section("monitor", "The monitor itself.")
                .map(of -> new ProcessSettings(
                        of.find(STATE),
                        of.find(METRICS),
                        of.find(CONTROL),
                        ReportSettings.read(of),
                        HistorySettings.read(of),
                        PageSettings.NONE))
                .orElse(USUAL);
    }

    ProcessSettings withPage(PageSettings settings) {
        return new ProcessSettings(state, metrics, control, report, history, settings);
    }
}
