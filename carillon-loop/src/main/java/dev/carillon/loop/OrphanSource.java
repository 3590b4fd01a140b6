package dev.carillon.loop;

import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.Orphans;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Zombie;
import dev.carillon.loop.life.Steps;
import dev.carillon.loop.timer.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reaps the processes that became this one's children when their parents ended: where this process is the first of its pid
 * namespace, as in a container, or a subreaper ({@link Orphans#adopt}). Without that they stay zombies, and keep their pids.
 *
 * <p>The children that this process started itself keep their exit statuses, those of {@link ChildSource} and {@link Supervisor}
 * as those of the JDK's {@link Process}: an orphan is reaped by its pid, and not before it has been a zombie that nobody reaps for
 * a second. So it may be one for two seconds; the loop looks once a second as long as there is any, and else not at all.
 *
 * <p>It has the CHLD signal for itself. While it is disabled orphans stay zombies; what has no handler reaps them also while
 * nobody awaits them, and keeps up to a thousand for who does.
 */
public final class OrphanSource extends Source implements Awaited<Orphan> {
    /** The JDK's thread that reaps a child begins within a moment, in the system's time whatever the loop's is. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(1).toNanos();

    private static final int MOST_KEPT = 1000;

    private final @Nullable Handler handler;
    private final @Nullable Waiters<Orphan> waiters;
    private final SignalSource signals;
    private final Look look = new Look();
    private final Queue<Zombie> due = new ArrayDeque<>();

    /** Since when each is known. */
    private Map<Zombie, Long> known = new HashMap<>();

    /** Handles orphans' ends. */
    @FunctionalInterface
    public interface Handler {
        /**
         * An orphan has ended and was reaped.
         *
         * @param source the source
         * @param orphan which, and how it ended
         * @throws Exception goes to the loop's error handler; the source's {@link FailurePolicy} says what follows
         */
        void reaped(OrphanSource source, Orphan orphan) throws Exception;
    }

    /** The moment to look for zombies. */
    private final class Look extends Deadline {
        private boolean isDue;

        @Override
        protected void due() {
            isDue = true;
            pend();
        }
    }

    private OrphanSource(EventLoop loop, @Nullable Handler handler) {
        super(loop, "orphans", "orphans");
        this.handler = handler;
        this.waiters = handler == null ? new Waiters<>(this) : null;
        try {
            this.signals = SignalSource.open(loop, "orphans", Set.of(Signal.CHLD), (source, info) -> lookSoon());
        } catch (RuntimeException e) { // somebody has the signal, say
            closeNow();
            throw e;
        }
        loop.scheduleIn(look, 0); // some may be there
    }

    static OrphanSource open(EventLoop loop, @Nullable Handler handler) {
        check(loop, "orphans");
        if (!Orphans.comeToUs()) {
            throw new IllegalStateException(
                    "orphans do not come to this process: it is not the first of its pid namespace,"
                            + " and Orphans.adopt() was not called");
        }
        return new OrphanSource(loop, handler);
    }

    /** Of many ends in a row there is one look. */
    private void lookSoon() {
        if (isOpen() && !look.isScheduled()) {
            loop().scheduleIn(look, PATIENCE_NANOS);
        }
    }

    @Override
    Outcome dispatch(int budget) throws Exception {
        if (look.isDue) {
            look.isDue = false;
            lookAround();
        }
        for (int left = budget; left > 0 && isListening() && goesOn(); left--) {
            Zombie zombie = due.poll();
            if (zombie == null) {
                return Outcome.DONE;
            }
            if (!due.isEmpty()) {
                pend(); // also if the handler throws
            }
            reap(zombie);
        }
        return due.isEmpty() ? Outcome.DONE : Outcome.MORE;
    }

    private void lookAround() {
        long now = TimeSource.SYSTEM.nanos();
        Map<Zombie, Long> before = known;
        known = new HashMap<>();
        due.clear();
        for (Zombie zombie : Orphans.zombies()) {
            long since = before.getOrDefault(zombie, now);
            known.put(zombie, since);
            if (now - since >= PATIENCE_NANOS) {
                due.add(zombie);
            }
        }
        if (!known.isEmpty()) {
            lookSoon();
        }
    }

    private void reap(Zombie zombie) throws Exception {
        ExitStatus status = Orphans.reap(zombie);
        if (status == null) {
            return; // the next look tells
        }
        known.remove(zombie);
        took();
        Orphan orphan = new Orphan(zombie.pid(), zombie.name(), status);
        if (handler != null) {
            handler.reaped(this, orphan);
        } else if (waiters != null && !waiters.deliverOrKeep(orphan, MOST_KEPT)) {
            statistics().missed++;
        }
    }

    @Override
    void enabledChanged() {
        if (isEnabled()) {
            lookSoon();
        }
    }

    @Override
    boolean canLook() {
        return false;
    }

    @Override
    void release(Steps steps) {
        loop().timers.cancel(look);
        SignalSource own = signals;
        if (own != null) { // it may be what was refused
            steps.go(own::close);
        }
    }

    @Override
    @Nullable
    Waiters<Orphan> waiters() {
        return waiters;
    }
}
