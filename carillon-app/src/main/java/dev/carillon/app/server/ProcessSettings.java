package dev.carillon.app.server;

import dev.carillon.app.command.Log;
import dev.carillon.loop.PollerKind;
import dev.carillon.net.Share;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What of {@code carillon serve} stays as it is until a restart.
 *
 * @param loops how many event loops
 * @param share how they share an address; empty for what their poller can
 * @param poller what they wait with
 * @param workers how many threads open files, 0 for the loops themselves
 * @param drain how long answers may take to end
 * @param stats how often figures are printed, zero for never
 * @param log how the lines look that it reports
 * @param control the control socket, a PATH as {@code --control} takes it; empty for the usual one
 */
record ProcessSettings(
        int loops,
        Optional<Share> share,
        PollerKind poller,
        int workers,
        Duration drain,
        Duration stats,
        Log.Format log,
        Optional<String> control) {
    static final ProcessSettings DEFAULTS = of(PollerKind.EPOLL, Duration.ofSeconds(5), Duration.ZERO);

    /** Of a server with one loop. */
    static ProcessSettings of(PollerKind poller, Duration drain, Duration stats) {
        return new ProcessSettings(1, Optional.empty(), poller, 0, drain, stats, Log.Format.TEXT, Optional.empty());
    }

    /** Not by itself SO_REUSEPORT: with it a port in use is no error, and whoever has it loses connections to us. */
    Share sharing() {
        return share.orElse(poller == PollerKind.EPOLL ? Share.EXCLUSIVE : Share.HAND_OFF);
    }

    /** The names of what differs. */
    List<String> differences(ProcessSettings now) {
        List<String> names = new ArrayList<>();
        addIf(loops != now.loops, "loops", names);
        addIf(sharing() != now.sharing(), "share", names);
        addIf(poller != now.poller, "poller", names);
        addIf(workers != now.workers, "workers", names);
        addIf(!drain.equals(now.drain), "drain", names);
        addIf(!stats.equals(now.stats), "stats", names);
        addIf(log != now.log, "log", names);
        addIf(!control.equals(now.control), "control", names);
        return names;
    }

    private static void addIf(boolean differs, String name, List<String> names) {
        if (differs) {
            names.add(name);
        }
    }

    /** How many sockets listen at each address. */
    int listeners() {
        return sharing() == Share.HAND_OFF ? 1 : loops;
    }
}
