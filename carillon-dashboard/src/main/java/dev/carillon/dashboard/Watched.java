package dev.carillon.dashboard;

import dev.carillon.dashboard.board.State;
import dev.carillon.loop.EventLoop;
import java.time.Duration;
import java.util.Optional;

/** What a dashboard shows. All but {@link #loop} is called on that loop's thread, and has to be quick. */
public interface Watched {
    /** The loop. From any thread. */
    EventLoop loop();

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
