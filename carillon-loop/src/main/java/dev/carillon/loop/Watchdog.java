package dev.carillon.loop;

import dev.carillon.loop.jfr.Recording;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Watches the loops of the process from outside, on one daemon thread that exists while a loop runs. A handler that takes
 * too long is logged with its source's name and the loop's stack while it is still at it.
 */
final class Watchdog {
    private static final System.Logger LOG = System.getLogger(Watchdog.class.getName());
    private static final Set<EventLoop> LOOPS = ConcurrentHashMap.newKeySet();
    private static final long SHORTEST_PAUSE = 1_000_000;
    private static @Nullable Thread thread;

    private Watchdog() {}

    /** What a loop is doing, published for the price of two plain stores. */
    static final class Pulse {
        private static final VarHandle SOURCE;
        private static final VarHandle SINCE;

        static {
            try {
                MethodHandles.Lookup lookup = MethodHandles.lookup();
                SOURCE = lookup.findVarHandle(Pulse.class, "source", Source.class);
                SINCE = lookup.findVarHandle(Pulse.class, "since", long.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        @SuppressWarnings("unused") // read and written through SOURCE
        private @Nullable Source source;

        @SuppressWarnings("unused") // read and written through SINCE
        private long since;

        /** The watchdog's own note: the beginning of the handling it has reported. */
        private long reported = -1;

        void begin(Source handled, long start) {
            SINCE.setOpaque(this, start);
            SOURCE.setRelease(this, handled);
        }

        void end() {
            SOURCE.setRelease(this, null);
        }

        private @Nullable Source current() {
            return (Source) SOURCE.getAcquire(this);
        }

        private long since() {
            return (long) SINCE.getOpaque(this);
        }
    }

    static synchronized void watch(EventLoop loop) {
        LOOPS.add(loop);
        if (thread == null) {
            thread = Thread.ofPlatform()
                    .name("carillon-watchdog")
                    .daemon()
                    .stackSize(64 * 1024)
                    .start(Watchdog::patrol);
        } else {
            LockSupport.unpark(thread);
        }
    }

    /** A wake-up of the loop has failed: tries again on its own thread until it succeeds. Any thread. */
    static void makeUp(EventLoop loop) {
        try {
            watch(loop);
        } catch (Throwable e) {
            // Not even a thread can be had: whoever wakes the loop next does.
        }
    }

    static synchronized void unwatch(EventLoop loop) {
        LOOPS.remove(loop);
        if (LOOPS.isEmpty() && thread != null) {
            Thread last = thread;
            thread = null;
            LockSupport.unpark(last);
        }
    }

    private static synchronized boolean isOnDuty() {
        return thread == Thread.currentThread();
    }

    private static void patrol() {
        while (isOnDuty()) {
            long pause = Long.MAX_VALUE;
            for (EventLoop loop : LOOPS) {
                pause = Math.min(pause, patrol(loop));
            }
            LockSupport.parkNanos(pause);
        }
    }

    /** Looks at a loop; how many nanoseconds until the next look. */
    private static long patrol(EventLoop loop) {
        try {
            Recording.look();
            look(loop);
            // Half the limit: a slow handler is seen before it has taken one and a half times the limit.
            return loop.tasks.wakeAgain() ? Math.max(loop.slowNanos / 2, SHORTEST_PAUSE) : SHORTEST_PAUSE;
        } catch (Throwable e) { // no memory, no descriptor for the log: there are other loops, and other rounds
            return SHORTEST_PAUSE;
        }
    }

    private static void look(EventLoop loop) {
        Pulse pulse = loop.dispatcher.pulse();
        Source source = pulse.current();
        long since = pulse.since();
        long nanos = loop.time() - since;
        if (source == null || nanos < loop.slowNanos || pulse.reported == since) {
            return;
        }
        StackTraceElement[] stack = loop.lifecycle.owner().getStackTrace();
        if (pulse.current() != source || pulse.since() != since) {
            return; // it has ended meanwhile, and the stack is another's
        }
        pulse.reported = since;
        StringBuilder text = new StringBuilder("event loop \"" + loop.name() + "\": handler of " + source
                + " has been running for " + nanos / 1_000_000 + " ms, " + loop.queueDepth() + " tasks wait");
        for (StackTraceElement frame : stack) {
            text.append("\n\tat ").append(frame);
        }
        LOG.log(Level.WARNING, text::toString);
    }
}
