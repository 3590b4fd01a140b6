package dev.carillon.bench.loop;

import dev.carillon.linux.EventFd;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Two system calls and nothing else: what crossing into the kernel costs. The peer is {@code peers eventfd} in C. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventFdBenchmark {
    private final EventFd counter = EventFd.open();

    /** Adds to a counter and takes it back. */
    @Benchmark
    public long carillon() {
        counter.add(1);
        return counter.read();
    }

    /** Ends it. */
    @TearDown
    public void close() {
        counter.close();
    }
}
