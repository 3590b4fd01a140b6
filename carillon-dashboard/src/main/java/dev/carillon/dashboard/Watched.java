package dev.carillon.dashboard;

import dev.carillon.dashboard.board.ShownLoops;
import dev.carillon.dashboard.board.State;
import dev.carillon.loop.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a dashboard shows. All but {@link #loop}, {@link #loops}, {@link #row} and {@link #rest} is called on that loop's thread, and has to
 * be quick.
 */
public interface Watched extends ShownLoops {
    /** The loop on whose thread the others are called. From any thread. */
    EventLoop loop();

    /** The loops that are shown: that one, unless it is another's work that is. */
    @Override
    default List<EventLoop> loops() {
        return List.of(loop());
    }

    /** How long it is not asked how things stand, while nobody looks. */
    default Duration rest() {
        return Duration.ofSeconds(10);
    }

    /** How things stand. */
    State state();

    /**
     * Somebody sees to an alarm.
     *
     * @param span for how long; empty for as long as it is raised
     * @return what was done, in words
     * @throws java.util.NoSuchElementException if there is no such alarm, or this is no monitor
     */
    String acknowledge(String alarm, Optional<Duration> span);

    /**
     * Nobody wants to hear of a rule for a while.
     *
     * @param key of it; empty for all
     * @param span zero to end it
     * @return what was done, in words
     * @throws java.util.NoSuchElementException if there is no such rule, or this is no monitor
     */
    String silence(String rule, String key, Duration span);
}
