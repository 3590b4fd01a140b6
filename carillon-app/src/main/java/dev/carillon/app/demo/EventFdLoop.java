package dev.carillon.app.demo;

import dev.carillon.loop.EventLoop;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * A counter in an event loop: the handler is called with the sum of what was added since its last call, and decides by
 * that value. When nothing happened for a while, an idle notice comes.
 */
final class EventFdLoop implements Demo {
    private static final Duration QUIET = Duration.ofMillis(50);
    private static final long MANY = 100;

    /** How a value is classified. */
    private enum Size {
        SINGLE,
        FEW,
        MANY
    }

    private final Map<Size, Integer> seen = new EnumMap<>(Size.class);
    private long sum;
    private int notices;

    @Override
    public int run(PrintStream out, List<String> arguments) {
        // Each quiet spell is followed by one group of additions: three at once arrive as one value.
        Queue<long[]> groups = new ArrayDeque<>(List.of(
                new long[] {1}, new long[] {1, 1, 1}, new long[] {42}, new long[] {60, 60}, new long[] {1 << 20}));
        try (EventLoop loop = EventLoop.open("counter")) {
            var counter = loop.counter("numbers", (source, value) -> {
                Size found = classify(value);
                seen.merge(found, 1, Integer::sum);
                sum += value;
                out.println("  counter: " + value + " (" + found + ")");
            });
            loop.idle("quiet", QUIET, (source, quiet) -> {
                notices++;
                out.println("idle: nothing happened for " + quiet.toMillis() + " ms");
                long[] group = groups.poll();
                if (group == null) {
                    loop.stop();
                    return;
                }
                for (long value : group) {
                    counter.add(value); // from any thread; here the loop's own
                }
            });
            loop.run();
        }
        boolean held = seen.equals(Map.of(Size.SINGLE, 1, Size.FEW, 2, Size.MANY, 2))
                && sum == 1 + 3 + 42 + 120 + (1 << 20)
                && notices == 6;
        return Demo.check(out, held, "five groups came as five values, with a notice before each and at the end");
    }

    private static Size classify(long value) {
        if (value == 1) {
            return Size.SINGLE;
        }
        // Values have 64 bits without a sign: compared as signed, those from 2^63 on would be less than nothing.
        return Long.compareUnsigned(value, MANY) < 0 ? Size.FEW : Size.MANY;
    }
}
