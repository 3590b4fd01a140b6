package dev.carillon.linux;

import dev.carillon.linux.ffm.SocketH;

/** Which half of a connection {@link Socket#shutdown} ends. */
public enum Shutdown {
    /** No more is received, {@code SHUT_RD}. TCP does not tell the peer. */
    READ(SocketH.SHUT_RD),
    /** No more is sent: the peer reads the end of the stream, {@code SHUT_WR}. */
    WRITE(SocketH.SHUT_WR),
    /** Both, {@code SHUT_RDWR}. */
    BOTH(SocketH.SHUT_RDWR);

    final int number;

    Shutdown(int number) {
        this.number = number;
    }
}
