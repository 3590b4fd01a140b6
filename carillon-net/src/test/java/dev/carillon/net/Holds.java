package dev.carillon.net;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** What a {@link Trial} has done to keep its connection from taking input, or from coming to its end, until all is let go. */
final class Holds {
    private final World world;
    private final Connection connection;
    private final Probe.Course course;
    private boolean paused;
    private boolean disabled;
    private boolean exchange;
    private @Nullable CountDownLatch worker;

    Holds(World world, Connection connection, Probe.Course course) {
        this.world = world;
        this.connection = connection;
        this.course = course;
    }

    void act(Cell.Act act) {
        switch (act) {
            case PAUSE -> pause();
            case RESUME -> resume();
            case PAUSE_AND_RESUME -> {
                pause();
                resume();
            }
            case BEGIN_EXCHANGE -> {
                exchange = true;
                connection.beginExchange();
            }
            default -> withhold(act);
        }
    }

    private void pause() {
        connection.pause();
        paused = connection.heldBy().contains(Hold.APPLICATION);
    }

    private void resume() {
        if (connection.heldBy().contains(Hold.APPLICATION)) {
            course.handsOutAgain();
        }
        connection.resume();
        paused = false;
    }

    private void withhold(Cell.Act act) {
        if (!connection.isOpen() || disabled || worker != null) {
            return;
        }
        switch (act) {
            case DISABLE_AND_ENABLE -> {
                connection.disable();
                enable();
            }
            case DISABLE -> {
                connection.disable();
                disabled = true;
            }
            default -> worker = world.handToWorker(connection);
        }
    }

    private void enable() {
        connection.enable();
        course.handsOutAgain();
    }

    void workerReturns() {
        CountDownLatch busy = worker;
        if (busy != null) {
            world.untilReturned(busy);
            worker = null;
            course.handsOutAgain();
        }
    }

    /** Nothing holds it any more; whether something has. */
    boolean letGo() {
        boolean held = holdInput() || exchange;
        workerReturns();
        if (connection.isOpen() && disabled) {
            enable();
        }
        if (paused) {
            resume();
        }
        if (exchange) {
            connection.endExchange();
        }
        disabled = false;
        paused = false;
        exchange = false;
        return held;
    }

    /** Whether the handler may not get any. */
    boolean holdInput() {
        return paused || disabled || worker != null;
    }
}
