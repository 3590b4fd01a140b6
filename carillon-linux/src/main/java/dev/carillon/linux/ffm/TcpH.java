package dev.carillon.linux.ffm;

/** {@code <netinet/tcp.h>}. */
public final class TcpH {
    public static final int TCP_NODELAY = 1;
    public static final int TCP_KEEPIDLE = 4;
    public static final int TCP_KEEPINTVL = 5;
    public static final int TCP_KEEPCNT = 6;
    public static final int TCP_USER_TIMEOUT = 18;

    private TcpH() {}
}
