package dev.carillon.loop;

import dev.carillon.linux.KernelFeature;
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

    static EventLoop open(String name) {
        return EventLoop.open(name, OPTIONS);
    }

    /** The JVM option that has a child make its loops in the same way. */
    static String option() {
        return "-Dcarillon.poller=" + POLLER.text();
    }

    /** A poller that this kernel or its sandbox does not have cannot be tested. */
    static void assumeIsThere(PollerKind kind) {
        Assumptions.assumeTrue(
                kind != PollerKind.URING || KernelFeature.IO_URING.isThere(),
                "this kernel or its sandbox has no io_uring");
    }

    static boolean can(Trigger trigger) {
        try (Poller poller = POLLER.apply(1)) {
            poller.check(trigger);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A test of a trigger that the poller refuses has nothing to test. */
    static void assumeCan(Trigger trigger) {
        Assumptions.assumeTrue(can(trigger), () -> POLLER + " cannot do " + trigger);
    }

    /** For tests that tell errors and hang-ups from readiness. */
    static void assumeEndsAreTold() {
        Assumptions.assumeTrue(POLLER != PollerKind.SELECT, "select does not tell errors and ends");
    }

    /** For what is said or kept by epoll alone: its error messages, the kernel's list. */
    static void assumeEpoll() {
        Assumptions.assumeTrue(POLLER == PollerKind.EPOLL, "about epoll alone");
    }
}
