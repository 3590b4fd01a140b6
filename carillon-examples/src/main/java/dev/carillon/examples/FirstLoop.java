package dev.carillon.examples;

import dev.carillon.linux.Signal;
import dev.carillon.loop.EventLoop;
import java.time.Duration;
import java.util.Set;

/** One loop over a counter, a timer, signals and standard input; ends on TERM, Ctrl-C or a line that says quit. */
public final class FirstLoop {
    private FirstLoop() {}

    /**
     * Runs it.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        try (EventLoop loop = EventLoop.open("main")) {
            var jobs = loop.counter("jobs", (source, value) -> System.out.println("jobs: " + value));
            loop.timer("tick", (source, expirations) -> jobs.add(1)).every(Duration.ofMillis(500));
            loop.signals("end", Set.of(Signal.TERM, Signal.INT), (source, info) -> loop.stop());
            loop.standardInput((source, line) -> {
                System.out.println("you said " + line);
                if (line.equals("quit")) {
                    loop.stop();
                }
            });
            loop.run();
        }
    }
}
