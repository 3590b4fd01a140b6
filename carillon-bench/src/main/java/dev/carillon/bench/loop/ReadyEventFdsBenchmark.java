package dev.carillon.bench.loop;

import dev.carillon.linux.EventFd;
import dev.carillon.loop.CounterSource;
import dev.carillon.loop.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A thousand counters become ready at once and the loop handles them all: time an event, with the write that caused it.
 * The peer is {@code peers ready} in C, with the same writes, waits and reads, and no loop around them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReadyEventFdsBenchmark {
    static final int READY = 1000;

    private final EventFd[] counters = new EventFd[READY];
    private EventLoop loop;
    private long handled;

    /** Makes loop and sources on the thread that measures: it is the loop's. */
    @Setup
    public void start() {
        loop = EventLoop.open("ready");
        for (int i = 0; i < READY; i++) {
            CounterSource source = loop.counter("counter " + i, (_, value) -> handled += value);
            counters[i] = source.eventFd();
        }
    }

    /** Makes all ready, and turns until all are handled. */
    @Benchmark
    @OperationsPerInvocation(READY)
    public long carillon() {
        long goal = handled + READY;
        for (EventFd counter : counters) {
            counter.add(1);
        }
        while (handled < goal) {
            loop.turn(Duration.ZERO);
        }
        return handled;
    }

    /** Ends it. */
    @TearDown
    public void end() {
        loop.close();
    }
}
