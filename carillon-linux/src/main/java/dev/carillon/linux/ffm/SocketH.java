package dev.carillon.linux.ffm;

/** {@code <sys/socket.h>}. */
public final class SocketH {
    public static final CFunction SOCKET = CFunction.returningInt("socket");
    public static final CFunction BIND = CFunction.returningInt("bind");
    public static final CFunction LISTEN = CFunction.returningInt("listen");
    public static final CFunction ACCEPT4 = CFunction.byNumber("accept4", SyscallH.SYS_ACCEPT4);
    public static final CFunction CONNECT = CFunction.returningInt("connect");
    public static final CFunction SHUTDOWN = CFunction.returningInt("shutdown");
    public static final CFunction GETSOCKNAME = CFunction.returningInt("getsockname");
    public static final CFunction GETPEERNAME = CFunction.returningInt("getpeername");
    public static final CFunction GETSOCKOPT = CFunction.returningInt("getsockopt");
    public static final CFunction SETSOCKOPT = CFunction.returningInt("setsockopt");
    /** {@code recv(2)}: what it is to the kernel, with no address, so that where one would be put is not looked at. */
    public static final CFunction RECV = CFunction.byNumber("recvfrom", SyscallH.SYS_RECVFROM);
    /** {@code send(2)}, likewise. */
    public static final CFunction SEND = CFunction.byNumber("sendto", SyscallH.SYS_SENDTO);

    /** Linked when first used. */
    public static final class Pairs {
        public static final CFunction SOCKETPAIR = CFunction.returningInt("socketpair");

        private Pairs() {}
    }

    /** Linked when first used. */
    public static final class Messages {
        public static final CFunction RECVMSG = CFunction.returningLong("recvmsg");
        public static final CFunction SENDMSG = CFunction.returningLong("sendmsg");
        public static final CFunction RECVMMSG = CFunction.returningInt("recvmmsg");
        public static final CFunction SENDMMSG = CFunction.returningInt("sendmmsg");

        /** {@code struct msghdr}. */
        public static final int MSGHDR_SIZE = 56;

        public static final int MSGHDR_NAME = 0;
        public static final int MSGHDR_NAMELEN = 8;
        public static final int MSGHDR_IOV = 16;
        public static final int MSGHDR_IOVLEN = 24;
        public static final int MSGHDR_CONTROL = 32;
        public static final int MSGHDR_CONTROLLEN = 40;
        public static final int MSGHDR_FLAGS = 48;

        /** {@code struct mmsghdr}: a msghdr, and the length of what was received or sent. */
        public static final int MMSGHDR_SIZE = 64;

        public static final int MMSGHDR_LEN = 56;

        /** {@code struct cmsghdr}; the data follows it. Control messages begin at multiples of 8. */
        public static final int CMSGHDR_SIZE = 16;

        public static final int CMSGHDR_LEN = 0;
        public static final int CMSGHDR_LEVEL = 8;
        public static final int CMSGHDR_TYPE = 12;

        public static final int SCM_RIGHTS = 1;
        /** The most descriptors one message takes: {@code SCM_MAX_FD} of {@code unix(7)}, which no header has. */
        public static final int SCM_MAX_FD = 253;

        private Messages() {}
    }

    public static final int AF_UNIX = 1;
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;

    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_NONBLOCK = 0x800;
    public static final int SOCK_CLOEXEC = 0x80000;

    public static final int SHUT_RD = 0;
    public static final int SHUT_WR = 1;
    public static final int SHUT_RDWR = 2;

    public static final int SOL_SOCKET = 1;
    public static final int SO_REUSEADDR = 2;
    public static final int SO_TYPE = 3;
    public static final int SO_ERROR = 4;
    public static final int SO_SNDBUF = 7;
    public static final int SO_RCVBUF = 8;
    public static final int SO_KEEPALIVE = 9;
    public static final int SO_LINGER = 13;
    public static final int SO_REUSEPORT = 15;
    public static final int SO_PEERCRED = 17;
    public static final int SO_ACCEPTCONN = 30;
    public static final int SO_DOMAIN = 39;
    public static final int SO_BUSY_POLL = 46;
    public static final int SO_MEMINFO = 55;

    public static final int MSG_PEEK = 0x2;
    public static final int MSG_CTRUNC = 0x8;
    public static final int MSG_TRUNC = 0x20;
    public static final int MSG_DONTWAIT = 0x40;
    public static final int MSG_WAITALL = 0x100;
    public static final int MSG_NOSIGNAL = 0x4000;
    public static final int MSG_MORE = 0x8000;
    public static final int MSG_CMSG_CLOEXEC = 0x40000000;

    /** {@code struct sockaddr_storage}: room for the address of any family, which is told by its first field. */
    public static final int SOCKADDR_STORAGE_SIZE = 128;

    public static final int SS_FAMILY = 0;

    /** {@code struct linger}. */
    public static final int LINGER_SIZE = 8;

    public static final int L_ONOFF = 0;
    public static final int L_LINGER = 4;

    /** {@code struct ucred}. */
    public static final int UCRED_SIZE = 12;

    public static final int UCRED_PID = 0;
    public static final int UCRED_UID = 4;
    public static final int UCRED_GID = 8;

    private SocketH() {}
}
