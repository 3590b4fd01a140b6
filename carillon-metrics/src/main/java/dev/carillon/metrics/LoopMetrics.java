package dev.carillon.metrics;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Histogram;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.LoopStatistics;
import dev.carillon.loop.Source;
import dev.carillon.loop.SourceStatistics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;

/** The figures of loops, {@code carillon.loop.…}, each with the loop's name as tag {@code loop}. */
public final class LoopMetrics implements MeterBinder {
    private final List<EventLoop> loops;

    private LoopMetrics(List<EventLoop> loops) {
        this.loops = loops;
    }

    /**
     * Of one loop.
     *
     * @param loop the loop
     * @return binds its figures
     */
    public static LoopMetrics of(EventLoop loop) {
        return new LoopMetrics(List.of(loop));
    }

    /**
     * Of all loops of a group.
     *
     * @param group the loops
     * @return binds their figures
     */
    public static LoopMetrics of(LoopGroup group) {
        return new LoopMetrics(group.loops());
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (EventLoop loop : loops) {
            Meters meters = new Meters(registry, Tags.of("loop", loop.name()));
            bindTerms(loop.statistics(), meters);
            bindDelays(loop, meters);
            bindOwnSources(loop, meters);
        }
    }

    /** What throughput is made of: events / (turns + system calls + handlers). */
    private static void bindTerms(LoopStatistics figures, Meters meters) {
        meters.counter("carillon.loop.turns", "Turns of the loop, from wait to wait.", figures::turns);
        meters.counter("carillon.loop.waits", "Waits asked of the kernel.", figures::polls);
        meters.counter("carillon.loop.kernel.events", "Ready descriptors the kernel reported.", figures::kernelEvents);
        meters.counter("carillon.loop.dispatches", "Times a source was handled.", figures::dispatches);
        meters.counter(
                "carillon.loop.interest.changes",
                "Registrations changed in the kernel, epoll_ctl(2).",
                figures::interestChanges);
        meters.counter("carillon.loop.stale.events", "Events of sources closed meanwhile, dropped.", figures::stale);
        meters.counter("carillon.loop.slow.handlers", "Handlers longer than the loop's limit.", figures::slowHandlers);
        meters.counter(
                "carillon.loop.unreported.failures",
                "Failures that neither handler nor log could be told of.",
                figures::unreported);
        meters.seconds("carillon.loop.waiting", "Time asleep in the kernel.", figures::waitingNanos);
        meters.seconds("carillon.loop.handling", "Time in handlers.", figures::workingNanos);
    }

    private static void bindDelays(EventLoop loop, Meters meters) {
        LoopStatistics figures = loop.statistics();
        meters.durations("carillon.loop.turn", "Time in the handlers of one turn.", figures::turnTime);
        meters.percentiles(
                "carillon.loop.dispatch.delay.recent",
                "Time the last source of a turn waited for its handler.",
                figures::dispatchDelay);
        meters.gauge("carillon.loop.queue.depth", "Tasks and pending sources that wait.", null, loop::queueDepth);
        Recent<Shares> recent = new Recent<>(
                () -> Shares.of(figures), meters.registry().config().clock()::monotonicTime);
        meters.gauge(
                "carillon.loop.utilisation",
                "Time in handlers of that in handlers and asleep, within the last minute or two.",
                "ratio",
                () -> recent.compare(Shares::since).busy());
    }

    private static void bindOwnSources(EventLoop loop, Meters meters) {
        Own wakeup = new Own(loop, "wakeup");
        Own mailbox = new Own(loop, "mailbox");
        Own timeouts = new Own(loop, "timeouts");
        meters.counter("carillon.loop.wakeups", "Times another thread woke the loop, by its eventfd.", wakeup::events);
        meters.counter("carillon.loop.tasks", "Tasks of other threads that were run.", mailbox::events);
        meters.counter("carillon.loop.timeouts", "Deadlines that have come and were handled.", timeouts::events);
        meters.percentiles(
                "carillon.loop.timeout.lateness.recent", "Time handlers of deadlines were late.", timeouts::lateness);
    }

    /** Nanoseconds in handlers and asleep. */
    private record Shares(long working, long waiting) {
        static Shares of(LoopStatistics figures) {
            return new Shares(figures.workingNanos(), figures.waitingNanos());
        }

        static Shares since(Shares present, Shares earlier) {
            return new Shares(present.working - earlier.working, present.waiting - earlier.waiting);
        }

        double busy() {
            long all = working + waiting;
            return all == 0 ? 0 : (double) working / all;
        }
    }

    /** A source that the loop has for itself; other threads see it from its first turn on. */
    private static final class Own {
        private static final SourceStatistics NOTHING = new SourceStatistics();

        private final EventLoop loop;
        private final String name;
        private volatile SourceStatistics found = NOTHING;

        Own(EventLoop loop, String name) {
            this.loop = loop;
            this.name = name;
        }

        private SourceStatistics figures() {
            if (found == NOTHING) {
                found = loop.sources().stream() // the loop's own come first
                        .filter(source -> source.name().equals(name))
                        .findFirst()
                        .map(Source::statistics)
                        .orElse(NOTHING);
            }
            return found;
        }

        long events() {
            return figures().events();
        }

        Histogram lateness() {
            Histogram known = figures().lateness();
            return known == null ? new Histogram() : known;
        }
    }
}
