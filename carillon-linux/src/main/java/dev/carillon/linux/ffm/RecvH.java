package dev.carillon.linux.ffm;

/** Of {@code <sys/socket.h>}, what reading an inherited socket needs. */
public final class RecvH {
    public static final CFunction RECV = CFunction.returningLong("recv");

    public static final int MSG_DONTWAIT = 0x40;

    private RecvH() {}
}
