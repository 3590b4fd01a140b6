package dev.carillon.loop.simulation;

import dev.carillon.loop.Source;
import dev.carillon.loop.Timeout;
import java.util.ArrayList;
import java.util.List;

/** Timeouts, of which some are taken back or moved: each once, and none early. They are all one source, the loop's own. */
final class TimeoutsActor {
    private static final int LONGEST_NANOS = 50_000_000;

    /** Beyond the loop's accuracy, and what a turn's handlers take. */
    private static final long LATEST_NANOS = 500_000_000;

    private final World world;
    private final List<One> waiting = new ArrayList<>();
    private int scheduled;
    private int taken;
    private int run;

    TimeoutsActor(World world) {
        this.world = world;
    }

    private final class One implements Runnable {
        private final Timeout timeout = world.loop.timeout(this);
        private long due;

        private void schedule() {
            int delay = world.draw(LONGEST_NANOS);
            due = world.kernel.nanos() + delay;
            timeout.schedule(delay);
        }

        @Override
        public void run() {
            long late = world.kernel.nanos() - due;
            world.note("timeout", late);
            world.require(late >= 0, "timeout", "comes early");
            world.require(late < LATEST_NANOS, "timeout", "comes late by " + late);
            world.require(waiting.remove(this), "timeout", "comes twice");
            run++;
            world.liveInHandler();
            if (world.chance(25)) {
                throw new Planned("timeout");
            }
        }
    }

    void cause() {
        if (waiting.isEmpty() || world.chance(2)) {
            One one = new One();
            one.schedule();
            waiting.add(one);
            scheduled++;
            return;
        }
        One one = waiting.get(world.draw(waiting.size()));
        if (world.chance(2)) {
            one.schedule();
            return;
        }
        world.require(one.timeout.cancel(), "timeout", "that waits cannot be taken back");
        waiting.remove(one);
        taken++;
    }

    boolean isPending() {
        return !waiting.isEmpty();
    }

    void verify(boolean complete) {
        world.require(scheduled == run + taken + waiting.size(), "timeouts", "are lost");
        world.require(!complete || waiting.isEmpty(), "timeouts", "have not come: " + waiting.size());
        for (Source source : world.loop.sources()) {
            world.require(!source.isOpen(), source.toString(), "is open after the loop's end");
        }
    }
}
