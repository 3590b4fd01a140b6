package dev.carillon.linux;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.SocketH;
import dev.carillon.linux.ffm.StatH;
import java.lang.ref.Reference;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A socket, {@code socket(2)}: TCP, UDP, or Unix with a stream or datagrams. Non-blocking and close-on-exec; for one thread
 * at a time.
 *
 * <p>Addresses are {@link java.net.InetSocketAddress} and {@link UnixDomainSocketAddress}. A Unix path that begins with
 * {@code @} is a name in the abstract namespace, which no file stands for and which is gone with its socket; a file of
 * such a name is reached as {@code ./@name}. An IPv6 socket takes IPv4 addresses too, unless {@link SocketOption#V6ONLY}
 * is set: bound to any address it serves both.
 *
 * <p>{@link #recv} and {@link #send} are for streams and connected datagram sockets; {@link DatagramBatch} has addresses,
 * and tells truncated and empty datagrams.
 */
public final class Socket extends StreamFd {
    /** For {@link #recv}: what is read stays there to be read again, {@code MSG_PEEK}. */
    public static final int PEEK = SocketH.MSG_PEEK;
    /** For {@link #send}: more follows at once, so no small segment need be sent for this, {@code MSG_MORE}. */
    public static final int MORE = SocketH.MSG_MORE;

    static final int FLAGS = SocketH.SOCK_CLOEXEC | SocketH.SOCK_NONBLOCK;

    private final StandardProtocolFamily family;
    private final SocketType type;
    /**
     * The peer of an accepted connection, as the kernel wrote it: a third of what the decoded address would take. Or the address
     * to which a connection in progress goes. One field for both, as there may be many sockets, and none has both.
     */
    private @Nullable Object peer;

    Socket(int number, StandardProtocolFamily family, SocketType type) {
        super(number, SocketCalls.label(family, type));
        this.family = family;
        this.type = type;
    }

    /**
     * A new socket.
     *
     * @param family IPv4, IPv6 or Unix
     * @param type a stream or datagrams
     * @return the socket, neither bound nor connected
     * @throws LinuxException EMFILE or ENFILE; EAFNOSUPPORT on a machine without IPv6
     */
    public static Socket open(StandardProtocolFamily family, SocketType type) {
        int domain = switch (family) {
            case INET -> SocketH.AF_INET;
            case INET6 -> SocketH.AF_INET6;
            case UNIX -> SocketH.AF_UNIX;
        };
        long result = Kernel.invoke(SocketH.SOCKET, domain, type.number | FLAGS, 0);
        return new Socket(LinuxException.check(result, "socket(" + family + ", " + type + ")"), family, type);
    }

    /**
     * A new socket of the family that an address belongs to.
     *
     * @param address what it will be bound or connected to
     * @param type a stream or datagrams
     * @return the socket, neither bound nor connected
     * @throws IllegalArgumentException if the address was not resolved or is of no family we know
     * @throws LinuxException EMFILE or ENFILE; EAFNOSUPPORT on a machine without IPv6
     */
    public static Socket openFor(SocketAddress address, SocketType type) {
        return open(SockAddr.familyOf(address), type);
    }

    /**
     * Takes over a socket that was handed to this process, for example by systemd or through {@link DescriptorPassing}. Its
     * flags stay as they are: set {@link #nonBlocking} and {@link #closeOnExec} unless the other side did.
     *
     * @param number the inherited descriptor
     * @return the socket, owned by the caller from now on
     * @throws IllegalArgumentException if it is a socket of another kind than ours; it stays open
     * @throws LinuxException ENOTSOCK if it is no socket, EBADF if it is not open
     */
    public static Socket adopt(int number) {
        return SocketCalls.identify(number);
    }

    /**
     * Another descriptor of the same socket, with all that is set and queued, {@code F_DUPFD_CLOEXEC}.
     *
     * @return the duplicate, to be closed by itself; the connection or listener ends with the last of them
     * @throws LinuxException EMFILE
     */
    public Socket duplicate() {
        return new Socket(fcntl("F_DUPFD_CLOEXEC", FcntlH.F_DUPFD_CLOEXEC, 3), family, type);
    }

    /**
     * The family its addresses are of.
     *
     * @return IPv4, IPv6 or Unix
     */
    public StandardProtocolFamily family() {
        return family;
    }

    /**
     * How bytes travel through it.
     *
     * @return a stream or datagrams
     */
    public SocketType type() {
        return type;
    }

    /**
     * The permissions of the file that {@link #bind} makes, {@code fchmod(2)}: those of a Unix socket itself, before it has a
     * name. This process's umask is taken off.
     *
     * @param permissions 0 to 0777; 0 lets nobody in
     * @throws LinuxException EBADF if it is closed
     */
    public void filePermissions(int permissions) {
        long result = call(StatH.Modes.FCHMOD, permissions, 0, 0);
        LinuxException.check(result, "fchmod(" + this + ", 0" + Integer.toOctalString(permissions) + ")");
    }

    /**
     * Gives it an address of its own, {@code bind(2)}.
     *
     * @param address the address; port 0 takes a free one; an empty Unix path takes a free abstract name
     * @throws IllegalArgumentException for an address of another family, not resolved, or longer than a Unix name may be
     * @throws LinuxException EADDRINUSE, EADDRNOTAVAIL, EACCES, EINVAL if it is bound already, …
     */
    public void bind(SocketAddress address) {
        long result = SocketCalls.withAddress(SocketH.BIND, this, address);
        if (result < 0) {
            throw LinuxException.of(
                    result, "bind(" + this + ", " + address + ")", SocketCalls.adviceForBind(result, family));
        }
    }

    /**
     * Accepts connections from now on, {@code listen(2)}.
     *
     * @param backlog how many may wait to be accepted, 1 or more; at most {@code /proc/sys/net/core/somaxconn}
     * @throws LinuxException EADDRINUSE if another socket listens on the address; EOPNOTSUPP for datagrams
     */
    public void listen(int backlog) {
        if (backlog < 1) {
            throw new IllegalArgumentException("a backlog is 1 or more, not " + backlog);
        }
        LinuxException.check(call(SocketH.LISTEN, backlog, 0, 0), "listen(" + this + ")");
    }

    /**
     * Takes a connection that waits, {@code accept4(2)}.
     *
     * @return the connection, which knows its peer; null if none waits
     * @throws LinuxException for anything else; {@link AcceptFailure} tells what it means for the listener
     */
    public @Nullable Socket accept() {
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            return accept(kernel, number);
        } finally {
            leave();
        }
    }

    private @Nullable Socket accept(Kernel kernel, int number) {
        long address = kernel.scratch();
        long length = address + SockAddr.SIZE;
        NativeMemory.putInt(length, SockAddr.SIZE);
        long result = kernel.retry(SocketH.ACCEPT4, number, address, length, FLAGS);
        if (result == -ErrnoH.EAGAIN) {
            return null;
        }
        if (result < 0) {
            throw LinuxException.of(result, "accept4(" + this + ")", SocketCalls.adviceForAccept(result));
        }
        Socket connection = new Socket((int) result, family, type);
        connection.peer = SockAddr.raw(address, NativeMemory.getInt(length));
        return connection;
    }

    /**
     * Connects, {@code connect(2)}; a datagram socket only remembers the address. While a connection is in progress the
     * socket is not writable: wait for {@link Epoll#OUT}, then call {@link #finishConnect}.
     *
     * @param address the peer's address
     * @return true if it is connected now; false if that is in progress
     * @throws IllegalArgumentException for an address of another family, not resolved, or not a name
     * @throws LinuxException ECONNREFUSED, ENETUNREACH, ENOENT, …; EAGAIN if the backlog of a Unix listener is full
     */
    public boolean connect(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress unix
                && unix.getPath().toString().isEmpty()) {
            throw new IllegalArgumentException("an unnamed Unix address can not be connected to");
        }
        long result = SocketCalls.withAddress(SocketH.CONNECT, this, address);
        // After EINTR the connection is being made all the same; to ask again would only answer EALREADY.
        if (result == -ErrnoH.EINPROGRESS || result == -ErrnoH.EINTR) {
            peer = address;
            return false;
        }
        if (result < 0) {
            throw SocketCalls.connectFailure(this, result, address);
        }
        return true;
    }

    /**
     * What became of a connection in progress.
     *
     * @return true if it is connected; false if that is still in progress
     * @throws LinuxException why it failed: ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH, …; ENOTCONN if none was in progress
     */
    public boolean finishConnect() {
        SocketAddress address = peer instanceof SocketAddress progressing ? progressing : null;
        Optional<Errno> error = takeError();
        if (error.isPresent()) {
            inProgressNoMore();
            throw SocketCalls.connectFailure(this, -error.get().number(), address);
        }
        // That there is no error means nothing as long as the connection is not made.
        long result;
        try (Kernel kernel = Kernel.lease()) {
            result = SocketCalls.getAddress(kernel, SocketH.GETPEERNAME, this);
        }
        if (result == -ErrnoH.ENOTCONN && address != null) {
            return false;
        }
        LinuxException.check(result, "getpeername(" + this + ")");
        inProgressNoMore();
        return true;
    }

    private void inProgressNoMore() {
        if (peer instanceof SocketAddress) {
            peer = null;
        }
    }

    /**
     * Ends one half of a connection, or both, {@code shutdown(2)}. What was sent before still arrives.
     *
     * @param how which half
     * @throws LinuxException ENOTCONN if it is not connected (any more)
     */
    public void shutdown(Shutdown how) {
        long result = call(SocketH.SHUTDOWN, how.number, 0, 0);
        LinuxException.check(result, "shutdown(" + this + ", " + how + ")");
    }

    /**
     * Receives what is there, {@code recv(2)}. Never blocks, whatever the socket's flags are.
     *
     * @param into where to; its position moves on by what was received. Must have room. Of a datagram the rest is lost
     * @param flags 0 or {@link #PEEK}
     * @return how many bytes; 0 if there is nothing now, or for an empty datagram; {@link #END} when a stream's peer sends
     *     no more
     * @throws ReadOnlyBufferException if the buffer cannot be written to
     * @throws LinuxException ECONNRESET, ETIMEDOUT, …; ECONNREFUSED if what a datagram socket sent found nobody
     */
    public int recv(ByteBuffer into, int flags) {
        if ((flags & ~PEEK) != 0) {
            throw new IllegalArgumentException("recv takes MSG_PEEK or nothing, not flags " + flags);
        }
        if (into.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        if (!into.hasRemaining()) {
            throw new IllegalArgumentException("recv(" + this + ") needs a buffer with bytes remaining");
        }
        long result;
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            result = into.isDirect()
                    ? receive(kernel, number, NativeMemory.addressOf(into), into.remaining(), flags)
                    : receiveCopied(kernel, number, into, flags);
        } finally {
            leave();
        }
        Reference.reachabilityFence(into);
        if (result == -ErrnoH.EAGAIN) {
            return 0;
        }
        if (result < 0) {
            throw LinuxException.of(result, "recv(" + this + ")");
        }
        into.position(into.position() + (int) result);
        return result == 0 && type == SocketType.STREAM ? END : (int) result;
    }

    private long receiveCopied(Kernel kernel, int number, ByteBuffer into, int flags) {
        long result = receive(kernel, number, kernel.scratch(), SocketCalls.copiedLength(into, type), flags);
        if (result > 0) {
            NativeMemory.copy(kernel.scratch(), into, (int) result);
        }
        return result;
    }

    private static long receive(Kernel kernel, int number, long address, int length, int flags) {
        return kernel.retry(SocketH.RECV, number, address, length, flags | SocketH.MSG_DONTWAIT);
    }

    /**
     * Sends as much as there is room for, {@code send(2)}. Never blocks, whatever the socket's flags are.
     *
     * @param from what to send; its position moves on by what was sent. Must not be empty
     * @param flags 0 or {@link #MORE}
     * @return how many bytes; 0 if there is no room now
     * @throws LinuxException EPIPE or ECONNRESET if nobody receives any more, EMSGSIZE for too great a datagram, …
     */
    public int send(ByteBuffer from, int flags) {
        if ((flags & ~MORE) != 0) {
            throw new IllegalArgumentException("send takes MSG_MORE or nothing, not flags " + flags);
        }
        if (!from.hasRemaining()) {
            throw new IllegalArgumentException("send(" + this + ") needs a buffer with bytes remaining");
        }
        long result;
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            result = from.isDirect()
                    ? send(kernel, number, NativeMemory.addressOf(from), from.remaining(), flags)
                    : sendCopied(kernel, number, from, flags);
        } finally {
            leave();
        }
        Reference.reachabilityFence(from);
        if (result == -ErrnoH.EAGAIN) {
            return 0;
        }
        if (result < 0) {
            throw LinuxException.of(result, "send(" + this + ")");
        }
        if (from.isDirect()) {
            from.position(from.position() + (int) result);
        }
        return (int) result;
    }

    /** An array goes to the kernel piece by piece: that one was taken does not tell that there is no room for the next. */
    private long sendCopied(Kernel kernel, int number, ByteBuffer from, int flags) {
        int sent = 0;
        int offered;
        long taken;
        do {
            offered = SocketCalls.copiedLength(from, type);
            NativeMemory.copy(from, kernel.scratch(), offered);
            taken = send(kernel, number, kernel.scratch(), offered, flags);
            if (taken < 0) {
                return sent > 0 && taken == -ErrnoH.EAGAIN ? sent : taken;
            }
            from.position(from.position() + (int) taken);
            sent += (int) taken;
        } while (taken == offered && from.hasRemaining() && type == SocketType.STREAM);
        return sent;
    }

    private static long send(Kernel kernel, int number, long address, int length, int flags) {
        int all = flags | SocketH.MSG_DONTWAIT | SocketH.MSG_NOSIGNAL;
        return kernel.retry(SocketH.SEND, number, address, length, all);
    }

    @Override
    public int read(ByteBuffer into) {
        return recv(into, 0);
    }

    @Override
    public int write(ByteBuffer from) {
        return send(from, 0);
    }

    /**
     * The address it is bound to, {@code getsockname(2)}: tells the port that was taken for port 0.
     *
     * @return the address; any address and port 0, or an empty path, if it is not bound
     * @throws LinuxException if the kernel refuses
     */
    public SocketAddress localAddress() {
        return SocketCalls.address(this, SocketH.GETSOCKNAME);
    }

    /**
     * The address of whom it is connected to, {@code getpeername(2)}. An accepted connection knows it also when the peer
     * is gone.
     *
     * @return the address; an empty path for a Unix socket that was not bound
     * @throws LinuxException ENOTCONN if it is not connected
     */
    public SocketAddress peerAddress() {
        return peer instanceof byte[] known // of an accepted socket, also once it is closed
                ? SockAddr.get(known)
                : SocketCalls.address(this, SocketH.GETPEERNAME);
    }

    /**
     * Sets an option, {@code setsockopt(2)}.
     *
     * @param option which
     * @param value its new value
     * @param <T> the type of its value
     * @throws IllegalArgumentException for a value out of the option's range
     * @throws LinuxException ENOPROTOOPT or EOPNOTSUPP for a socket that has no such option, EPERM
     */
    public <T> void set(SocketOption<T> option, T value) {
        long result;
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            NativeMemory.putLong(kernel.scratch(), option.encode(value));
            result =
                    kernel.call(SocketH.SETSOCKOPT, number, option.level, option.number, kernel.scratch(), option.size);
        } finally {
            leave();
        }
        LinuxException.check(result, "setsockopt(" + this + ", " + option + ", " + value + ")");
    }

    /**
     * Tells an option's value, {@code getsockopt(2)}.
     *
     * @param option which
     * @param <T> the type of its value
     * @return the value in force
     * @throws LinuxException ENOPROTOOPT or EOPNOTSUPP for a socket that has no such option
     */
    public <T> T get(SocketOption<T> option) {
        try (Kernel kernel = Kernel.lease()) {
            long result = SocketCalls.getOption(kernel, this, option.level, option.number, option.size);
            LinuxException.check(result, "getsockopt(" + this + ", " + option + ")");
            return option.decode(NativeMemory.getLong(kernel.scratch()));
        }
    }

    /**
     * Takes the error that waits on the socket, {@code SO_ERROR}; after {@link Epoll#ERR} it says which.
     *
     * @return the error, which is forgotten by that; empty if there is none
     */
    public Optional<Errno> takeError() {
        int error;
        int number = enter();
        try {
            error = SocketCalls.getInt(number, toString(), SocketH.SO_ERROR, "SO_ERROR");
        } finally {
            leave();
        }
        return error == 0 ? Optional.empty() : Optional.of(Errno.of(error));
    }

    /**
     * Who is at the other end of a Unix stream, {@code SO_PEERCRED}.
     *
     * @return the process and its user, as they were when it connected, listened or made the pair
     * @throws IllegalStateException if it is no Unix socket
     * @throws LinuxException if the kernel refuses
     */
    public PeerCredentials peerCredentials() {
        return SocketCalls.peerCredentials(this);
    }
}
