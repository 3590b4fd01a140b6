package dev.carillon.net;

import dev.carillon.linux.Errno;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketOption;
import dev.carillon.linux.SocketType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A socket that listens or takes datagrams, and the file that a Unix one has.
 *
 * @param socket the socket
 * @param address what it is bound to
 * @param file to be removed with it; null if there is none or it is somebody else's
 */
record Bound(Socket socket, SocketAddress address, @Nullable Named file) {
    /** A name, and the file that it was given to: later it may be another's. */
    private record Named(Path path, Object key) {
        static @Nullable Named of(SocketAddress address) {
            Path path = fileOf(address);
            Object key = path == null ? null : keyOf(path);
            return path == null || key == null ? null : new Named(path, key);
        }

        /** What tells the file from others, its device and inode; null if it is gone. */
        private static @Nullable Object keyOf(Path path) {
            try {
                return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .fileKey();
            } catch (IOException e) {
                return null;
            }
        }

        void remove() {
            if (key.equals(keyOf(path))) {
                try {
                    Files.deleteIfExists(path);
                } catch (IOException e) {
                    // Its directory is closed to us: then nobody will take the file for a server either.
                }
            }
        }
    }

    /** One that another process has bound, and whose file is not ours. */
    static Bound adopted(Socket socket, SocketRole role) {
        role.adopt(socket);
        return new Bound(socket, socket.localAddress(), null);
    }

    /** The same, whose file is ours from now on. */
    Bound withFile() {
        return new Bound(socket, address, Named.of(address));
    }

    /** The same, whose file is somebody else's from now on. */
    Bound withoutFile() {
        return new Bound(socket, address, null);
    }

    boolean isConnected() {
        try {
            socket.peerAddress();
            return true;
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOTCONN) {
                throw e;
            }
            return false;
        }
    }

    /** Has datagrams tell which address was asked, where that may be any one: the answer has to come from there. */
    void tellAddressAsked() {
        if (address instanceof InetSocketAddress internet
                && internet.getAddress().isAnyLocalAddress()) {
            socket.set(SocketOption.PKTINFO, true);
            if (socket.family() == StandardProtocolFamily.INET6) {
                socket.set(SocketOption.RECVPKTINFO, true);
            }
        }
    }

    static Bound toDatagrams(SocketAddress address, DatagramOptions options) {
        Socket socket = Socket.openFor(address, SocketType.DATAGRAM);
        try (StartLock _ = StartLock.take(fileOf(address))) {
            options.applyBefore(socket);
            return bound(socket, address, options.file(), () -> {});
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    static Bound connectedTo(SocketAddress peer, DatagramOptions options) {
        Socket socket = Socket.openFor(peer, SocketType.DATAGRAM);
        try {
            options.applyBefore(socket);
            if (socket.family() == StandardProtocolFamily.UNIX) {
                socket.bind(UnixDomainSocketAddress.of("")); // a free name: without one nobody could answer
            }
            socket.connect(peer);
            return new Bound(socket, socket.localAddress(), null);
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    static Bound to(SocketAddress address, ListenerOptions options) {
        Socket socket = Socket.openFor(address, SocketType.STREAM);
        try (StartLock _ = StartLock.take(fileOf(address))) {
            if (socket.family() != StandardProtocolFamily.UNIX) {
                socket.set(SocketOption.REUSEADDR, true);
            }
            if (options.reusePort()) {
                socket.set(SocketOption.REUSEPORT, true);
            }
            if (socket.family() == StandardProtocolFamily.INET6) {
                socket.set(SocketOption.V6ONLY, !options.dualStack());
            }
            options.connections().socket().applyBefore(socket);
            return bound(socket, address, options.file(), () -> socket.listen(options.backlog()));
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** Binds a socket, and its file is as it is to be before it does anything. */
    private static Bound bound(Socket socket, SocketAddress address, SocketFile file, Runnable begin) {
        if (fileOf(address) != null) {
            file.closeTo(socket);
        }
        bind(socket, address);
        Named name = Named.of(address);
        try {
            if (name != null) {
                file.apply(name.path());
            }
            begin.run();
            return new Bound(socket, socket.localAddress(), name);
        } catch (RuntimeException e) {
            if (name != null) {
                name.remove();
            }
            throw e;
        }
    }

    private static @Nullable Path fileOf(SocketAddress address) {
        if (!(address instanceof UnixDomainSocketAddress unix)) {
            return null;
        }
        String name = unix.getPath().toString();
        return name.isEmpty() || name.startsWith("@") ? null : unix.getPath();
    }

    private static void bind(Socket socket, SocketAddress address) {
        try {
            socket.bind(address);
        } catch (LinuxException e) {
            Path file = fileOf(address);
            if (file == null || e.errno() != Errno.EADDRINUSE || isServed(address, socket.type())) {
                throw e;
            }
            remove(file);
            socket.bind(address);
        }
    }

    /** Whether somebody has a Unix address. A file that is no socket counts as served: it is not ours to remove. */
    private static boolean isServed(SocketAddress address, SocketType type) {
        try (Socket probe = Socket.openFor(address, type)) {
            probe.connect(address);
            return true;
        } catch (LinuxException e) {
            return e.errno() != Errno.ECONNREFUSED || !isSocket(fileOf(address));
        }
    }

    private static boolean isSocket(@Nullable Path file) {
        try {
            // The only kind besides devices, pipes and the like that is "other"; connecting to those is not refused.
            return file != null
                    && Files.getAttribute(file, "unix:mode") instanceof Integer mode
                    && (mode & 0170000) == 0140000;
        } catch (IOException e) {
            return false;
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + file + ", which nobody listens at any more", e);
        }
    }

    void close() {
        Named name = file;
        if (name != null) {
            name.remove();
        }
        socket.close();
    }
}
