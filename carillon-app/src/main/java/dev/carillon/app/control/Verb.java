package dev.carillon.app.control;

import java.util.Map;
import java.util.function.Consumer;

/** What can be asked of a running command. Called on the thread of its loop. */
@FunctionalInterface
public interface Verb {
    /** The member of a request with the number of the user who asks, as the kernel knows it: not what the client says. */
    String USER = "uid";

    /**
     * Does it.
     *
     * @param request the members of the request, {@code request} with the verb's name among them
     * @param answer to be called once, on the same thread, now or later; until then the client sends nothing more
     */
    void take(Map<String, String> request, Consumer<Answer> answer);
}
