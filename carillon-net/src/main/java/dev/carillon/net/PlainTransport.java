package dev.carillon.net;

import dev.carillon.linux.FileFd;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Socket;
import dev.carillon.linux.ZeroCopy;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The socket itself: holds nothing, so there is one. */
final class PlainTransport extends Transport {
    static final PlainTransport OF_ALL = new PlainTransport();

    private PlainTransport() {}

    @Override
    boolean isPlain() {
        return true;
    }

    @Override
    long confirmed(long taken) {
        return taken;
    }

    @Override
    void shakeHands() {
        // Nothing has to come before bytes.
    }

    @Override
    boolean waitsForPeer() {
        return true;
    }

    @Override
    int roomToReceive() {
        return 1;
    }

    @Override
    int receive(Conversation c, ByteBuffer into) {
        return c.socket.read(into);
    }

    @Override
    boolean mayHaveMore(int count, boolean filled, boolean hangUp) {
        return filled || hangUp && count > 0;
    }

    @Override
    boolean hasMoved() {
        return false;
    }

    @Override
    boolean holdsInput() {
        return false;
    }

    @Override
    int send(Conversation c, ByteBuffer from, boolean more) {
        return c.socket.send(from, more ? Socket.MORE : 0);
    }

    @Override
    int offer(Conversation c, ByteBuffer from) {
        if (!ConnectionState.mayFly(c.state) || c.queuedBytes() > c.group.options.highWaterMark()) {
            return send(c, from, false);
        }
        int taken = c.group.wire.offer(c, from);
        if (taken == Wire.IN_FLIGHT) {
            c.set(ConnectionState.IN_FLIGHT);
        }
        return taken;
    }

    @Override
    @Nullable
    Outbox flying(Conversation c) {
        return c.waiting();
    }

    @Override
    void landed(Conversation c, int count) {
        c.sent(count);
    }

    @Override
    long sendFile(Conversation c, FileFd file, long offset, long count) {
        return ZeroCopy.sendfile(c.socket, file, offset, count);
    }

    @Override
    long sendFrom(Conversation c, Pipe pipe, long count) {
        return ZeroCopy.splice(pipe.reader(), ZeroCopy.NO_OFFSET, c.socket, ZeroCopy.NO_OFFSET, count);
    }

    @Override
    boolean isFlushed() {
        return true;
    }

    @Override
    long queued() {
        return 0;
    }

    @Override
    long flush() {
        return 0;
    }

    @Override
    void sayEnd() {
        // The end of the stream says it.
    }

    @Override
    boolean hasSaidEnd() {
        return false;
    }

    @Override
    void discard() {
        // It holds nothing.
    }
}
