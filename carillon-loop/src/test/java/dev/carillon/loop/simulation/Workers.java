package dev.carillon.loop.simulation;

import dev.carillon.loop.Source;
import dev.carillon.loop.WorkerPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Workers that are done when the simulation says so: a thread's own pace would make each run another. */
final class Workers implements AutoCloseable {
    /** As many as may be at work at once, so that none waits for another. */
    static final int MOST = 4;

    private final World world;
    private final WorkerPool pool = new WorkerPool("simulated worker", MOST);
    private final List<CountDownLatch> atWork = new ArrayList<>();

    Workers(World world) {
        this.world = world;
    }

    /** Hands an event over, if a thread is free; if not the work is done at once. */
    void hand(Source source, Runnable work) {
        if (atWork.size() == MOST) {
            work.run();
            return;
        }
        boolean fails = world.chance(10);
        CountDownLatch released = new CountDownLatch(1);
        pool.hand(source, () -> {
            released.await();
            work.run();
            if (fails) {
                throw new Planned("worker");
            }
        });
        atWork.add(released);
    }

    /** One is done. It is over when the loop has been told. */
    @SuppressWarnings("ThreadPriorityCheck") // the worker is to come to it, also where there is one processor
    void releaseOne() {
        if (atWork.isEmpty()) {
            return;
        }
        CountDownLatch released = atWork.remove(world.draw(atWork.size()));
        int before = world.loop.queueDepth();
        released.countDown();
        while (world.loop.queueDepth() == before) {
            Thread.yield(); // to the worker
        }
        world.note("worker", "done");
    }

    boolean isAtWork() {
        return !atWork.isEmpty();
    }

    @Override
    public void close() {
        atWork.forEach(CountDownLatch::countDown);
        pool.close();
    }
}
