package dev.carillon.http.server;

import dev.carillon.http.Refusal;

/** Is told of what was refused before there was an exchange: the head could not be read, or did not come in time. */
@FunctionalInterface
public interface RefusalListener {
    /** Does nothing; the refusals are counted all the same, {@link HttpStatistics}. */
    RefusalListener NONE = (client, reason) -> {};

    /**
     * Something was refused. On the loop's thread, before the connection ends. What it throws goes to the loop's error handler.
     *
     * @param client who is at the other end of the connection; proxies have not been asked, since there is no head
     * @param reason why
     */
    void refused(Client client, Refusal reason);
}
