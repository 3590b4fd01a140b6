package dev.carillon.examples;

import dev.carillon.loop.CounterSource;
import dev.carillon.loop.EventLoop;

/** The same sources in straight-line code: a virtual thread awaits a counter's values. */
public final class StraightLine {
    private StraightLine() {}

    /**
     * Runs it.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        try (EventLoop loop = EventLoop.open("main")) {
            CounterSource jobs = loop.counter("jobs");
            Thread.ofVirtual().start(() -> work(jobs));
            for (int job = 1; job <= 3; job++) {
                jobs.add(job);
            }
            loop.run();
        }
    }

    private static void work(CounterSource jobs) {
        try {
            long done = 0;
            while (done < 6) {
                done += jobs.await(); // parks this virtual thread, never its carrier
                System.out.println("done so far: " + done);
            }
            jobs.loop().stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
