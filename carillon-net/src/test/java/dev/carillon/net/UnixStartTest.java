package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.Errno;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How Unix sockets come to their names: whose the file is, and who gets it of several that start. */
class UnixStartTest {
    private static final int ROUNDS = 200;

    @TempDir
    private Path directory;

    private UnixDomainSocketAddress address() {
        return UnixDomainSocketAddress.of(directory.resolve("socket"));
    }

    /** What somebody has left behind who ended without a word. */
    private void leaveStale() throws IOException {
        Files.deleteIfExists(address().getPath());
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(address());
        }
    }

    private @Nullable Bound start() {
        try {
            return Bound.to(address(), ListenerOptions.DEFAULTS);
        } catch (LinuxException e) {
            assertThat(e.errno()).isEqualTo(Errno.EADDRINUSE);
            return null;
        }
    }

    @Test
    void ofSeveralThatStartAtOnceOneServesAndTheOthersAreTold() throws Exception {
        try (ExecutorService starters = Executors.newFixedThreadPool(3)) {
            for (int round = 0; round < ROUNDS; round++) {
                leaveStale();
                List<Callable<@Nullable Bound>> starting = List.of(this::start, this::start, this::start);
                List<Bound> served = new ArrayList<>();
                for (Future<@Nullable Bound> started : starters.invokeAll(starting)) {
                    Bound bound = started.get();
                    if (bound != null) {
                        served.add(bound);
                    }
                }
                assertThat(served).as("round %s", round).hasSize(1);
                try (Socket client = Socket.openFor(address(), SocketType.STREAM)) {
                    assertThat(client.connect(address())).isTrue();
                    Socket accepted = served.getFirst().socket().accept();
                    assertThat(accepted).as("round %s", round).isNotNull();
                    if (accepted != null) {
                        accepted.close();
                    }
                }
                served.getFirst().close();
                assertThat(address().getPath()).doesNotExist();
            }
        }
    }

    @Test
    void theFileHasItsModeOwnerAndGroup() throws Exception {
        String user = Files.getOwner(directory).getName();
        SocketFile file = SocketFile.DEFAULTS.withMode("rw-rw----").withOwner(user);
        Bound bound = Bound.to(address(), ListenerOptions.DEFAULTS.withFile(file));
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(address().getPath())))
                .isEqualTo("rw-rw----");
        assertThat(Files.getOwner(address().getPath()).getName()).isEqualTo(user);
        bound.close();
        Bound datagrams = Bound.toDatagrams(
                address(), DatagramOptions.DEFAULTS.withFile(SocketFile.DEFAULTS.withMode("rw-------")));
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(address().getPath())))
                .isEqualTo("rw-------");
        datagrams.close();
    }

    /** Datagrams can come from the moment on at which there is a file. */
    @Test
    void fromTheFirstMomentOnNobodyElseIsLetIn() throws Exception {
        DatagramOptions options = DatagramOptions.DEFAULTS.withFile(SocketFile.DEFAULTS.withMode("rw-------"));
        Set<String> seen = ConcurrentHashMap.newKeySet();
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService onlooker = Executors.newSingleThreadExecutor()) {
            onlooker.execute(() -> {
                while (!over.get()) {
                    look(seen);
                }
            });
            for (int round = 0; round < 5 * ROUNDS; round++) {
                Bound.toDatagrams(address(), options).close();
            }
            over.set(true);
        }
        Bound last = Bound.toDatagrams(address(), options);
        look(seen);
        last.close();
        assertThat(seen).contains("rw-------").isSubsetOf("rw-------", "---------");
    }

    private void look(Set<String> seen) {
        try {
            seen.add(PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(address().getPath())));
        } catch (IOException e) {
            // There is none at the moment.
        }
    }

    @Test
    void anOwnerWhomNobodyKnowsIsToldAndNoFileStays() {
        SocketFile file = SocketFile.DEFAULTS.withGroup("no such group here");
        assertThatThrownBy(() -> Bound.to(address(), ListenerOptions.DEFAULTS.withFile(file)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no such group here")
                .hasMessageContaining(address().toString());
        assertThat(address().getPath()).doesNotExist();
        assertThatThrownBy(() -> SocketFile.DEFAULTS.withMode("everybody"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAbstractNameHasNoFile() {
        UnixDomainSocketAddress name = UnixDomainSocketAddress.of(
                "@carillon test " + ProcessHandle.current().pid());
        Bound bound = Bound.to(name, ListenerOptions.DEFAULTS.withFile(SocketFile.DEFAULTS.withMode("rw-------")));
        assertThatThrownBy(() -> Bound.to(name, ListenerOptions.DEFAULTS))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EADDRINUSE));
        bound.close();
        Bound.to(name, ListenerOptions.DEFAULTS).close();
    }
}
