package dev.carillon.bench.loop;

import dev.carillon.linux.Pipe;
import dev.carillon.loop.CounterSource;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.Timeout;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One event, one turn, for each kind of source: no peer, but nothing may be allocated once warm. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HandlersBenchmark {
    /** A loop that the measuring thread turns by hand. */
    @State(Scope.Benchmark)
    public static class Turned {
        private EventLoop loop;
        private long handled;

        /** Makes it on the thread that turns it. */
        @Setup
        public void start() {
            loop = EventLoop.open("turned", LoopOptions.DEFAULTS.withTimerAccuracy(Duration.ZERO));
        }

        /** Ends it. */
        @TearDown
        public void end() {
            loop.close();
        }

        private long turnUntil(long goal) {
            while (handled < goal) {
                loop.turn(Duration.ZERO);
            }
            return handled;
        }
    }

    /** A counter. */
    @State(Scope.Benchmark)
    public static class Counter {
        private CounterSource source;

        /** Makes it. */
        @Setup
        public void start(Turned turned) {
            source = turned.loop.counter("counter", (_, value) -> turned.handled += value);
        }
    }

    /** A periodic timer that is always due. */
    @State(Scope.Benchmark)
    public static class Timer {
        /** Makes it. */
        @Setup
        public void start(Turned turned) {
            turned.loop.timer("timer", (_, _) -> turned.handled++).every(Duration.ofNanos(1));
        }
    }

    /** A one-shot timeout. */
    @State(Scope.Benchmark)
    public static class OneShot {
        private Timeout timeout;

        /** Makes it. */
        @Setup
        public void start(Turned turned) {
            timeout = turned.loop.timeout(() -> turned.handled++);
        }
    }

    /** A pipe. */
    @State(Scope.Benchmark)
    public static class Bytes {
        private final Pipe pipe = Pipe.open();
        private final ByteBuffer message = ByteBuffer.allocateDirect(64);

        /** Makes it. */
        @Setup
        public void start(Turned turned) {
            turned.loop.bytes("pipe", pipe.reader(), (_, bytes) -> turned.handled += bytes.remaining() / 64);
        }

        /** Ends it. */
        @TearDown
        public void end() {
            pipe.writer().close();
        }
    }

    /** The counter is added to, and its handler called. */
    @Benchmark
    public long counter(Turned turned, Counter counter) {
        counter.source.add(1);
        return turned.turnUntil(turned.handled + 1);
    }

    /** The timer ticks. */
    @Benchmark
    public long timer(Turned turned, Timer timer) {
        return turned.turnUntil(turned.handled + 1);
    }

    /** A timeout is scheduled for at once, and run. */
    @Benchmark
    public long timeout(Turned turned, OneShot oneShot) {
        oneShot.timeout.schedule(0);
        return turned.turnUntil(turned.handled + 1);
    }

    /** 64 bytes are written, and the handler gets them. */
    @Benchmark
    public long bytes(Turned turned, Bytes bytes) {
        bytes.pipe.writer().write(bytes.message.clear());
        return turned.turnUntil(turned.handled + 1);
    }

    /** A task is handed to the loop, and run. */
    @Benchmark
    public long task(Turned turned, Task task) {
        turned.loop.execute(task.runnable);
        return turned.turnUntil(turned.handled + 1);
    }

    /** A task. */
    @State(Scope.Benchmark)
    public static class Task {
        private Runnable runnable;

        /** Makes it. */
        @Setup
        public void start(Turned turned) {
            runnable = () -> turned.handled++;
        }
    }
}
