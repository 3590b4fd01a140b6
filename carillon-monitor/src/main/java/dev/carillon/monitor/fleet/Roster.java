package dev.carillon.monitor.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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
        List<Host> hosts = new ArrayList<>(link.use(client -> read(client.buckets())));
        hosts.sort(Comparator.comparing(Host::isWrong)
                .reversed()
                .thenComparing(host -> host.report().host()));
        return hosts;
    }

    private static List<Host> read(NatsBuckets buckets) throws Exception {
        List<Host> hosts = new ArrayList<>();
        for (NatsBuckets.Entry known : known(buckets)) {
            hosts.add(here(buckets, known.key())
                    .map(here -> host(here, _ -> Host.Presence.HERE))
                    .orElseGet(() -> host(
                            known, last -> last.hasLeft() ? Host.Presence.LEFT : Host.Presence.VANISHED)));
        }
        return hosts;
    }

    /** None where there is no bucket yet. */
    private static List<NatsBuckets.Entry> known(NatsBuckets buckets) throws Exception {
        try {
            return buckets.entries(FleetNames.KNOWN);
        } catch (Exception e) {
            if (NatsFailure.isMissing(e)) {
                return List.of();
            }
            throw e;
        }
    }

    /** The library refuses to ask for some keys, which others can write: no monitor has one of those. */
    private static Optional<NatsBuckets.Entry> here(NatsBuckets buckets, String key) throws Exception {
        return FleetNames.isHost(key) ? buckets.get(FleetNames.HERE, key) : Optional.empty();
    }

    private static Host host(NatsBuckets.Entry entry, Function<HostReport, Host.Presence> presence) {
        Optional<HostReport> report = FleetNames.isHost(entry.key())
                ? HostJson.parse(entry.key(), entry.text())
                : Optional.empty();
        return report.map(said -> new Host(said, presence.apply(said), entry.time()))
                .orElseGet(() -> Host.unreadable(entry.key(), entry.time()));
    }
}
