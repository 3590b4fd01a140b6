package dev.carillon.net;

import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.PollerKind;
import java.util.Locale;

/** How tests make loops: {@code mvn -Dcarillon.poller=poll test} runs them all with another poller. */
final class Loops {
    /** The poller asked for, epoll if none was. */
    static final PollerKind POLLER =
            PollerKind.valueOf(System.getProperty("carillon.poller", "epoll").toUpperCase(Locale.ROOT));

    /** The default options, with that poller. */
    static final LoopOptions OPTIONS = LoopOptions.DEFAULTS.withPoller(POLLER);

    private Loops() {}
}
