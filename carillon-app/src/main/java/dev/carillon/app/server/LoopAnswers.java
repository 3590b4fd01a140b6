package dev.carillon.app.server;

import dev.carillon.dashboard.board.State.AlarmState;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/**
 * Whether loops answer: each is asked once a second. A loop whose handler does not return has the same figures as one with nothing to
 * do, but none of its connections is served. For one thread.
 */
final class LoopAnswers {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final List<OneLoop> loops;
    private final TimeSource time;

    LoopAnswers(List<EventLoop> loops, TimeSource time) {
        this.loops = loops.stream().map(OneLoop::new).toList();
        this.time = time;
    }

    /** An alarm for each that has not answered for a while; asks them anew. */
    List<AlarmState> look(Instant now) {
        long nanos = time.nanos();
        loops.forEach(one -> one.ask(nanos, now));
        return loops.stream().flatMap(one -> one.alarm(nanos).stream()).toList();
    }

    /** What one of them owes. */
    private static final class OneLoop {
        private final EventLoop loop;
        private volatile boolean owes;
        private long asked = Long.MIN_VALUE;
        private Instant since = Instant.EPOCH;

        OneLoop(EventLoop loop) {
            this.loop = loop;
        }

        void ask(long nanos, Instant now) {
            if (owes || asked != Long.MIN_VALUE && nanos - asked < PERIOD.toNanos()) {
                return;
            }
            asked = nanos;
            since = now;
            owes = true;
            try {
                loop.execute(() -> owes = false);
            } catch (RejectedExecutionException e) { // it has ended, as the server is about to
                owes = false;
            }
        }

        Optional<AlarmState> alarm(long nanos) {
            if (!owes || nanos - asked < PATIENCE.toNanos()) {
                return Optional.empty();
            }
            return Optional.of(new AlarmState(
                    loop.name() + "/" + since.toEpochMilli(),
                    loop.name() + " does not answer",
                    "",
                    "",
                    "critical",
                    "raised",
                    since,
                    "its connections are not served: a handler does not return, or the machine has no time for it",
                    false));
        }
    }
}
