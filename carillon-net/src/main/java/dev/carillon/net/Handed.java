package dev.carillon.net;

import dev.carillon.linux.Socket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What came from another process: a named socket, or only words. Valid while the handler is called with it; a socket that it
 * has not taken is closed then.
 */
public final class Handed {
    private final String name;
    private final ByteBuffer note;
    private @Nullable Socket socket;

    Handed(String name, ByteBuffer note, @Nullable Socket socket) {
        this.name = name;
        this.note = note;
        this.socket = socket;
    }

    /**
     * What it is called.
     *
     * @return the sender's name for it
     */
    public String name() {
        return name;
    }

    /**
     * What the sender says about it: of a connection, what was received and not handled yet.
     *
     * @return the bytes, to be kept if wanted
     */
    public ByteBuffer note() {
        return note;
    }

    /**
     * Whether it is for {@link Listener#adopt}.
     *
     * @return true if a socket came that listens
     */
    public boolean isListener() {
        return is(SocketRole.LISTENER);
    }

    /**
     * Whether it is for {@link Connector#adopt}.
     *
     * @return true if a stream came that does not listen
     */
    public boolean isConnection() {
        return is(SocketRole.CONNECTION);
    }

    /**
     * Whether it is for {@link DatagramEndpoint#adopt}.
     *
     * @return true if a socket for datagrams came
     */
    public boolean isDatagrams() {
        return is(SocketRole.DATAGRAMS);
    }

    private boolean is(SocketRole role) {
        Socket present = socket;
        return present != null && SocketRole.of(present) == role;
    }

    /**
     * Takes the socket: from now on the caller has to close it.
     *
     * @return the socket
     * @throws IllegalStateException if none came, or it was taken before
     */
    public Socket take() {
        Socket taken = socket;
        if (taken == null) {
            throw new IllegalStateException("no socket came with \"" + name + "\", or it was taken or closed");
        }
        socket = null;
        return taken;
    }

    void closeUnlessTaken() {
        Socket left = socket;
        if (left != null) {
            socket = null;
            left.close();
        }
    }
}
