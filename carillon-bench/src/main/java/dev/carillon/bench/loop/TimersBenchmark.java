package dev.carillon.bench.loop;

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

/** With a million timers pending, any of them is cancelled and another scheduled: time for the two together. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TimersBenchmark {
    /** So many at a time: being sent to the timers' thread must not count. */
    static final int BATCH = 20_000;

    /** Whose timers. */
    @Param({"carillon", "carillon-new", "netty", "wheel", "jdk"})
    public String kind;

    /** How many are pending. */
    @Param("1000000")
    public int pending;

    private PendingTimers timers;

    /** Schedules all. */
    @Setup
    public void fill() {
        timers = PendingTimers.of(kind, pending);
        timers.fill();
    }

    /** Cancels and schedules. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void replace() {
        timers.replace(BATCH);
    }

    /** Ends it. */
    @TearDown
    public void end() {
        timers.close();
    }
}
