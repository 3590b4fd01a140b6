package dev.carillon.linux.ffm;

/** {@code <netinet/tcp.h>}. */
public final class TcpH {
    public static final int TCP_NODELAY = 1;
    public static final int TCP_KEEPIDLE = 4;
    public static final int TCP_KEEPINTVL = 5;
    public static final int TCP_KEEPCNT = 6;
    public static final int TCP_INFO = 11;
    public static final int TCP_USER_TIMEOUT = 18;

    // struct tcp_info; of a socket that listens these two tell of its queue.
    public static final int TCPI_UNACKED = 24;
    public static final int TCPI_SACKED = 28;

    private TcpH() {}
}
