package dev.carillon.bench.loop;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Timeout;
import io.netty.util.HashedWheelTimer;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Many timers that are pending at the same time, as connection timeouts are: each kind of timer behind the same few
 * methods. They are due 100 to 200 s after they are scheduled, so none comes due while it is measured.
 *
 * <p>One array holds what is needed to cancel each, for all kinds alike.
 */
abstract class PendingTimers implements AutoCloseable {
    private static final long NEAREST_NANOS = 100_000_000_000L;
    private static final long SPAN_NANOS = 100_000_000_000L;
    static final Runnable TASK = () -> {
        throw new IllegalStateException("a timer has come due that should have stayed pending");
    };

    private final Object[] handles;
    private final SplittableRandom random = new SplittableRandom(25);

    PendingTimers(int count) {
        handles = new Object[count];
    }

    /** The kinds, as the benchmark's parameter has them. */
    static PendingTimers of(String kind, int count) {
        return switch (kind) {
            case "carillon" -> new OfCarillon(count, true);
            case "carillon-new" -> new OfCarillon(count, false);
            case "netty" -> new OfNetty(count);
            case "wheel" -> new OfWheel(count);
            case "jdk" -> new OfJdk(count);
            default -> throw new IllegalArgumentException("no such kind of timer: " + kind);
        };
    }

    /** Schedules a timer in place of one that is not pending any more, or of none, and tells what to cancel it by. */
    abstract Object schedule(Object cancelled, long delayNanos);

    abstract void cancel(Object handle);

    /** The thread whose timers these are; anything but cheap to reach, so a piece of work should be long. */
    abstract Executor owner();

    @Override
    public abstract void close();

    /** Schedules all. */
    final void fill() {
        onOwner(() -> {
            for (int i = 0; i < handles.length; i++) {
                handles[i] = schedule(null, delay());
            }
            return null;
        });
    }

    /** Cancels so many timers, any of them, and schedules another for each. */
    final void replace(int count) {
        onOwner(() -> {
            for (int i = 0; i < count; i++) {
                int index = random.nextInt(handles.length);
                Object handle = handles[index];
                cancel(handle);
                handles[index] = schedule(handle, delay());
            }
            return null;
        });
    }

    private long delay() {
        return NEAREST_NANOS + random.nextLong(SPAN_NANOS);
    }

    private void onOwner(Callable<Void> work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        owner().execute(() -> {
            try {
                done.complete(work.call());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        done.join();
    }

    /** Ours: a timeout can be scheduled anew ({@code reusing}), or be made anew each time as the others' have to be. */
    private static final class OfCarillon extends PendingTimers {
        private final RunningLoop running = new RunningLoop("timers");
        private final EventLoop loop = running.loop();
        private final boolean reusing;

        private OfCarillon(int count, boolean reusing) {
            super(count);
            this.reusing = reusing;
        }

        @Override
        Object schedule(Object cancelled, long delayNanos) {
            Timeout timeout = reusing && cancelled != null ? (Timeout) cancelled : loop.timeout(TASK);
            timeout.schedule(delayNanos);
            return timeout;
        }

        @Override
        void cancel(Object handle) {
            ((Timeout) handle).cancel();
        }

        @Override
        Executor owner() {
            return loop;
        }

        @Override
        public void close() {
            running.close();
        }
    }

    /** Netty's {@code schedule}, on its loop's own thread, which is the cheapest way. */
    private static final class OfNetty extends PendingTimers {
        private final NettyLoop netty = new NettyLoop();
        private final io.netty.channel.EventLoop loop = netty.loop();

        private OfNetty(int count) {
            super(count);
        }

        @Override
        Object schedule(Object cancelled, long delayNanos) {
            return loop.schedule(TASK, delayNanos, TimeUnit.NANOSECONDS);
        }

        @Override
        void cancel(Object handle) {
            ((io.netty.util.concurrent.ScheduledFuture<?>) handle).cancel(false);
        }

        @Override
        Executor owner() {
            return loop;
        }

        @Override
        public void close() {
            netty.close();
        }
    }

    /** Netty's wheel as it comes: 512 slots of 100 ms. It works on a thread of its own and is called from others. */
    private static final class OfWheel extends PendingTimers {
        private final HashedWheelTimer wheel = new HashedWheelTimer();

        private OfWheel(int count) {
            super(count);
        }

        @Override
        Object schedule(Object cancelled, long delayNanos) {
            return wheel.newTimeout(_ -> TASK.run(), delayNanos, TimeUnit.NANOSECONDS);
        }

        @Override
        void cancel(Object handle) {
            ((io.netty.util.Timeout) handle).cancel();
        }

        @Override
        Executor owner() {
            return Runnable::run;
        }

        @Override
        public void close() {
            wheel.stop();
        }
    }

    /** The JDK's, set to forget what is cancelled. */
    private static final class OfJdk extends PendingTimers {
        private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);

        private OfJdk(int count) {
            super(count);
            executor.setRemoveOnCancelPolicy(true);
        }

        @Override
        Object schedule(Object cancelled, long delayNanos) {
            return executor.schedule(TASK, delayNanos, TimeUnit.NANOSECONDS);
        }

        @Override
        void cancel(Object handle) {
            ((java.util.concurrent.Future<?>) handle).cancel(false);
        }

        @Override
        Executor owner() {
            return Runnable::run;
        }

        @Override
        public void close() {
            executor.shutdownNow();
        }
    }
}
