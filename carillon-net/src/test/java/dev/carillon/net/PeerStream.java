package dev.carillon.net;

import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Shutdown;
import dev.carillon.linux.Socket;
import dev.carillon.linux.StreamFd;
import java.nio.ByteBuffer;

/** What a {@link Peer} sends and reads by: a socket, or TLS over one. */
interface PeerStream {
    /** What {@link #read} answers for a stream that has ended as it should not. */
    int CUT_OFF = -3;

    /** A socket. */
    static PeerStream of(Socket socket) {
        return new PeerStream() {
            @Override
            public int send(ByteBuffer bytes) {
                return socket.send(bytes, 0);
            }

            @Override
            public int read(ByteBuffer into) {
                return socket.read(into);
            }

            @Override
            public void end() {
                socket.shutdown(Shutdown.WRITE);
            }

            @Override
            public void close() {
                socket.close();
            }

            @Override
            public boolean isOpen() {
                return socket.isOpen();
            }
        };
    }

    /**
     * Sends what there is room for.
     *
     * @return how many bytes
     * @throws LinuxException as the socket
     */
    int send(ByteBuffer bytes);

    /** Reads what there is: how many bytes; {@link StreamFd#END}, {@link #CUT_OFF}. */
    int read(ByteBuffer into);

    /** Sends no more. */
    void end();

    void close();

    boolean isOpen();

    /** Sends what there was no room for. */
    default void flush() {
        // Most keep nothing.
    }
}
