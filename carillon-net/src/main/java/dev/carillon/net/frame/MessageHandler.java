package dev.carillon.net.frame;

import java.nio.ByteBuffer;

/** Gets the messages that a framing cuts out of a stream. */
@FunctionalInterface
public interface MessageHandler {
    /**
     * A message is complete.
     *
     * @param message its bytes, from position to limit, where the stream has them: valid only for this call, to be read only
     * @throws Exception goes to who decodes; the message counts as handed out
     */
    void message(ByteBuffer message) throws Exception;
}
