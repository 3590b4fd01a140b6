package dev.carillon.net;

import dev.carillon.linux.Errno;

/** Why a datagram was not sent. */
public enum DropReason {
    /** As many waited as may, and it was the last to come, {@link Overflow#DROP_NEWEST}. */
    NEWEST,
    /** As many waited as may, and it had waited longest, {@link Overflow#DROP_OLDEST}. */
    OLDEST,
    /** It is larger than {@link DatagramLimits#size}, or than the network takes, {@code EMSGSIZE}. */
    TOO_LARGE,
    /** Nobody has the Unix address any more, or the sender that it answers has none. */
    NO_RECEIVER,
    /** A Unix receiver took nothing for a while, and others waited behind it. */
    RECEIVER_FULL,
    /** No way leads there: {@code ENETUNREACH}, {@code EHOSTUNREACH}. */
    UNREACHABLE,
    /** The kernel has no memory for it: {@code ENOBUFS}, {@code ENOMEM}. */
    NO_BUFFERS,
    /** The kernel refused it for another reason: a firewall, an address of another family, a broadcast, … */
    REFUSED,
    /** The endpoint was closed before it was sent. */
    CLOSED;

    static DropReason of(Errno errno) {
        return switch (errno) {
            case EMSGSIZE -> TOO_LARGE;
            case ECONNREFUSED, ENOENT, ENOTCONN, EDESTADDRREQ, ECONNRESET -> NO_RECEIVER;
            case ENETUNREACH, EHOSTUNREACH, ENETDOWN, EHOSTDOWN -> UNREACHABLE;
            case ENOBUFS, ENOMEM -> NO_BUFFERS;
            default -> REFUSED;
        };
    }
}
