package dev.carillon.http.server;

/**
 * What has become of an exchange.
 *
 * @param how how it ended
 * @param status the status of the answer, or the one it would have had if none was sent
 * @param bodyBytesSent bytes of the answer's body that went to the client, without framing, as they were encoded; of an answer
 *     that was cut off, about so many
 * @param nanos from the request's head until now, in nanoseconds
 */
public record ExchangeEnd(How how, int status, long bodyBytesSent, long nanos) {
    /** How an exchange ends. */
    public enum How {
        /** The answer is out, but for what waits below the low-water mark; of a file all of it. */
        ANSWERED,
        /** The client went before that, or the answer was broken off. */
        CUT_OFF,
        /** The server itself has refused it. */
        REFUSED,
        /** The connection speaks another protocol now. */
        UPGRADED
    }
}
