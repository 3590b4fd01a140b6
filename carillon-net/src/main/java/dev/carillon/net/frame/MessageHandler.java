package dev.carillon.net.frame;

import java.nio.ByteBuffer;

/** Gets the messages that a framing cuts out of a stream. */
@FunctionalInterface
public interface MessageHandler {
    /**
     * A message is complete.
     *
     * @param message its bytes, from position to limit; valid only for this call
     * @throws Exception ends the decoding and goes to who called it
     */
    void message(ByteBuffer message) throws Exception;
}
