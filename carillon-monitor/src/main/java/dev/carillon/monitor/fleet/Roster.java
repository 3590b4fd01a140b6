package dev.carillon.monitor.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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
     * @param other what somebody else has put under its name since the last time, if that is so
     */
    record Said(long revision, Optional<Claim> other) {}

    /**
     * A host says that it is there.
     *
     * @param revision of what it has said before; zero if that is not known
     */
    Said say(Claim claim, Duration ttl, long revision) throws Exception {
        return link.use(client -> {
            client.makeBucket(FleetNames.KNOWN, REMEMBERED);
            client.makeBucket(FleetNames.HERE, ttl);
            return revision == 0 ? begin(client.buckets(), claim) : goOn(client.buckets(), claim, revision);
        });
    }

    /**
     * What another monitor says to be there stays, since it may be worse: if that one is alive it hears of this one by the other
     * bucket, and if not this one is there the next time.
     */
    private static Said begin(NatsBuckets buckets, Claim claim) throws Exception {
        if (!isOthers(buckets, claim)) {
            put(buckets, FleetNames.HERE, claim); // first: who is known only has vanished
        }
        return new Said(put(buckets, FleetNames.KNOWN, claim), Optional.empty());
    }

    private static Said goOn(NatsBuckets buckets, Claim claim, long revision) throws Exception {
        OptionalLong next = update(buckets, claim, revision);
        if (next.isPresent()) {
            put(buckets, FleetNames.HERE, claim);
            return new Said(next.getAsLong(), Optional.empty());
        }
        Claim other = find(buckets, FleetNames.KNOWN, claim).orElseGet(claim::unreadable);
        Claim both = claim.beside(other);
        put(buckets, FleetNames.HERE, both);
        return new Said(put(buckets, FleetNames.KNOWN, both), Optional.of(other));
    }

    private static long put(NatsBuckets buckets, String bucket, Claim claim) throws Exception {
        return buckets.put(bucket, claim.report().host(), HostJson.text(claim));
    }

    /** Nothing where somebody else has put something there since. */
    private static OptionalLong update(NatsBuckets buckets, Claim claim, long revision) throws Exception {
        try {
            String host = claim.report().host();
            return OptionalLong.of(buckets.update(FleetNames.KNOWN, host, HostJson.text(claim), revision));
        } catch (Exception e) {
            if (NatsFailure.isOthers(e)) {
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    private static boolean isOthers(NatsBuckets buckets, Claim claim) throws InterruptedException {
        return find(buckets, FleetNames.HERE, claim)
                .filter(there -> !there.isOf(claim.monitor()))
                .isPresent();
    }

    /** What stands under a monitor's name, where it may ask. */
    private static Optional<Claim> find(NatsBuckets buckets, String bucket, Claim claim) throws InterruptedException {
        String host = claim.report().host();
        try {
            return buckets.get(bucket, host).flatMap(entry -> HostJson.parse(host, entry.text()));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) { // whatever the library throws
            return Optional.empty();
        }
    }

    /**
     * A monitor says that it is there no more. Its name goes to another one that has it, too.
     *
     * @param rival what that one has said, if there is one
     * @param revision of what it has said before; zero if that is not known
     */
    void leave(Claim claim, Optional<Claim> rival, long revision) throws Exception {
        link.use(client -> {
            leave(client.buckets(), claim, rival, revision);
            return true;
        });
    }

    private static void leave(NatsBuckets buckets, Claim claim, Optional<Claim> rival, long revision) throws Exception {
        Claim last = rival.map(Claim::alone).orElseGet(claim::last);
        if (revision == 0) {
            put(buckets, FleetNames.KNOWN, last); // first: who is in neither was never there
        } else if (update(buckets, last, revision).isEmpty()) {
            return; // the other one has the name already
        }
        if (rival.isPresent()) {
            put(buckets, FleetNames.HERE, last);
        } else if (!isOthers(buckets, claim)) {
            buckets.delete(FleetNames.HERE, claim.report().host());
        }
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
            Optional<NatsBuckets.Entry> here = here(buckets, known.key());
            hosts.add(Host.of(here.orElse(known), here.isPresent()));
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
}
