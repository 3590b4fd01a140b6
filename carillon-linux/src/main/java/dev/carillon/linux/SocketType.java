package dev.carillon.linux;

import dev.carillon.linux.ffm.SocketH;

/** How bytes travel through a {@link Socket}. */
public enum SocketType {
    /** In order and reliably, without bounds: TCP or a Unix stream. */
    STREAM(SocketH.SOCK_STREAM),
    /** In messages: UDP, or Unix datagrams. */
    DATAGRAM(SocketH.SOCK_DGRAM);

    final int number;

    SocketType(int number) {
        this.number = number;
    }
}
