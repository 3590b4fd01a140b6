package dev.carillon.http.server;

import dev.carillon.http.Refusal;

/**
 * Is told of what was refused before a handler or filter heard of it: the head could not be read or did not come in time, a
 * proxy's header makes no sense, there are too many connections or requests in progress.
 */
@FunctionalInterface
public interface RefusalListener {
    /** Does nothing; the refusals are counted all the same, {@link HttpStatistics}. */
    RefusalListener NONE = (client, reason, line) -> {};

    /**
     * Something was refused. On the loop's thread. What it throws goes to the loop's error handler.
     *
     * @param client who is at the other end of the connection; of {@link Refusal#OVERLOADED}, where there is a head, the client
     *     as proxies say that are trusted
     * @param reason why
     * @param line the request line as far as it has come, with whatever is wrong in it; a character for each byte, empty if
     *     nothing has come
     */
    void refused(Client client, Refusal reason, String line);
}
