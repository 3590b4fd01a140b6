package dev.carillon.app.monitor;

import dev.carillon.config.Kind;
import dev.carillon.config.Printed;
import dev.carillon.monitor.fleet.Host;
import dev.carillon.monitor.fleet.HostAlarm;
import dev.carillon.monitor.fleet.HostReport;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A fleet as lines for people. What hosts say of themselves comes from a server to which others may write, too: it is shown as text. */
final class FleetText {
    private static final int LONGEST_NAME = 40;

    private FleetText() {}

    static List<String> lines(String where, List<Host> hosts, Instant now) {
        List<String> lines = new ArrayList<>();
        lines.add(summary(where, hosts));
        int width = hosts.stream().mapToInt(host -> name(host).length()).max().orElse(0);
        for (Host host : hosts) {
            lines.add(line(host, width, now));
            if (host.presence() != Host.Presence.LEFT) {
                host.report().alarms().forEach(alarm -> lines.add(line(alarm, now)));
                more(host.report()).ifPresent(lines::add);
            }
        }
        return lines;
    }

    private static Optional<String> more(HostReport report) {
        int more = report.count() - report.alarms().size();
        return more > 0 ? Optional.of("    and " + more + " more") : Optional.empty();
    }

    private static String summary(String where, List<Host> hosts) {
        if (hosts.isEmpty()) {
            return "fleet at " + where + ": no host has been there in the last week";
        }
        return "fleet at " + where + ": " + count(hosts, Host.Presence.HERE) + " here, "
                + count(hosts, Host.Presence.VANISHED) + " vanished, " + count(hosts, Host.Presence.LEFT) + " left, "
                + unreadable(hosts) + hosts.stream().filter(Host::isWrong).count() + " to be seen to";
    }

    private static String unreadable(List<Host> hosts) {
        long unreadable = count(hosts, Host.Presence.UNREADABLE);
        return unreadable == 0 ? "" : unreadable + " unreadable, ";
    }

    private static long count(List<Host> hosts, Host.Presence presence) {
        return hosts.stream().filter(host -> host.presence() == presence).count();
    }

    private static String name(Host host) {
        return shown(host.report().host());
    }

    private static String shown(String text) {
        String line = Printed.line(text);
        return line.length() <= LONGEST_NAME ? line : line.substring(0, LONGEST_NAME) + "…";
    }

    private static String line(Host host, int width, Instant now) {
        HostReport report = host.report();
        String alarms = report.count() == 1 ? "1 alarm" : report.count() + " alarms";
        String what = switch (host.presence()) {
            case HERE -> shown(report.verdict()) + ", " + alarms + ", since " + seconds(report.since());
            case LEFT -> "ended in order at " + seconds(host.heard());
            case UNREADABLE -> "what was put there at " + seconds(host.heard()) + " is no report of a monitor";
            case VANISHED -> "not heard of for " + ago(host.heard(), now) + ", with " + alarms + " then";
        };
        String presence = Kind.word(host.presence());
        String several = host.isContested() ? " (several monitors have this name)" : "";
        return String.format(
                Locale.ROOT, "%-" + Math.max(1, width) + "s  %-8s  %s%s", name(host), presence, what, several);
    }

    private static String line(HostAlarm alarm, Instant now) {
        String key = alarm.key().isEmpty() ? "" : "[" + alarm.key() + "]";
        String who = alarm.isAcknowledged() ? " (acknowledged)" : "";
        return Printed.line("    " + alarm.severity() + " " + alarm.rule() + key + " " + alarm.state() + " for "
                + ago(alarm.since(), now) + who + ": " + alarm.message());
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    /** By clocks that need not agree. */
    private static String ago(Instant time, Instant now) {
        Duration passed = Duration.between(time, now);
        if (passed.toMinutes() < 1) {
            return Math.max(0, passed.toSeconds()) + " s";
        }
        if (passed.toHours() < 1) {
            return passed.toMinutes() + " min";
        }
        return passed.toDays() < 2 ? passed.toHours() + " h" : passed.toDays() + " days";
    }
}
