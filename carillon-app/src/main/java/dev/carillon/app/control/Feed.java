package dev.carillon.app.control;

import java.util.Map;
import java.util.function.Consumer;

/** What a client of a {@link ControlSocket} can follow: lines, until it goes. Called on the thread of the command's loop. */
@FunctionalInterface
public interface Feed {
    /**
     * Begins.
     *
     * @param request the members of the request
     * @param lines takes each line; those that a slow client does not take are left out, and it is told how many
     * @return ends it
     * @throws IllegalArgumentException if there is no such thing to follow, with what there is
     */
    Runnable follow(Map<String, String> request, Consumer<String> lines);
}
