package dev.carillon.net;

import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.Poller;
import dev.carillon.loop.PollerKind;
import dev.carillon.loop.Trigger;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;

/** How tests make loops: {@code mvn -Dcarillon.poller=poll test} runs them all with another poller. */
final class Loops {
    /** The poller asked for, epoll if none was. */
    static final PollerKind POLLER =
            PollerKind.valueOf(System.getProperty("carillon.poller", "epoll").toUpperCase(Locale.ROOT));

    /** The default options, with that poller. */
    static final LoopOptions OPTIONS = LoopOptions.DEFAULTS.withPoller(POLLER);

    private Loops() {}

    /** A test of a trigger that the poller refuses has nothing to test. */
    static void assumeCan(Trigger trigger) {
        try (Poller poller = POLLER.apply(1)) {
            poller.check(trigger);
        } catch (IllegalArgumentException e) {
            Assumptions.abort(POLLER + " cannot do " + trigger);
        }
    }
}
