package dev.carillon.bench.loop;

import dev.carillon.bench.machine.Cpus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Two loops hand a task back and forth and sleep in between: what a round trip costs. The peers are Netty's loops and
 * {@code peers wakeup-one} and {@code wakeup-two} in C, two threads with an epoll and an eventfd each. On one CPU the
 * work shows; on two it is mostly the machine waking a CPU.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WakeupBenchmark {
    static final int TRIPS = 1000;

    /** The ball. The thread that measures sleeps while it is in the air. */
    private static final class Rally {
        private final Executor here;
        private final Executor there;
        private final Semaphore over = new Semaphore(0);
        private final Runnable forth = this::forth;
        private final Runnable back = this::back;
        private int left;

        private Rally(Executor here, Executor there, String cpus) {
            this.here = here;
            this.there = there;
            pin(here, 0);
            pin(there, cpus.equals("one") ? 0 : 1);
        }

        private static void pin(Executor executor, int cpu) {
            CompletableFuture.runAsync(() -> Cpus.pinThread(cpu), executor).join();
        }

        private void play() {
            left = TRIPS;
            here.execute(forth);
            over.acquireUninterruptibly();
        }

        private void forth() {
            if (left == 0) {
                over.release();
            } else {
                there.execute(back);
            }
        }

        private void back() {
            left--;
            here.execute(forth);
        }
    }

    /** Ours. */
    @State(Scope.Benchmark)
    public static class Carillon {
        /** Whether the two threads share a CPU. */
        @Param({"one", "two"})
        public String cpus;

        private RunningLoop a;
        private RunningLoop b;
        private Rally rally;

        /** Starts them. */
        @Setup
        public void start() {
            a = new RunningLoop("a");
            b = new RunningLoop("b");
            rally = new Rally(a.loop(), b.loop(), cpus);
        }

        /** Ends them. */
        @TearDown
        public void end() {
            a.close();
            b.close();
        }
    }

    /** Netty's. */
    @State(Scope.Benchmark)
    public static class Netty {
        /** Whether the two threads share a CPU. */
        @Param({"one", "two"})
        public String cpus;

        private NettyLoop a;
        private NettyLoop b;
        private Rally rally;

        /** Starts them. */
        @Setup
        public void start() {
            a = new NettyLoop();
            b = new NettyLoop();
            rally = new Rally(a.loop(), b.loop(), cpus);
        }

        /** Ends them. */
        @TearDown
        public void end() {
            a.close();
            b.close();
        }
    }

    /** Our loops. */
    @Benchmark
    @OperationsPerInvocation(TRIPS)
    public void carillon(Carillon carillon) {
        carillon.rally.play();
    }

    /** Netty's loops. */
    @Benchmark
    @OperationsPerInvocation(TRIPS)
    public void netty(Netty netty) {
        netty.rally.play();
    }
}
