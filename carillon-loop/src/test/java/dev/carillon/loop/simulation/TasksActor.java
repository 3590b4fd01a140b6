package dev.carillon.loop.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Tasks handed to the loop: each that was taken is run once and in order, however the loop ends. */
final class TasksActor {
    private final World world;
    private final List<Integer> run = new ArrayList<>();
    private final List<CompletableFuture<Integer>> results = new ArrayList<>();
    private int handedIn;

    TasksActor(World world) {
        this.world = world;
    }

    void cause() {
        int number = handedIn++;
        if (world.chance(4)) {
            results.add(world.loop.submit(() -> run(number)));
        } else {
            world.loop.execute(() -> run(number));
        }
    }

    private int run(int number) {
        world.note("task", number);
        run.add(number);
        world.liveInHandler();
        if (world.chance(25)) {
            throw new Planned("task");
        }
        return number;
    }

    boolean isPending() {
        return run.size() < handedIn;
    }

    void verify() {
        for (int i = 0; i < run.size(); i++) {
            world.require(run.get(i) == i, "task " + i, "is not run in its order");
        }
        world.require(run.size() == handedIn, "tasks", "were run " + run.size() + " of " + handedIn);
        world.require(results.stream().allMatch(CompletableFuture::isDone), "tasks", "leave somebody waiting");
    }
}
