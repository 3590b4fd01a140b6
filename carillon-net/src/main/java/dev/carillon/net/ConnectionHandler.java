package dev.carillon.net;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What happens on a connection, told on the loop's thread. What a method throws goes to the loop's error handler, and the
 * connection is closed with {@link CloseReason#HANDLER_FAILED}; others are not disturbed.
 */
public interface ConnectionHandler {
    /**
     * It is connected, after the TLS handshake if there is one. Always the first call.
     *
     * @param connection the connection
     * @throws Exception see above
     */
    default void opened(Connection connection) throws Exception {}

    /**
     * Bytes came.
     *
     * @param connection the connection
     * @param bytes what came, from position to limit, in a direct buffer that is valid only for this call. What is left in
     *     it is kept, and handed in again in front of what follows
     * @throws Exception see above
     */
    void received(Connection connection, ByteBuffer bytes) throws Exception;

    /**
     * The peer sends no more (it may still receive). Called once, after everything was handed to {@link #received}; what
     * that has left is lost. By default this side ends too, {@link Connection#finishAfterExchange}: when what waits is sent,
     * no exchange is in progress, and nothing holds the connection.
     *
     * @param connection the connection
     * @param rest what {@link #received} has left; valid only for this call
     * @throws Exception see above
     */
    default void inputEnded(Connection connection, ByteBuffer rest) throws Exception {
        connection.finishAfterExchange();
    }

    /**
     * The peer's stream has ended without the end of the TLS conversation: what it has sent last may be missing, by its
     * own carelessness or by somebody between. Called instead of {@link #inputEnded}; whatever is done, the connection ends
     * with {@link CloseReason#TRUNCATED}. By default what waits is sent and then this side ends.
     *
     * @param connection the connection
     * @param rest what {@link #received} has left; valid only for this call
     * @throws Exception see above
     */
    default void inputCutOff(Connection connection, ByteBuffer rest) throws Exception {
        connection.finishAfterExchange();
    }

    /**
     * More waits to be sent than the high-water mark: stop the source of the data. This connection's own input is held
     * already ({@link Connection#readsWhileSaturated}), and so are those that are forwarded to it.
     *
     * @param connection the connection
     * @throws Exception see above
     */
    default void saturated(Connection connection) throws Exception {}

    /**
     * No more than the low-water mark waits to be sent, after {@link #saturated}.
     *
     * @param connection the connection
     * @throws Exception see above
     */
    default void drained(Connection connection) throws Exception {}

    /**
     * What {@link Connection#sendFile} was given is with the kernel, all of it: the files may be closed. Told once for all that
     * have gone since it was told last; not told if one of them could not be sent, but {@link #closed}.
     *
     * @param connection the connection
     * @throws Exception see above
     */
    default void filesSent(Connection connection) throws Exception {}

    /**
     * Time is over, and the connection about to be closed for it. What is written now is sent, if {@link Connection#finish}
     * or {@link Connection#endOutput} follows: an answer that says why.
     *
     * @param connection the connection
     * @param what {@link CloseReason#FIRST_BYTE_TIMEOUT}, {@link CloseReason#IDLE_READ_TIMEOUT},
     *     {@link CloseReason#RESPONSE_TIMEOUT}, {@link CloseReason#DEADLINE} or {@link CloseReason#LIFETIME_OVER}
     * @return true to carry on: that time begins anew (a lifetime does not); false, as by default, to close it unless it is
     *     ending
     * @throws Exception see above
     */
    default boolean timedOut(Connection connection, CloseReason what) throws Exception {
        return false;
    }

    /**
     * Whether it sees to the end of its connections itself when their server comes to an end, {@link Drain}. A protocol whose
     * client may ask again at any moment does: HTTP says in an answer that it is the last one, for an end without a word would
     * cross the client's next request. Asked once, when the drain begins or the connection does.
     *
     * @return false, as by default, to have it ended after the exchange in which it is; true if the handler ends it, for which
     *     it has until the drain's limit
     */
    default boolean endsItself() {
        return false;
    }

    /**
     * It has ended. Always the last call; also for a connection that was never {@link #opened}.
     *
     * @param connection the connection; its descriptor is closed
     * @param reason why
     * @param error what the kernel, the TLS engine or the handler said; null if nothing went wrong
     * @throws Exception goes to the loop's error handler
     */
    default void closed(Connection connection, CloseReason reason, @Nullable Throwable error) throws Exception {}
}
