package dev.carillon.monitor.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Who is in the fleet, as it stands at the server: a bucket of those who are there, of which a key goes by itself when it is not
 * renewed in time, and one of all that were there in the last days. Who is in the second only has left, if it says so, or vanished.
 */
public final class Roster {
    private static final Duration REMEMBERED = Duration.ofDays(7);

    private final NatsLink link;

    /** At a server. */
    public Roster(NatsLink link) {
        this.link = link;
    }

    /**
     * What came of what a host has said.
     *
     * @param revision of that
     * @param isContested whether another has said something under its name
     */
    record Said(long revision, boolean isContested) {}

    /**
     * A host says that it is there.
     *
     * @param revision of what it has said before; zero if that is not known
     */
    Said say(HostReport report, Duration ttl, long revision) throws Exception {
        String text = HostJson.text(report);
        return link.use(client -> {
            client.makeBucket(FleetNames.KNOWN, REMEMBERED);
            client.makeBucket(FleetNames.HERE, ttl);
            client.buckets().put(FleetNames.HERE, report.host(), text);
            return say(client.buckets(), report.host(), text, revision);
        });
    }

    private static Said say(NatsBuckets buckets, String host, String text, long revision) throws Exception {
        if (revision == 0) {
            return new Said(buckets.put(FleetNames.KNOWN, host, text), false);
        }
        try {
            return new Said(buckets.update(FleetNames.KNOWN, host, text, revision), false);
        } catch (Exception e) {
            if (!NatsFailure.isOthers(e)) {
                throw e;
            }
            return new Said(buckets.put(FleetNames.KNOWN, host, text), true);
        }
    }

    /** A host says that it is there no more. */
    void leave(HostReport report) throws Exception {
        String text = HostJson.text(report.last());
        link.use(client -> {
            client.buckets().put(FleetNames.KNOWN, report.host(), text); // first: who is in neither was never there
            client.buckets().delete(FleetNames.HERE, report.host());
            return text;
        });
    }

    /**
     * All hosts: those first that somebody has to look at.
     *
     * @throws Exception in words for who has asked
     */
    public List<Host> read() throws Exception {
        // In this order: who comes in between is in the second.
        List<NatsBuckets.Entry> known = entries(FleetNames.KNOWN);
        Map<String, NatsBuckets.Entry> here = entries(FleetNames.HERE).stream()
                .collect(Collectors.toMap(NatsBuckets.Entry::key, entry -> entry, (first, second) -> second));
        List<Host> hosts = new ArrayList<>();
        for (NatsBuckets.Entry entry : known) {
            NatsBuckets.Entry present = here.remove(entry.key());
            hosts.add(present == null ? gone(entry) : new Host(report(present), Host.Presence.HERE, present.time()));
        }
        here.values().forEach(each -> hosts.add(new Host(report(each), Host.Presence.HERE, each.time())));
        hosts.sort(Comparator.comparing(Host::isWrong)
                .reversed()
                .thenComparing(host -> host.report().host()));
        return hosts;
    }

    private static Host gone(NatsBuckets.Entry entry) {
        HostReport last = report(entry);
        return new Host(last, last.hasLeft() ? Host.Presence.LEFT : Host.Presence.VANISHED, entry.time());
    }

    private static HostReport report(NatsBuckets.Entry entry) {
        return HostJson.parse(entry.key(), entry.text())
                .orElseGet(() -> HostReport.unreadable(entry.key(), entry.time()));
    }

    /** None where there is no bucket yet. */
    private List<NatsBuckets.Entry> entries(String bucket) throws Exception {
        return link.use(client -> {
            try {
                return client.buckets().entries(bucket);
            } catch (Exception e) {
                if (NatsFailure.isMissing(e)) {
                    return List.of();
                }
                throw e;
            }
        });
    }
}
