package dev.carillon.loop;

import dev.carillon.linux.Signal;
import dev.carillon.linux.Signals;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;

/**
 * Lets signals that every thread of the process blocks do what they do by default, for as long as it lives.
 *
 * <p>It takes a thread of its own to let them through. The loop's thread could, but every thread it starts meanwhile would
 * inherit that, and end the process long after the signals have been taken back.
 */
final class DefaultActions {
    /** Those with which somebody else ends a process, or means to. */
    private static final Set<Signal> CONTROL = Set.of(Signal.TERM, Signal.INT, Signal.HUP);

    private final Set<Signal> signals;
    private final CountDownLatch letThrough = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread;

    private DefaultActions(Set<Signal> signals) {
        this.signals = signals;
        this.thread = Thread.ofPlatform()
                .name("carillon-signals-given-back")
                .daemon()
                .stackSize(64 * 1024)
                .unstarted(this::hold);
    }

    /** Those of some signals that a person or a supervisor counts on. */
    static Set<Signal> controlOf(Set<Signal> signals) {
        Set<Signal> control = new TreeSet<>(signals);
        control.retainAll(CONTROL);
        return control;
    }

    /** From now on; a signal that waits already takes effect before this returns. */
    static DefaultActions of(Set<Signal> signals) {
        DefaultActions actions = new DefaultActions(signals);
        actions.thread.start();
        awaitUninterruptibly(actions.letThrough);
        return actions;
    }

    private void hold() {
        Signals.unblock(signals);
        letThrough.countDown();
        awaitUninterruptibly(over);
        Signals.block(signals);
    }

    /** When this returns every thread blocks them again. */
    void end() {
        over.countDown();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
