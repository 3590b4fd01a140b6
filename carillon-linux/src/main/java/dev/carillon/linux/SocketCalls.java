package dev.carillon.linux;

import dev.carillon.linux.ffm.CFunction;
import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.SocketH;
import dev.carillon.linux.ffm.UnistdH;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The raw calls behind {@link Socket}, and what to advise when they fail. Structs stand in the thread's scratch memory. */
final class SocketCalls {
    private SocketCalls() {}

    /** What a socket is called in messages. */
    static String label(StandardProtocolFamily family, SocketType type) {
        if (family == StandardProtocolFamily.UNIX) {
            return "unix " + type.name().toLowerCase(Locale.ROOT);
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
        return new Socket(number, family, type == SocketH.SOCK_STREAM ? SocketType.STREAM : SocketType.DATAGRAM, false);
    }

    /** The value of an option, as far as a long holds it. */
    static long getOption(int number, int level, int option, int size) {
        Kernel kernel = Kernel.current();
        long length = kernel.scratch() + Long.BYTES;
        NativeMemory.putLong(kernel.scratch(), 0);
        NativeMemory.putInt(length, size);
        return kernel.call(SocketH.GETSOCKOPT, number, level, option, kernel.scratch(), length);
    }

    /** An int of the socket level. */
    static int getInt(int number, String socket, int option, String name) {
        LinuxException.check(
                getOption(number, SocketH.SOL_SOCKET, option, Integer.BYTES),
                "getsockopt(" + socket + ", " + name + ")");
        return NativeMemory.getInt(Kernel.current().scratch());
    }

    /**
     * {@code getsockname(2)} or {@code getpeername(2)}.
     *
     * @return the length of the address, which is in the scratch memory, or {@code -errno}
     */
    static long getAddress(CFunction function, int number) {
        Kernel kernel = Kernel.current();
        long length = kernel.scratch() + SockAddr.SIZE;
        NativeMemory.putInt(length, SockAddr.SIZE);
        long result = kernel.call(function, number, kernel.scratch(), length);
        return result < 0 ? result : NativeMemory.getInt(length);
    }

    static SocketAddress address(Socket socket, CFunction function) {
        long result = getAddress(function, socket.number());
        int length = LinuxException.check(result, function.name() + "(" + socket + ")");
        return SockAddr.get(Kernel.current().scratch(), length);
    }

    /** What to transfer with. Without flags the shorter way, which takes three arguments and ignores the fourth. */
    static CFunction transfer(boolean sending, boolean plain) {
        if (plain) {
            return sending ? UnistdH.WRITE : UnistdH.READ;
        }
        return sending ? SocketH.SEND : SocketH.RECV;
    }

    /** {@code recv(2)} and {@code send(2)} for a buffer on the heap, by way of the scratch memory. */
    static long transferCopied(CFunction function, int number, ByteBuffer buffer, int flags, SocketType type) {
        Kernel kernel = Kernel.current();
        int length = buffer.remaining();
        if (length > Kernel.SCRATCH_SIZE) {
            if (type == SocketType.DATAGRAM) { // a datagram can not be moved in parts
                throw new IllegalArgumentException("a datagram of more than " + Kernel.SCRATCH_SIZE
                        + " bytes needs a direct buffer; this one is on the heap and has " + length);
            }
            length = Kernel.SCRATCH_SIZE;
        }
        byte[] copy = new byte[length];
        boolean sending = function == SocketH.SEND || function == UnistdH.WRITE;
        if (sending) {
            buffer.get(buffer.position(), copy);
            NativeMemory.copy(copy, 0, kernel.scratch(), length);
        }
        long result = kernel.retry(function, number, kernel.scratch(), length, flags);
        if (!sending && result > 0) {
            NativeMemory.copy(kernel.scratch(), copy, 0, (int) result);
            buffer.put(buffer.position(), copy, 0, (int) result);
        }
        return result;
    }

    /** An array goes to the kernel piece by piece: that one was taken does not tell that there is no room for the next. */
    static int sendCopied(Socket socket, ByteBuffer from, int flags) {
        int sent = 0;
        int offered;
        int taken;
        do {
            offered = Math.min(from.remaining(), Kernel.SCRATCH_SIZE);
            taken = Math.max(0, socket.transfer(true, from, flags));
            sent += taken;
        } while (taken == offered && from.hasRemaining());
        return sent;
    }

    static PeerCredentials peerCredentials(Socket socket) {
        if (socket.family() != StandardProtocolFamily.UNIX) {
            throw new IllegalStateException("the kernel knows the peers of Unix sockets only, not of " + socket);
        }
        Kernel kernel = Kernel.current();
        long credentials = kernel.scratch();
        long length = credentials + SocketH.UCRED_SIZE;
        NativeMemory.putInt(length, SocketH.UCRED_SIZE);
        long result = kernel.call(
                SocketH.GETSOCKOPT, socket.number(), SocketH.SOL_SOCKET, SocketH.SO_PEERCRED, credentials, length);
        LinuxException.check(result, "getsockopt(" + socket + ", SO_PEERCRED)");
        return new PeerCredentials(
                NativeMemory.getInt(credentials + SocketH.UCRED_PID),
                NativeMemory.getInt(credentials + SocketH.UCRED_UID),
                NativeMemory.getInt(credentials + SocketH.UCRED_GID));
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
