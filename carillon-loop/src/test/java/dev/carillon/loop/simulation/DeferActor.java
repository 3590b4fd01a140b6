package dev.carillon.loop.simulation;

import dev.carillon.loop.DeferSource;
import dev.carillon.loop.Source;

/** Work put off to the next turn: once, however often it was asked for. */
final class DeferActor extends Actor {
    private final DeferSource defer;
    private boolean asked;

    DeferActor(World world, String name) {
        super(world, name);
        defer = world.loop.defer(name, _ -> handle());
    }

    private void handle() {
        handled("run");
        world.require(asked, name, "runs unasked");
        asked = false;
        live();
    }

    @Override
    Source source() {
        return defer;
    }

    @Override
    void cause() {
        if (defer.isOpen()) {
            asked = true;
            defer.schedule();
        }
    }

    @Override
    boolean isPending() {
        return asked;
    }

    @Override
    void verify(boolean complete) {
        world.require(!complete || !asked, name, "has not run");
    }
}
