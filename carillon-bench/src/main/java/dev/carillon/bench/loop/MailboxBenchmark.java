package dev.carillon.bench.loop;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
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
import org.openjdk.jmh.annotations.Threads;

/**
 * Small tasks from one thread or two to a running loop: tasks executed a microsecond, by all producers together.
 *
 * <p>A producer is at most {@value #WINDOW} × {@value #BURST} tasks ahead of the loop, so that queues stay short and what
 * is handed over is also executed within the measurement. The tasks are made beforehand: what is allocated is the queue's.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MailboxBenchmark {
    static final int BURST = 256;
    static final int WINDOW = 16;

    /** The loop's own count; only its thread touches it. */
    long executed;

    /** One producing thread: its tasks, and how far it may go ahead. */
    @State(Scope.Thread)
    public static class Producer {
        private final Semaphore ahead = new Semaphore(WINDOW);
        private Runnable small;
        private Runnable lastOfBurst;

        /** Makes the tasks. */
        @Setup
        public void prepare(MailboxBenchmark benchmark) {
            small = () -> benchmark.executed++;
            lastOfBurst = () -> {
                benchmark.executed++;
                ahead.release();
            };
        }

        void produce(Executor executor) {
            ahead.acquireUninterruptibly();
            for (int i = 1; i < BURST; i++) {
                executor.execute(small);
            }
            executor.execute(lastOfBurst);
        }
    }

    /** Ours. */
    @State(Scope.Benchmark)
    public static class Carillon {
        private RunningLoop running;

        /** Starts it. */
        @Setup
        public void start() {
            running = new RunningLoop("mailbox");
        }

        /** Ends it. */
        @TearDown
        public void end() {
            running.close();
        }
    }

    /** Netty's. */
    @State(Scope.Benchmark)
    public static class Netty {
        private NettyLoop netty;
        private Executor loop;

        /** Starts it. */
        @Setup
        public void start() {
            netty = new NettyLoop();
            loop = netty.loop();
        }

        /** Ends it. */
        @TearDown
        public void end() {
            netty.close();
        }
    }

    /** The JDK's. */
    @State(Scope.Benchmark)
    public static class Jdk {
        private ExecutorService executor;

        /** Starts it. */
        @Setup
        public void start() {
            executor = Executors.newSingleThreadExecutor();
        }

        /** Ends it. */
        @TearDown
        public void end() {
            executor.shutdownNow();
        }
    }

    /** Our loop, one producer. */
    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(BURST)
    public void carillon1(Carillon carillon, Producer producer) {
        producer.produce(carillon.running.loop());
    }

    /** Our loop, two producers. */
    @Benchmark
    @Threads(2)
    @OperationsPerInvocation(BURST)
    public void carillon2(Carillon carillon, Producer producer) {
        producer.produce(carillon.running.loop());
    }

    /** Netty's loop, one producer. */
    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(BURST)
    public void netty1(Netty netty, Producer producer) {
        producer.produce(netty.loop);
    }

    /** Netty's loop, two producers. */
    @Benchmark
    @Threads(2)
    @OperationsPerInvocation(BURST)
    public void netty2(Netty netty, Producer producer) {
        producer.produce(netty.loop);
    }

    /** The JDK's executor, one producer. */
    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(BURST)
    public void jdk1(Jdk jdk, Producer producer) {
        producer.produce(jdk.executor);
    }

    /** The JDK's executor, two producers. */
    @Benchmark
    @Threads(2)
    @OperationsPerInvocation(BURST)
    public void jdk2(Jdk jdk, Producer producer) {
        producer.produce(jdk.executor);
    }
}
