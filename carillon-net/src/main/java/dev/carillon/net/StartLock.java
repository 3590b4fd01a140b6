package dev.carillon.net;

import dev.carillon.linux.Errno;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketType;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two that start at the same file from taking it from each other: between binding and listening a live socket looks like
 * one that nobody serves. It is an abstract name, which the kernel gives to one and takes back from whoever ends, so that
 * nothing is left behind that could be stale itself.
 */
final class StartLock implements AutoCloseable {
    private static final String PREFIX = "@carillon starts at ";
    private static final int MOST_BYTES = 100; // of the 107 of a name

    private final @Nullable Socket held;

    private StartLock(@Nullable Socket held) {
        this.held = held;
    }

    /**
     * Takes it.
     *
     * @param file of a Unix socket; null for one without, which needs none
     * @throws LinuxException EADDRINUSE if another one starts there
     */
    static StartLock take(@Nullable Path file) {
        if (file == null) {
            return new StartLock(null);
        }
        UnixDomainSocketAddress name = UnixDomainSocketAddress.of(name(file));
        Socket socket = Socket.openFor(name, SocketType.DATAGRAM);
        try {
            socket.bind(name);
            return new StartLock(socket);
        } catch (LinuxException e) {
            socket.close();
            if (e.errno() == Errno.EADDRINUSE) {
                throw e;
            }
            return new StartLock(null); // where there are no abstract names nothing better can be had
        }
    }

    private static String name(Path file) {
        String full = PREFIX + whole(file);
        byte[] bytes = full.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= MOST_BYTES ? full : PREFIX + UUID.nameUUIDFromBytes(bytes);
    }

    /** The same path whatever links lead to its directory. */
    private static Path whole(Path file) {
        Path absolute = file.toAbsolutePath();
        Path directory = absolute.getParent();
        try {
            return directory == null ? absolute : directory.toRealPath().resolve(absolute.getFileName());
        } catch (IOException e) {
            return absolute.normalize();
        }
    }

    @Override
    public void close() {
        if (held != null) {
            held.close();
        }
    }
}
