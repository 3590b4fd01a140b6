package dev.carillon.http.server;

import dev.carillon.linux.FileFd;
import dev.carillon.loop.WorkerPool;
import dev.carillon.loop.Written;
import dev.carillon.net.ConnectionHandler;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * What carries the bytes of one {@link HttpConnection}: all that the protocol asks of the world. For the loop's thread. It
 * tells the protocol of what comes: {@link HttpConnection#received}, {@link HttpConnection#inputEnded},
 * {@link HttpConnection#drained}, {@link HttpConnection#fileSent}, {@link HttpConnection#deadline} and at last
 * {@link HttpConnection#closed}.
 */
interface Carrier {
    /** Sends bytes, in order and completely; they are the caller's own again. */
    Written write(ByteBuffer bytes);

    /** Sends a region of a file after what is queued; {@link HttpConnection#fileSent} follows in time, or its end. */
    Written sendFile(FileFd file, long offset, long count, boolean closeAfter);

    /** Bytes of what was written that have gone out; known also when it is closed. */
    long bytesSent();

    /** Takes no more input for now. */
    void pause();

    /** Takes input again; what was left unread comes again first. */
    void resume();

    /** An exchange begins, or ends: an orderly end of all waits for it. */
    void inExchange(boolean is);

    /** Sends what is queued, ends this side, and throws away what comes until the peer has ended its own, for a while. */
    void finish();

    /** Breaks off: the peer sees a reset, not an end. */
    void reset();

    /** {@link #finish} or {@link #reset}. */
    default void end(boolean inOrder) {
        if (inOrder) {
            finish();
        } else {
            reset();
        }
    }

    /** Has {@link HttpConnection#deadline} called once, in place of what was asked for before; zero for never. */
    void deadline(long nanosFromNow);

    /** The time of this turn, without a look at the clock: nanoseconds since some moment. */
    long turnTime();

    /** The present, on the same scale. */
    long time();

    /** Hands the bytes that are left unread, and all that follow, to another protocol. */
    void upgrade(ConnectionHandler next);

    /** Has a worker do something; input rests meanwhile. */
    void hand(WorkerPool workers, WorkerPool.Work work);

    /** The other side's address. */
    SocketAddress peerAddress();

    /** Whether bytes are encrypted on their way. */
    boolean isSecure();
}
