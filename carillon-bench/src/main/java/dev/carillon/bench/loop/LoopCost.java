package dev.carillon.bench.loop;

import dev.carillon.loop.CounterSource;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopStatistics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A loop in which so many counters are always ready: the handler of each adds to it again. Prints for each number what the
 * loop's statistics say: {@code cost EVENTS TURNS DISPATCHES NANOS WAITING HANDLERS}.
 */
final class LoopCost {
    private final EventLoop loop = EventLoop.open("cost");
    private final List<CounterSource> counters = new ArrayList<>();

    /** The statistics at some time. */
    private record State(long time, long turns, long dispatches, long waiting, long handlers) {}

    private LoopCost(int count) {
        for (int i = 0; i < count; i++) {
            counters.add(
                    loop.counter("counter " + i, (source, _) -> source.eventFd().add(1)));
            counters.get(i).eventFd().add(1);
        }
    }

    /** Arguments: milliseconds for each, and how many counters. */
    public static void main(String[] arguments) {
        long nanos = TimeUnit.MILLISECONDS.toNanos(Integer.parseInt(arguments[0]));
        new LoopCost(16).measure(nanos); // what makes it warm is no figure
        for (int i = 1; i < arguments.length; i++) {
            int count = Integer.parseInt(arguments[i]);
            System.out.println("cost " + count + " " + new LoopCost(count).measure(nanos));
        }
    }

    private String measure(long nanos) {
        try {
            turn(nanos);
            State before = look();
            turn(nanos);
            State after = look();
            return (after.turns - before.turns) + " " + (after.dispatches - before.dispatches) + " "
                    + (after.time - before.time) + " " + (after.waiting - before.waiting) + " "
                    + (after.handlers - before.handlers);
        } finally {
            loop.close();
        }
    }

    private void turn(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            for (int i = 0; i < 100; i++) {
                loop.turn(Duration.ZERO);
            }
        }
    }

    private State look() {
        LoopStatistics statistics = loop.statistics();
        long handlers = counters.stream()
                .mapToLong(counter -> counter.statistics().nanos())
                .sum();
        return new State(
                System.nanoTime(), statistics.turns(), statistics.dispatches(), statistics.waitingNanos(), handlers);
    }
}
