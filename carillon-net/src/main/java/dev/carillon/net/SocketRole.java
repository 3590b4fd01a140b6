package dev.carillon.net;

import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketOption;
import dev.carillon.linux.SocketType;

/** What a socket that comes from another process is good for. */
enum SocketRole {
    /** To accept from. */
    LISTENER("a stream that listens"),
    /** To read from and write to, if it is connected. */
    CONNECTION("a stream that does not listen"),
    /** To receive datagrams with. */
    DATAGRAMS("for datagrams");

    private final String words;

    SocketRole(String words) {
        this.words = words;
    }

    /** What a socket is. */
    static SocketRole of(Socket socket) {
        if (socket.type() == SocketType.DATAGRAM) {
            return DATAGRAMS;
        }
        return socket.get(SocketOption.ACCEPTCONN) ? LISTENER : CONNECTION;
    }

    /** Makes a socket one that a loop can have, if it is what it is taken for; else closes it. */
    Socket adopt(Socket socket) {
        try {
            SocketRole actual = of(socket);
            if (actual != this) {
                throw new IllegalArgumentException(socket + " is " + actual.words + ", not " + words);
            }
            if (this == CONNECTION) {
                socket.peerAddress(); // refused if there is none
            }
            socket.nonBlocking(true);
            socket.closeOnExec(true);
            return socket;
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }
}
