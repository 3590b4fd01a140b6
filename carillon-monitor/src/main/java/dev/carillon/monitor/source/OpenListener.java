package dev.carillon.monitor.source;

import dev.carillon.config.Address;
import dev.carillon.config.Failure;
import dev.carillon.config.SpanOfTime;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketOption;
import dev.carillon.linux.SocketType;
import dev.carillon.loop.DescriptorSource;
import dev.carillon.loop.Timeout;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A listening socket, and the connections of it. What comes of one that ends in mid-line is told as such. */
final class OpenListener implements OpenInput {
    private static final int BACKLOG = 128;
    private static final Duration REST = Duration.ofSeconds(1);

    private final ListenInput settings;
    private final Inlet inlet;
    private final Socket socket;
    private final DescriptorSource source;
    private final Timeout again;
    private final Set<LineConnection> connections = new LinkedHashSet<>();
    private boolean isReading = true;
    private boolean isFileOwn;
    private long refused;
    private long refusedTold;
    private long idle;
    private final Timeout refusals;

    private OpenListener(ListenInput settings, Inlet inlet, Socket socket, boolean isFileOwn) {
        this.settings = settings;
        this.inlet = inlet;
        this.socket = socket;
        this.isFileOwn = isFileOwn;
        this.source = inlet.loop().descriptor(inlet.name(), socket, Epoll.IN, (self, events) -> accept());
        this.again = inlet.loop().timeout(source::enable);
        this.refusals = inlet.loop().timeout(this::tellRefused);
    }

    static OpenListener open(ListenInput settings, Inlet inlet) throws IOException {
        Optional<Socket> inherited = inlet.takeInherited();
        Socket socket = inherited.isPresent() ? inherited.get() : listening(settings.at());
        try {
            return new OpenListener(settings, inlet, socket, inherited.isEmpty());
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket listening(SocketAddress at) throws IOException {
        if (at instanceof InetSocketAddress internet && internet.isUnresolved()) {
            throw new IOException("the name " + internet.getHostString() + " is not known");
        }
        Socket socket = Socket.openFor(at, SocketType.STREAM);
        try {
            if (at instanceof UnixDomainSocketAddress unix) {
                removeAbandoned(unix);
            } else {
                socket.set(SocketOption.REUSEADDR, true);
            }
            socket.bind(at);
            socket.listen(BACKLOG);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** A socket that nobody listens at was left by one who died. */
    private static void removeAbandoned(UnixDomainSocketAddress at) throws IOException {
        Path path = at.getPath();
        if (!Files.exists(path)) {
            return;
        }
        boolean isSocket = !Files.isRegularFile(path) && !Files.isDirectory(path);
        if (!isSocket) {
            throw new IOException(path + " is there, and is no socket");
        }
        try {
            SocketChannel.open(at).close();
            throw new IOException("another program listens at " + path);
        } catch (ConnectException e) {
            Files.delete(path);
        }
    }

    private void accept() {
        for (Socket each = take(); each != null; each = take()) {
            if (connections.size() >= settings.most()) {
                each.close();
                refused++;
                continue;
            }
            read(each);
        }
        if (!refusals.isPending()) {
            tellRefused();
        }
    }

    /** How many so far, once a second at most: who is refused may come again at once. */
    private void tellRefused() {
        if (refused == refusedTold) {
            return;
        }
        refusedTold = refused;
        inlet.event("refused", Map.of("text", settings.most() + " connections already", "count", refused));
        refusals.schedule(REST);
    }

    private @Nullable Socket take() {
        try {
            return socket.accept();
        } catch (LinuxException e) { // no descriptor is left, and who waits would have us try again at once, for ever
            source.disable();
            again.schedule(REST);
            inlet.event("refused", Map.of("text", Failure.line(e)));
            return null;
        }
    }

    private void read(Socket socket) {
        LineConnection connection = LineConnection.open(inlet, socket, settings.idle(), this::ended);
        connections.add(connection);
        if (!isReading) {
            connection.reading(false);
        }
    }

    private void ended(LineConnection connection, boolean wasIdle) {
        connections.remove(connection);
        if (wasIdle) {
            idle++;
            String text = "nothing came over it for " + SpanOfTime.text(settings.idle());
            inlet.notice("idle", Map.of("text", text, "count", idle));
        }
    }

    /** Where it listens, with the port that was chosen. */
    String at() {
        return Address.text(socket.localAddress());
    }

    @Override
    public void reading(boolean isOn) {
        isReading = isOn;
        for (LineConnection connection : List.copyOf(connections)) {
            connection.reading(isReading);
        }
    }

    @Override
    public Optional<Socket> socket() {
        return Optional.of(socket);
    }

    @Override
    public void owningFile(boolean isOwn) {
        isFileOwn = isOwn;
    }

    /** What its connections have sent so far is told. */
    @Override
    public void close() {
        again.cancel();
        tellRefused();
        refusals.cancel();
        source.close();
        connections.forEach(LineConnection::drain);
        connections.clear();
        if (isFileOwn && settings.at() instanceof UnixDomainSocketAddress unix) {
            deleteQuietly(unix.getPath());
        }
    }

    private static void deleteQuietly(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // It is found abandoned by the next.
        }
    }
}
