package dev.carillon.monitor.fleet;

import dev.carillon.config.Kind;
import dev.carillon.monitor.rule.AlarmState;
import dev.carillon.monitor.rule.Standing;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What a host says of itself.
 *
 * @param host what it is called in the fleet
 * @param name the machine's name
 * @param since since when its monitor runs
 * @param time when it said this
 * @param verdict the severity of the worst alarm to which nobody sees, or {@link #QUIET}
 * @param count how many alarms there are
 * @param alarms the worst of them, and of those the newest
 * @param hasLeft whether it is the last it says, as its monitor ends in order
 */
public record HostReport(
        String host,
        String name,
        Instant since,
        Instant time,
        String verdict,
        int count,
        List<HostAlarm> alarms,
        boolean hasLeft) {
    /** The verdict where nobody has to do anything. */
    public static final String QUIET = "quiet";

    /** That of a host of which nobody understands what it says. */
    static final String UNREADABLE = "unreadable";

    /** So many are named: what a host says has to fit into a message. */
    private static final int MOST = 50;

    /** With a list that stays as it is. */
    public HostReport {
        alarms = List.copyOf(alarms);
    }

    /** Of a monitor with these alarms. */
    public static HostReport of(String host, String name, Instant since, List<Standing> standing) {
        List<Standing> open = standing.stream()
                .filter(each -> each.state() != AlarmState.CLEAR)
                .toList();
        String verdict = open.stream()
                .filter(each -> each.acknowledged().isEmpty())
                .map(Standing::severity)
                .max(Comparator.naturalOrder())
                .map(Kind::word)
                .orElse(QUIET);
        return new HostReport(host, name, since, Instant.now(), verdict, open.size(), worst(open), false);
    }

    private static List<HostAlarm> worst(List<Standing> open) {
        Comparator<Standing> bySeverity = Comparator.comparing(Standing::severity);
        return open.stream()
                .sorted(bySeverity.thenComparing(Standing::time).reversed())
                .limit(MOST)
                .map(HostAlarm::of)
                .toList();
    }

    /** As the last that it says. */
    HostReport last() {
        return new HostReport(host, name, since, Instant.now(), verdict, count, alarms, true);
    }

    static HostReport unreadable(String host, Instant time) {
        return new HostReport(host, host, time, time, UNREADABLE, 0, List.of(), false);
    }
}
