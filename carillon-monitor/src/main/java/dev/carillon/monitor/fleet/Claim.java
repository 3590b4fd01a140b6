package dev.carillon.monitor.fleet;

import dev.carillon.config.Kind;
import dev.carillon.monitor.rule.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a monitor puts under a host's name.
 *
 * @param monitor which monitor it is: another one each time that one is started
 * @param report what it says
 * @param rival what another monitor has said that is alive under the same name
 */
record Claim(String monitor, HostReport report, Optional<HostReport> rival) {
    boolean isOf(String other) {
        return monitor.equals(other);
    }

    /** Whether it is of another monitor, which is alive. */
    boolean isRivalOf(String other) {
        return !isOf(other) && !report.hasLeft();
    }

    /** The same beside what somebody else has said. */
    Claim beside(Claim other) {
        return new Claim(monitor, report, other.isRivalOf(monitor) ? Optional.of(other.report) : Optional.empty());
    }

    /** Without what another monitor has said. */
    Claim alone() {
        return new Claim(monitor, report, Optional.empty());
    }

    /** What somebody else has said that nobody understands, or may ask for. */
    Claim unreadable() {
        return new Claim("", HostReport.unreadable(report.host(), report.time()), Optional.empty());
    }

    /** The last that it says. */
    Claim last() {
        return new Claim(monitor, report.last(), Optional.empty());
    }

    /** What all that call themselves so say together: the name is as bad off as the worst of them. */
    HostReport together() {
        if (rival.isEmpty()) {
            return report;
        }
        HostReport other = rival.get();
        List<HostAlarm> alarms = new ArrayList<>(report.alarms());
        alarms.addAll(other.alarms());
        return new HostReport(
                report.host(),
                report.name(),
                report.since(),
                report.time(),
                worse(report.verdict(), other.verdict()),
                report.count() + other.count(),
                alarms,
                report.hasLeft());
    }

    private static String worse(String one, String other) {
        return badness(one) >= badness(other) ? one : other;
    }

    /** A word that we do not know is worst: somebody has to look. */
    private static int badness(String verdict) {
        List<String> words = Stream.concat(
                        Stream.of(HostReport.QUIET),
                        Stream.of(Severity.values()).map(Kind::word))
                .toList();
        return words.contains(verdict) ? words.indexOf(verdict) : words.size();
    }
}
