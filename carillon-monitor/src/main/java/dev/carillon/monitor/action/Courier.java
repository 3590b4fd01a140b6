package dev.carillon.monitor.action;

import java.time.Duration;
import java.util.List;

/** Tells something to another machine. */
interface Courier {
    /**
     * Tells it, and answers when it knows. On a thread that may wait, and is interrupted when the time is over.
     *
     * @throws Exception for everything that went wrong on the way
     */
    Answer tell(Load load) throws Exception;

    /** Who is told, for people: host and port. */
    String where();

    /** How long one call may take. */
    Duration timeout();

    /** How often what is the case has to be told again; zero for never. */
    default Duration refresh() {
        return Duration.ZERO;
    }

    /** What is the case, and was told before; for the loop's thread. */
    default List<Load.Part> standing() {
        return List.of();
    }

    /** This is the case, and nothing else, whoever has told it; for the loop's thread. */
    default void stand(List<Load.Part> parts) {}

    /** It was taken; for the loop's thread. */
    default void taken(Load load) {}

    /** Nothing more is told. */
    default void end() {}
}
