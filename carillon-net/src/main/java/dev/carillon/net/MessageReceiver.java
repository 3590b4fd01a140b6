package dev.carillon.net;

import dev.carillon.net.frame.Framing;
import dev.carillon.net.frame.MessageHandler;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection's handler that gets whole messages, however the bytes come. For one connection.
 *
 * {@snippet :
 * final class Upper extends MessageReceiver {
 *     Upper() {
 *         super(Delimiter.lines(1024));
 *     }
 *
 *     @Override
 *     protected void message(Connection connection, ByteBuffer line) {
 *         connection.write(line, framing());
 *     }
 * }
 * }
 *
 * <p>What is no message, or one longer than the framing's limit, ends the connection: {@link CloseReason#MALFORMED},
 * {@link CloseReason#RECEIVE_LIMIT}. While the connection is paused no message is handed out. The longest frame has to fit into
 * {@link ConnectionOptions#receiveLimit}.
 */
public abstract class MessageReceiver implements ConnectionHandler {
    private final Framing framing;
    private final MessageHandler handOut = this::handOut;
    private @Nullable Connection current;

    /**
     * A receiver at the beginning of a stream.
     *
     * @param framing cuts the stream; for this connection alone
     */
    protected MessageReceiver(Framing framing) {
        this.framing = framing;
    }

    /**
     * A message is complete.
     *
     * @param connection the connection
     * @param message its bytes, from position to limit: valid only for this call
     * @throws Exception as for {@link #received}
     */
    protected abstract void message(Connection connection, ByteBuffer message) throws Exception;

    /**
     * The peer sends no more messages. By default what waits is sent and then this side ends too.
     *
     * @param connection the connection
     * @throws Exception as for {@link #received}
     */
    protected void messagesEnded(Connection connection) throws Exception {
        connection.finishAfterExchange();
    }

    /**
     * What cuts the stream, to send messages with: {@link Connection#write(ByteBuffer, Framing)}.
     *
     * @return what it was made with
     */
    protected final Framing framing() {
        return framing;
    }

    @Override
    public final void received(Connection connection, ByteBuffer bytes) throws Exception {
        current = connection;
        boolean found = true;
        while (found && connection.isReading()) {
            found = framing.decode(bytes, handOut);
        }
    }

    @Override
    public final void inputEnded(Connection connection, ByteBuffer rest) throws Exception {
        current = connection;
        framing.end(rest, handOut);
        if (connection.isOpen()) {
            messagesEnded(connection);
        }
    }

    private void handOut(ByteBuffer message) throws Exception {
        Connection connection = current;
        if (connection != null) {
            message(connection, message);
        }
    }
}
