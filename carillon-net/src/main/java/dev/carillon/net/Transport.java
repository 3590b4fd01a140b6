package dev.carillon.net;

import dev.carillon.linux.FileFd;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.StreamFd;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What carries a connection's bytes: the socket itself, or TLS over it. All connections share the former, which holds nothing, so
 * each call names its connection. For one loop.
 */
abstract sealed class Transport permits PlainTransport, TlsTransport {
    /** Whether it is the socket itself: files and pipes need not be copied. */
    abstract boolean isPlain();

    /** Bytes that the network has taken and that {@link #send} took before. */
    abstract long confirmed(long taken);

    /** Goes on with what has to come before bytes, as far as it gets. */
    abstract void shakeHands();

    /** Whether {@link #shakeHands} needs something of the peer, rather than of this side. */
    abstract boolean waitsForPeer();

    /** How much room {@link #receive} needs, in bytes. */
    abstract int roomToReceive();

    /**
     * Receives what there is.
     *
     * @param into has the room that is needed; its position moves on
     * @return how many bytes; 0 if there is nothing now; {@link StreamFd#END} when the peer sends no more
     * @throws LinuxException ECONNRESET, …
     * @throws IOException if what comes makes no sense
     */
    abstract int receive(Conversation c, ByteBuffer into) throws IOException;

    /**
     * Whether the socket may have more than the last {@link #receive} took: a short read has emptied it, unless the end came
     * right behind it, which is no edge of its own.
     *
     * @param count what that answered
     * @param filled whether it has left no room
     * @param hangUp whether the end was announced
     */
    abstract boolean mayHaveMore(int count, boolean filled, boolean hangUp);

    /** Whether the last {@link #receive}, which brought nothing, has got on all the same: part of a record came. */
    abstract boolean hasMoved();

    /** Whether there is something to receive that the kernel does not tell of. */
    abstract boolean holdsInput();

    /**
     * Sends bytes; the buffer's position moves on by what was taken.
     *
     * @param more whether more is known to follow at once
     * @return how many; less than there are if there is no room now
     */
    abstract int send(Conversation c, ByteBuffer from, boolean more) throws IOException;

    /**
     * Offers bytes that nothing has to follow at once; as {@link #send}, but they may be in flight for a while.
     *
     * @return how many; or {@link Wire#IN_FLIGHT}, and the bytes have to stay where they are
     */
    abstract int offer(Conversation c, ByteBuffer from) throws IOException;

    /** The queue whose first bytes are those in flight. */
    abstract @Nullable Outbox flying(Conversation c);

    /** Bytes of what was in flight have been taken: they count as sent, unless that has to wait for others. */
    abstract void landed(Conversation c, int count);

    /** Sends a region of a file; answers as {@link dev.carillon.linux.ZeroCopy#sendfile}. */
    abstract long sendFile(Conversation c, FileFd file, long offset, long count) throws IOException;

    /** Sends what is in a pipe. */
    abstract long sendFrom(Conversation c, Pipe pipe, long count);

    /** Whether the kernel has all that was taken. */
    boolean isFlushed() {
        return queued() == 0;
    }

    /** Bytes that were taken and that the kernel has not got yet. */
    abstract long queued();

    /**
     * Sends what was taken, as far as there is room.
     *
     * @return how many bytes
     */
    abstract long flush() throws IOException;

    /** Says to the peer that nothing more comes, ahead of the end of the stream itself. Idempotent. */
    abstract void sayEnd() throws IOException;

    /** Whether nothing more can be sent, although this side has not asked for that: the peer has ended both directions. */
    abstract boolean hasSaidEnd();

    /** Gives up what it holds. */
    abstract void discard();
}
