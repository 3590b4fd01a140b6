package dev.carillon.loop;

import java.util.Locale;

/** How tests make loops: {@code mvn -Dcarillon.poller=poll test} runs them all with another poller. */
final class Loops {
    /** The poller asked for, epoll if none was. */
    static final PollerKind POLLER =
            PollerKind.valueOf(System.getProperty("carillon.poller", "epoll").toUpperCase(Locale.ROOT));

    /** The default options, with that poller. */
    static final LoopOptions OPTIONS = LoopOptions.DEFAULTS.withPoller(POLLER);

    private Loops() {}

    static EventLoop open(String name) {
        return EventLoop.open(name, OPTIONS);
    }

    /** The JVM option that has a child's tests make theirs in the same way. */
    static String option() {
        return "-Dcarillon.poller=" + POLLER.text();
    }

    /** Whether loops can do it; tests of a trigger that the poller refuses have nothing to test. */
    static boolean can(Trigger trigger) {
        return trigger == Trigger.LEVEL || can(Poller.Capability.valueOf(trigger.name()));
    }

    static boolean can(Poller.Capability capability) {
        try (Poller poller = POLLER.apply(1)) {
            return poller.capabilities().contains(capability);
        }
    }
}
