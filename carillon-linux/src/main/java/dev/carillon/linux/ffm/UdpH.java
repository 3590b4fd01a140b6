package dev.carillon.linux.ffm;

/** {@code <netinet/udp.h>}. */
public final class UdpH {
    public static final int SOL_UDP = 17;

    public static final int UDP_SEGMENT = 103;
    public static final int UDP_GRO = 104;

    private UdpH() {}
}
