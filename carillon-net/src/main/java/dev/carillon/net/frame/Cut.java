package dev.carillon.net.frame;

import dev.carillon.net.frame.FramingException.Reason;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;

/** What all framings do alike: hand out a part of the input, and refuse lengths. */
final class Cut {
    private Cut() {}

    /** Hands out the bytes between two places of the input, and goes on behind the frame even if the handler throws. */
    static void handOut(ByteBuffer input, int from, int to, int frameEnd, MessageHandler handler) throws Exception {
        int limit = input.limit();
        input.limit(to).position(from);
        try {
            handler.message(input);
        } finally {
            input.limit(limit).position(frameEnd);
        }
    }

    /** Checks a codec's limit: with what the frame adds to the message, it must be an int. */
    static int limit(int longest, int least, int overhead) {
        int most = Integer.MAX_VALUE - overhead;
        if (longest < least || longest > most) {
            throw new IllegalArgumentException(
                    "the longest message is " + least + " to " + most + " bytes, not " + longest);
        }
        return longest;
    }

    /** Checks the length of a message to send. */
    static void checkLength(int messageLength, int longest) {
        if (messageLength < 0 || messageLength > longest) {
            throw new IllegalArgumentException(
                    "a message of " + messageLength + " bytes can not be sent, the limit is " + longest);
        }
    }

    /** Checks the room for a frame before any of it is written. */
    static void checkRoom(ByteBuffer output, int encodedLength) {
        if (output.remaining() < encodedLength) {
            throw new BufferOverflowException();
        }
    }

    /** The end of a stream whose frames tell their length. */
    static void refuseRest(Framing framing, ByteBuffer input) {
        if (input.hasRemaining()) {
            throw new FramingException(
                    Reason.CUT_OFF,
                    "the stream ended after " + input.remaining() + " bytes of a frame of at least "
                            + framing.needed(input));
        }
    }
}
