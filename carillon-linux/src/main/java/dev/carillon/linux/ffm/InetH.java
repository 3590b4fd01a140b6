package dev.carillon.linux.ffm;

/** {@code <netinet/in.h>}: the addresses and options of IP. Ports and addresses are in network byte order. */
public final class InetH {
    public static final int IPPROTO_IP = 0;
    public static final int IPPROTO_TCP = 6;
    public static final int IPPROTO_IPV6 = 41;

    public static final int IP_TOS = 1;
    public static final int IP_PKTINFO = 8;
    public static final int IPV6_V6ONLY = 26;
    public static final int IPV6_RECVPKTINFO = 49;
    public static final int IPV6_PKTINFO = 50;
    public static final int IPV6_TCLASS = 67;

    /** {@code struct sockaddr_in}. */
    public static final int SOCKADDR_IN_SIZE = 16;

    public static final int SIN_FAMILY = 0;
    public static final int SIN_PORT = 2;
    public static final int SIN_ADDR = 4;

    /** {@code struct sockaddr_in6}. */
    public static final int SOCKADDR_IN6_SIZE = 28;

    public static final int SIN6_FAMILY = 0;
    public static final int SIN6_PORT = 2;
    public static final int SIN6_FLOWINFO = 4;
    public static final int SIN6_ADDR = 8;
    public static final int SIN6_SCOPE_ID = 24;

    private InetH() {}
}
