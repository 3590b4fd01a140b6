package dev.carillon.net;

import dev.carillon.linux.FileFd;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Socket;
import dev.carillon.linux.ZeroCopy;
import java.nio.ByteBuffer;

/** The socket itself: holds nothing. */
final class PlainTransport extends Transport {
    PlainTransport(Socket socket) {
        super(socket);
    }

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
    int receive(ByteBuffer into) {
        return socket.read(into);
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
    int send(ByteBuffer from, boolean more) {
        return socket.send(from, more ? Socket.MORE : 0);
    }

    @Override
    long sendFile(FileFd file, long offset, long count) {
        return ZeroCopy.sendfile(socket, file, offset, count);
    }

    @Override
    long sendFrom(Pipe pipe, long count) {
        return ZeroCopy.splice(pipe.reader(), ZeroCopy.NO_OFFSET, socket, ZeroCopy.NO_OFFSET, count);
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
