package dev.carillon.bench.loop;

import dev.carillon.loop.LoopOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Timers that come due: how late each was, and that none was early. {@code Lateness COUNT SPAN-MILLIS ACCURACY-MILLIS}
 * schedules COUNT timeouts at random times within the span, by a clock read before each is scheduled.
 *
 * <p>Prints one line for the report: count, early, percentiles in microseconds; then the histogram.
 */
final class Lateness {
    private static final int[] EDGES_MICROS = {0, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000};
    private static final int WIDTH = 50;

    private final long[] lateness;
    private final CountDownLatch left;
    private int done;

    private Lateness(int count) {
        lateness = new long[count];
        left = new CountDownLatch(count);
    }

    public static void main(String[] arguments) throws InterruptedException {
        int count = Integer.parseInt(arguments[0]);
        long span = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(arguments[1]));
        Duration accuracy = Duration.ofMillis(Long.parseLong(arguments[2]));
        measure(2000, 200_000_000, accuracy); // warm
        long[] sorted = measure(count, span, accuracy);
        printFigures(sorted);
        printHistogram(sorted);
        System.exit(0);
    }

    private static long[] measure(int count, long span, Duration accuracy) throws InterruptedException {
        Lateness lateness = new Lateness(count);
        SplittableRandom random = new SplittableRandom(count);
        try (RunningLoop running = new RunningLoop("lateness", LoopOptions.DEFAULTS.withTimerAccuracy(accuracy))) {
            running.loop().execute(() -> {
                for (int i = 0; i < count; i++) {
                    lateness.schedule(running, random.nextLong(span));
                }
            });
            if (!lateness.left.await(span + 30_000_000_000L, TimeUnit.NANOSECONDS)) {
                System.err.println(lateness.left.getCount() + " timers never came");
                System.exit(1);
            }
        }
        Arrays.sort(lateness.lateness);
        return lateness.lateness;
    }

    private void schedule(RunningLoop running, long delayNanos) {
        long due = System.nanoTime() + delayNanos;
        running.loop()
                .timeout(() -> {
                    lateness[done++] = System.nanoTime() - due;
                    left.countDown();
                })
                .schedule(delayNanos);
    }

    private static void printFigures(long[] sorted) {
        long early = Arrays.stream(sorted).filter(nanos -> nanos < 0).count();
        System.out.printf(
                Locale.ROOT,
                "%d %d %.1f %.1f %.1f %.1f%n",
                sorted.length,
                early,
                percentile(sorted, 50),
                percentile(sorted, 99),
                percentile(sorted, 99.9),
                percentile(sorted, 100));
    }

    private static double percentile(long[] sorted, double percent) {
        int index = (int) Math.ceil(sorted.length * percent / 100) - 1;
        return sorted[Math.max(0, index)] / 1e3;
    }

    private static void printHistogram(long[] sorted) {
        int at = 0;
        for (int i = 0; i < EDGES_MICROS.length; i++) {
            long edge = i + 1 < EDGES_MICROS.length ? EDGES_MICROS[i + 1] * 1000L : Long.MAX_VALUE;
            int from = at;
            while (at < sorted.length && sorted[at] < edge) {
                at++;
            }
            int count = at - from;
            String bar = "#".repeat((int) Math.ceil((double) count * WIDTH / sorted.length));
            System.out.printf(Locale.ROOT, "%8d us and more %8d  %s%n", EDGES_MICROS[i], count, bar);
        }
    }
}
