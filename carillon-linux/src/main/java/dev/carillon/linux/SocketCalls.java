package dev.carillon.linux;

import dev.carillon.linux.ffm.CFunction;
import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.SocketH;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The raw calls behind {@link Socket}, and what to advise when they fail. Structs stand in the thread's scratch memory. */
final class SocketCalls {
    /** Behind the greatest option's value. */
    private static final int OPTION_LENGTH = 64;

    private SocketCalls() {}

    /** What a socket is called in messages. */
    static String label(StandardProtocolFamily family, SocketType type) {
        if (family == StandardProtocolFamily.UNIX) {
            return type == SocketType.STREAM ? "unix stream" : "unix datagram"; // no string of its own for each
        }
        return type == SocketType.STREAM ? "tcp" : "udp";
    }

    /** Asks the kernel what kind of socket a descriptor is. */
    static Socket identify(int number) {
        String name = "fd " + number;
        int domain = getInt(number, name, SocketH.SO_DOMAIN, "SO_DOMAIN");
        StandardProtocolFamily family = switch (domain) {
            case SocketH.AF_INET -> StandardProtocolFamily.INET;
            case SocketH.AF_INET6 -> StandardProtocolFamily.INET6;
            case SocketH.AF_UNIX -> StandardProtocolFamily.UNIX;
            default ->
                throw new IllegalArgumentException(name + " is a socket of family " + domain + ", neither IP nor Unix");
        };
        int type = getInt(number, name, SocketH.SO_TYPE, "SO_TYPE");
        if (type != SocketH.SOCK_STREAM && type != SocketH.SOCK_DGRAM) {
            throw new IllegalArgumentException(name + " is a socket of type " + type + ", neither stream nor datagram");
        }
        return new Socket(number, family, type == SocketH.SOCK_STREAM ? SocketType.STREAM : SocketType.DATAGRAM);
    }

    /** Has the kernel write the value of an option to its scratch memory; answers 0 or {@code -errno}. */
    static long getOption(Kernel kernel, Fd socket, int level, int option, int size) {
        int number = socket.enter();
        try {
            return getOption(kernel, number, level, option, size);
        } finally {
            socket.leave();
        }
    }

    private static long getOption(Kernel kernel, int number, int level, int option, int size) {
        long length = kernel.scratch() + OPTION_LENGTH;
        NativeMemory.putLong(kernel.scratch(), 0);
        NativeMemory.putInt(length, size);
        return kernel.call(SocketH.GETSOCKOPT, number, level, option, kernel.scratch(), length);
    }

    /** An int of the socket level. */
    static int getInt(int number, String socket, int option, String name) {
        try (Kernel kernel = Kernel.lease()) {
            LinuxException.check(
                    getOption(kernel, number, SocketH.SOL_SOCKET, option, Integer.BYTES),
                    "getsockopt(" + socket + ", " + name + ")");
            return NativeMemory.getInt(kernel.scratch());
        }
    }

    /** {@code bind(2)} or {@code connect(2)}. */
    static long withAddress(CFunction function, Socket socket, SocketAddress address) {
        int number = socket.enter();
        try (Kernel kernel = Kernel.lease()) {
            int length = SockAddr.put(kernel.scratch(), address, socket.family());
            return kernel.call(function, number, kernel.scratch(), length);
        } finally {
            socket.leave();
        }
    }

    /**
     * {@code getsockname(2)} or {@code getpeername(2)}.
     *
     * @return the length of the address, which is in the scratch memory, or {@code -errno}
     */
    static long getAddress(Kernel kernel, CFunction function, Socket socket) {
        long length = kernel.scratch() + SockAddr.SIZE;
        NativeMemory.putInt(length, SockAddr.SIZE);
        int number = socket.enter();
        try {
            long result = kernel.call(function, number, kernel.scratch(), length);
            return result < 0 ? result : NativeMemory.getInt(length);
        } finally {
            socket.leave();
        }
    }

    static SocketAddress address(Socket socket, CFunction function) {
        try (Kernel kernel = Kernel.lease()) {
            long result = getAddress(kernel, function, socket);
            int length = LinuxException.check(result, function.name() + "(" + socket + ")");
            return SockAddr.get(kernel.scratch(), length);
        }
    }

    /** How many bytes of a buffer on the heap go by way of the scratch memory in one call. */
    static int copiedLength(ByteBuffer buffer, SocketType type) {
        int length = buffer.remaining();
        if (length > Kernel.SCRATCH_SIZE && type == SocketType.DATAGRAM) { // which can not be moved in parts
            throw new IllegalArgumentException("a datagram of more than " + Kernel.SCRATCH_SIZE
                    + " bytes needs a direct buffer; this one is on the heap and has " + length);
        }
        return Math.min(length, Kernel.SCRATCH_SIZE);
    }

    static PeerCredentials peerCredentials(Socket socket) {
        if (socket.family() != StandardProtocolFamily.UNIX) {
            throw new IllegalStateException("the kernel knows the peers of Unix sockets only, not of " + socket);
        }
        try (Kernel kernel = Kernel.lease()) {
            long credentials = kernel.scratch();
            long result = getOption(kernel, socket, SocketH.SOL_SOCKET, SocketH.SO_PEERCRED, SocketH.UCRED_SIZE);
            LinuxException.check(result, "getsockopt(" + socket + ", SO_PEERCRED)");
            return new PeerCredentials(
                    NativeMemory.getInt(credentials + SocketH.UCRED_PID),
                    NativeMemory.getInt(credentials + SocketH.UCRED_UID),
                    NativeMemory.getInt(credentials + SocketH.UCRED_GID));
        }
    }

    static String adviceForBind(long result, StandardProtocolFamily family) {
        boolean unix = family == StandardProtocolFamily.UNIX;
        return switch ((int) -result) {
            case ErrnoH.EADDRINUSE ->
                unix
                        ? "the name is taken; if nobody listens there any more, remove the file"
                        : "another socket has it: ss -lntup tells which; if it is only in TIME_WAIT, set REUSEADDR";
            case ErrnoH.EADDRNOTAVAIL -> "no interface of this machine has the address";
            case ErrnoH.EACCES ->
                unix
                        ? "no permission for the directory"
                        : "ports below /proc/sys/net/ipv4/ip_unprivileged_port_start need CAP_NET_BIND_SERVICE";
            case ErrnoH.EINVAL -> "the socket is bound already";
            default -> "";
        };
    }

    static String adviceForAccept(long result) {
        return switch ((int) -result) {
            case ErrnoH.EMFILE -> "raise the limit of open files (ulimit -n), or close some";
            case ErrnoH.ENFILE -> "raise /proc/sys/fs/file-max";
            case ErrnoH.EINVAL -> "the socket does not listen";
            default -> "";
        };
    }

    static LinuxException connectFailure(Socket socket, long result, @Nullable SocketAddress address) {
        String target = address == null ? "" : ", " + address;
        return LinuxException.of(result, "connect(" + socket + target + ")", adviceForConnect(result));
    }

    private static String adviceForConnect(long result) {
        return switch ((int) -result) {
            case ErrnoH.ECONNREFUSED -> "nobody listens there";
            case ErrnoH.EAGAIN -> "the listener's backlog is full";
            case ErrnoH.EADDRNOTAVAIL -> "no local port is left for this peer: /proc/sys/net/ipv4/ip_local_port_range";
            default -> "";
        };
    }
}
