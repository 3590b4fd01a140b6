package dev.carillon.app.monitor;

import dev.carillon.config.Kind;
import dev.carillon.config.Printed;
import dev.carillon.dashboard.board.State;
import dev.carillon.monitor.fleet.Fleet;
import dev.carillon.monitor.fleet.Host;
import dev.carillon.monitor.fleet.HostAlarm;
import dev.carillon.monitor.fleet.HostReport;

/** A fleet as the page shows it. */
final class ShownFleet {
    /** Of each host; how many it has is told besides. */
    private static final int MOST_ALARMS = 5;

    private ShownFleet() {}

    static State.FleetState of(Fleet fleet) {
        return new State.FleetState(
                fleet.where(),
                fleet.asked(),
                fleet.trouble(),
                fleet.hosts().stream().map(ShownFleet::host).toList());
    }

    private static State.HostState host(Host host) {
        HostReport report = host.report();
        return new State.HostState(
                report.host(),
                Kind.word(host.presence()),
                host.isContested() ? report.verdict() + " (several monitors have this name)" : report.verdict(),
                report.since(),
                host.heard(),
                report.count(),
                report.alarms().stream()
                        .limit(MOST_ALARMS)
                        .map(ShownFleet::line)
                        .toList());
    }

    /** Without times: what has not changed is not told again. */
    private static String line(HostAlarm alarm) {
        String key = alarm.key().isEmpty() ? "" : "[" + alarm.key() + "]";
        String who = alarm.isAcknowledged() ? " (acknowledged)" : "";
        return Printed.line(
                alarm.severity() + " " + alarm.rule() + key + " " + alarm.state() + who + ": " + alarm.message());
    }
}
