package dev.carillon.net.frame;

import dev.carillon.net.frame.FramingException.Reason;
import java.nio.ByteBuffer;

/**
 * Messages with a delimiter behind each. A message can not contain the delimiter, and may be empty.
 *
 * <p>Remembers how far it has looked, so that a message which trickles in byte by byte is searched once.
 */
public final class Delimiter implements Framing {
    private static final byte[] LF = {'\n'};
    private static final byte[] CRLF = {'\r', '\n'};

    private final byte[] delimiter;
    /** LF ends a message, and a CR before it belongs to the end. */
    private final boolean lines;

    private final int longest;
    /** The longest frame: no need to search further. */
    private final int longestFrame;
    /** The delimiter does not begin in so many bytes of the frame that begins the input. */
    private int looked;

    private Delimiter(byte[] delimiter, boolean lines, int longest) {
        if (delimiter.length == 0) {
            throw new IllegalArgumentException("a delimiter is 1 byte or longer");
        }
        int overhead = lines ? CRLF.length : delimiter.length;
        this.delimiter = delimiter;
        this.lines = lines;
        this.longest = Cut.limit(longest, 0, overhead);
        this.longestFrame = longest + overhead;
    }

    /**
     * Messages that end with LF. A CR before it belongs to the message.
     *
     * @param longest the limit: a message's length in bytes without the LF
     * @return a framing at the beginning of a stream
     */
    public static Delimiter lf(int longest) {
        return new Delimiter(LF, false, longest);
    }

    /**
     * Messages that end with CRLF. A CR or LF alone belongs to the message.
     *
     * @param longest the limit: a message's length in bytes without the CRLF
     * @return a framing at the beginning of a stream
     */
    public static Delimiter crlf(int longest) {
        return new Delimiter(CRLF, false, longest);
    }

    /**
     * Lines of text that end with LF or CRLF. The last one may have no end: {@link #end} hands it out. Sent are lines with LF;
     * a line that contains one or ends with CR is refused.
     *
     * @param longest the limit: a line's length in bytes without its end
     * @return a framing at the beginning of a stream
     */
    public static Delimiter lines(int longest) {
        return new Delimiter(LF, true, longest);
    }

    /**
     * Messages that end with any bytes.
     *
     * @param longest the limit: a message's length in bytes without the delimiter
     * @param delimiter 1 byte or more; best few, and the first one rare in messages
     * @return a framing at the beginning of a stream
     */
    public static Delimiter of(int longest, byte... delimiter) {
        return new Delimiter(delimiter.clone(), false, longest);
    }

    @Override
    public boolean decode(ByteBuffer input, MessageHandler handler) throws Exception {
        int length = needed(input);
        if (input.remaining() < length) {
            return false;
        }
        int start = input.position();
        int message = messageLength(input, start, length - delimiter.length);
        looked = 0;
        Cut.handOut(input, start, start + message, start + length, handler);
        return true;
    }

    @Override
    public int needed(ByteBuffer input) {
        int start = input.position();
        int available = input.remaining();
        if (available < looked) {
            throw new IllegalArgumentException("a frame has begun with " + looked
                    + " bytes or more, which come first; the input has " + available);
        }
        int found = ByteSearch.find(input, start + looked, start + Math.min(available, longestFrame), delimiter);
        looked = (found < 0 ? ~found : found) - start;
        // Where the delimiter is or, not having begun yet, could be at the earliest.
        int message = messageLength(input, start, looked);
        if (message > longest) {
            looked = 0;
            throw new FramingException(
                    Reason.TOO_LONG, "no delimiter within " + message + " bytes, the limit is " + longest);
        }
        return looked + delimiter.length;
    }

    /** The length of a message whose delimiter begins after so many bytes. */
    private int messageLength(ByteBuffer input, int start, int length) {
        boolean endsWithCr = lines && length > 0 && input.get(start + length - 1) == '\r';
        return endsWithCr ? length - 1 : length;
    }

    @Override
    public void end(ByteBuffer input, MessageHandler handler) throws Exception {
        int rest = input.remaining();
        looked = 0;
        if (rest == 0) {
            return;
        }
        if (!lines) {
            throw new FramingException(
                    Reason.CUT_OFF, "the stream ended after " + rest + " bytes of a message without its delimiter");
        }
        // With a CR for its last byte it was not too long until now.
        if (rest > longest) {
            throw new FramingException(
                    Reason.TOO_LONG, "the last line has " + rest + " bytes, the limit is " + longest);
        }
        int start = input.position();
        Cut.handOut(input, start, start + rest, start + rest, handler);
    }

    @Override
    public int encodedLength(int messageLength) {
        Cut.checkLength(messageLength, longest);
        return messageLength + delimiter.length;
    }

    @Override
    public void encode(ByteBuffer message, ByteBuffer output) {
        int length = message.remaining();
        Cut.checkRoom(output, encodedLength(length));
        int from = message.position();
        int start = output.position();
        output.put(message).put(delimiter);
        // Searched in the output: the delimiter may also begin in the message and end in the delimiter.
        int found = ByteSearch.find(output, start, output.position(), delimiter) - start;
        if (found != length || messageLength(output, start, length) != length) {
            output.position(start);
            message.position(from);
            throw new IllegalArgumentException(
                    found == length
                            ? "a line can not end with CR, which would be taken for its end"
                            : "the message has the delimiter at byte " + found + " and would end there");
        }
    }
}
