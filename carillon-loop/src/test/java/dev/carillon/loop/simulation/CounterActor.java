package dev.carillon.loop.simulation;

import dev.carillon.loop.CounterSource;
import dev.carillon.loop.Ledger;
import dev.carillon.loop.Source;

/** Adds, and counts what comes; some of it by way of a worker. */
final class CounterActor extends Actor {
    private final CounterSource counter;
    private final boolean byWorker;
    private long added;
    private long seen;
    private long calls;

    CounterActor(World world, String name, boolean byWorker) {
        super(world, name);
        this.byWorker = byWorker;
        counter = world.loop.counter(name, (_, value) -> handle(value));
    }

    private void handle(long value) {
        handled(value);
        seen += value;
        calls++;
        if (byWorker && world.chance(3)) {
            world.workers.hand(counter, () -> {});
        } else {
            live();
        }
    }

    @Override
    Source source() {
        return counter;
    }

    @Override
    void cause() {
        if (counter.isOpen()) {
            long value = 1L + world.draw(1000);
            added += value;
            counter.add(value);
        }
    }

    @Override
    boolean isPending() {
        return seen < added;
    }

    @Override
    void verify(boolean complete) {
        Ledger ledger = counter.ledger();
        world.require(ledger.sent() == added, name, "sent " + added + ", its account " + ledger);
        long left = counter.isOpen() ? ledger.open() : ledger.open() + ledger.missed();
        world.require(left == added - seen, name, "has seen " + seen + ", its account " + ledger);
        world.require(ledger.handled() == calls, name, "was called " + calls + " times, its account " + ledger);
        world.require(!complete || seen == added, name, "has lost of " + added + ": " + seen);
    }
}
