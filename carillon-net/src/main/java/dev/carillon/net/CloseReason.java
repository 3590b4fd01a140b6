package dev.carillon.net;

import dev.carillon.linux.LinuxException;
import dev.carillon.net.frame.FramingException;
import javax.net.ssl.SSLException;

/** Why a connection has ended. */
public enum CloseReason {
    /** Both sides have sent all they had to say: the orderly end. */
    FINISHED,
    /** This side closed it without waiting for the peer, or its loop has ended. */
    CLOSED,
    /** The peer broke it off, or the network did: {@code ECONNRESET}, {@code EPIPE}, {@code ETIMEDOUT}, … */
    RESET,
    /** It was never made: refused, unreachable, no such address. */
    CONNECT_FAILED,
    /** Not made within {@link Timeouts#connect}. */
    CONNECT_TIMEOUT,
    /** The TLS handshake failed: no common version, a certificate that is not trusted, … */
    HANDSHAKE_FAILED,
    /** The peer's stream ended without the end of the TLS conversation: its last bytes may be missing. What it was sent is not. */
    TRUNCATED,
    /** The TLS handshake took longer than {@link Timeouts#handshake}. */
    HANDSHAKE_TIMEOUT,
    /** Nothing came within {@link Timeouts#firstByte}. */
    FIRST_BYTE_TIMEOUT,
    /** Nothing came for {@link Timeouts#idleRead}. */
    IDLE_READ_TIMEOUT,
    /** The peer took nothing of what waits to be sent for {@link Timeouts#idleWrite}. */
    IDLE_WRITE_TIMEOUT,
    /** What {@link Connection#expectResponse} waits for did not come within {@link Timeouts#response}. */
    RESPONSE_TIMEOUT,
    /** It was open for {@link Timeouts#lifetime}. */
    LIFETIME_OVER,
    /** The peer did not end its side within {@link Timeouts#linger} after ours. */
    LINGER_TIMEOUT,
    /** The program's own deadline was over, {@link Connection#deadline}. */
    DEADLINE,
    /** A file that was to be sent has become shorter meanwhile. */
    FILE_TRUNCATED,
    /** A file that was to be sent cannot be read: it is none that {@code sendfile(2)} takes, its device fails, … */
    FILE_UNREADABLE,
    /** There was no memory for what it had to keep, {@link ConnectionOptions#withBufferBudget}. */
    NO_BUFFERS,
    /** The handler left more unread than {@link ConnectionOptions#receiveLimit}, or a frame was too large. */
    RECEIVE_LIMIT,
    /** What the peer sent makes no sense. */
    MALFORMED,
    /** The handler threw; the loop's error handler has heard of it. */
    HANDLER_FAILED;

    /** Whether it is the end of a time of which the handler is told first, and may answer. */
    boolean isTold() {
        return switch (this) {
            case FIRST_BYTE_TIMEOUT, IDLE_READ_TIMEOUT, RESPONSE_TIMEOUT, LIFETIME_OVER, DEADLINE -> true;
            default -> false;
        };
    }

    /**
     * Whether it is for a file that was to be sent.
     *
     * @return true for {@link #FILE_TRUNCATED} and {@link #FILE_UNREADABLE}
     */
    public boolean isOfFile() {
        return this == FILE_TRUNCATED || this == FILE_UNREADABLE;
    }

    /** Whether something is missing of what was to be sent, which would look as if it had never been meant to come. */
    boolean cutsOff() {
        return this == HANDLER_FAILED || isOfFile();
    }

    /** What an error means for the connection on which it came up. */
    static CloseReason of(Throwable error) {
        return switch (error) {
            case LinuxException e -> RESET;
            case TruncatedFileException e -> FILE_TRUNCATED;
            case UnreadableFileException e -> FILE_UNREADABLE;
            case NoBuffersException e -> NO_BUFFERS;
            case TlsEndedException e -> e.reason();
            case SSLException e -> MALFORMED;
            case FramingException e -> e.reason() == FramingException.Reason.TOO_LONG ? RECEIVE_LIMIT : MALFORMED;
            default -> HANDLER_FAILED;
        };
    }
}
