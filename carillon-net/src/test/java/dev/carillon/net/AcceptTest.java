package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.Errno;
import dev.carillon.linux.LinuxException;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.Logged;
import dev.carillon.testkit.ScriptedKernel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, who waits, who is turned away and who is told why it cannot listen. */
class AcceptTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final LeakCheck leaks = LeakCheck.start();
    private final List<Throwable> failures = new ArrayList<>();
    private final List<Recorder> servers = new ArrayList<>();
    private final List<Socket> clients = new ArrayList<>();
    private final EventLoop loop =
            EventLoop.open("accept", LoopOptions.DEFAULTS.withErrorHandler((source, error) -> failures.add(error)));

    @TempDir
    private Path directory;

    @AfterEach
    void nothingIsLeft() throws IOException {
        loop.close();
        for (Socket client : clients) {
            client.close();
        }
        leaks.assertNothingLeft();
    }

    private Recorder server() {
        servers.add(new Recorder());
        return servers.getLast();
    }

    private Listener listen(ListenerOptions options) {
        return Listener.open(loop, "accept", LOOPBACK, options, this::server);
    }

    private Socket connect(Listener listener, String from) throws IOException {
        Socket client = new Socket();
        clients.add(client);
        client.bind(new InetSocketAddress(from, 0));
        client.connect(listener.address());
        client.setSoTimeout(30_000);
        return client;
    }

    private Socket connect(Listener listener) throws IOException {
        return connect(listener, "127.0.0.1");
    }

    @Test
    void aboveTheLimitTheyWaitUntilOneCloses() throws Exception {
        Listener listener = listen(ListenerOptions.DEFAULTS.withLimits(2, 0));
        Socket first = connect(listener);
        connect(listener);
        Socket third = connect(listener);
        Turns.untilQuiet(loop);
        assertThat(servers).hasSize(2);
        assertThat(listener.accepts().rests()).isEqualTo(1);
        assertThat(listener.accepts().full()).isEqualTo(1);
        third.getOutputStream().write(1);
        first.close();
        Turns.until(loop, () -> servers.size() == 3 && servers.getLast().received == 1);
        assertThat(listener.connections().open()).isEqualTo(2);
        assertThat(listener.accepts().accepted()).isEqualTo(3);
    }

    @Test
    void anAddressHasItsOwnLimit() throws Exception {
        Listener listener = listen(ListenerOptions.DEFAULTS.withLimits(0, 2));
        Socket first = connect(listener);
        connect(listener);
        Socket tooMany = connect(listener);
        connect(listener, "127.0.0.2");
        Turns.until(loop, () -> servers.size() == 3);
        assertThat(tooMany.getInputStream().read()).isEqualTo(-1);
        assertThat(listener.accepts().rejectedPerAddress()).isEqualTo(1);
        assertThat(listener.connections().opened()).isEqualTo(3);
        first.close();
        Turns.until(loop, servers.getFirst()::isClosed);
        connect(listener);
        Turns.until(loop, () -> servers.size() == 4);
        assertThat(listener.accepts().rejectedPerAddress()).isEqualTo(1);
    }

    @Test
    void aTurnTakesNoMoreThanTheBudget() throws Exception {
        Listener listener = listen(ListenerOptions.DEFAULTS);
        listener.budget(3);
        for (int i = 0; i < 10; i++) {
            connect(listener);
        }
        for (int turn = 1; servers.size() < 10; turn++) {
            loop.turn(Duration.ofMillis(50));
            assertThat(servers).hasSizeLessThanOrEqualTo(3 * turn);
        }
    }

    @Test
    void aHandlerThatCannotBeMadeCostsItsConnectionOnly() throws Exception {
        Supplier<ConnectionHandler> handlers = () -> {
            if (servers.isEmpty()) {
                server();
                throw new IllegalStateException("no handler today");
            }
            return server();
        };
        Listener listener =
                Listener.open(loop, "accept", LOOPBACK, ListenerOptions.DEFAULTS.withLimits(1, 1), handlers);
        Socket unlucky = connect(listener);
        Turns.until(loop, () -> !failures.isEmpty());
        assertThat(unlucky.getInputStream().read()).isEqualTo(-1);
        assertThat(failures).singleElement().isInstanceOf(IllegalStateException.class);
        connect(listener); // it is counted no more: there is room for the next
        Turns.until(loop, () -> servers.size() == 2);
        assertThat(listener.isEnabled()).isTrue();
    }

    @Test
    void aSupplierThatAnswersNullIsToldOfByNameAndOnceAConnection() throws Exception {
        @SuppressWarnings("NullAway") // that is the mistake
        Supplier<ConnectionHandler> handlers = () -> null;
        Listener listener = Listener.open(loop, "careless", LOOPBACK, ListenerOptions.DEFAULTS, handlers);
        Socket unlucky = connect(listener);
        Turns.until(loop, () -> !failures.isEmpty());
        assertThat(unlucky.getInputStream().read()).isEqualTo(-1);
        Turns.untilQuiet(loop);
        assertThat(failures)
                .singleElement()
                .asString()
                .isEqualTo("java.lang.NullPointerException: "
                        + "the supplier of listener \"careless\" answered null: each connection needs a handler");
        assertThat(listener.connections().opened()).isZero();
    }

    @Test
    void handlersThatCanNeverBeMadeFloodNobody() throws Exception {
        Listener listener = Listener.open(loop, "careless", LOOPBACK, ListenerOptions.DEFAULTS, () -> {
            throw new IllegalStateException("no handler at all");
        });
        for (int i = 0; i < 50; i++) {
            connect(listener);
        }
        Turns.until(loop, () -> listener.accepts().accepted() == 50);
        assertThat(failures).hasSizeBetween(1, 10);
        assertThat(listener.statistics().errors()).isEqualTo(50);
        listener.close();
    }

    @Test
    void aListenerWithoutDescriptorsForHoursSaysSoOnceAMinute() throws Exception {
        AtomicLong time = new AtomicLong();
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        kernel.run(() -> {
            try (Logged logged = Logged.by(Listener.class);
                    EventLoop patient = EventLoop.open("patient", LoopOptions.DEFAULTS.withTime(time::get))) {
                Listener listener = Listener.open(patient, "full", LOOPBACK, ListenerOptions.DEFAULTS, this::server);
                connect(listener);
                kernel.failNext("accept4", Errno.EMFILE, 1_000_000);
                for (int second = 0; second < 3_600; second++) {
                    patient.turn(Duration.ZERO);
                    time.addAndGet(1_000_000_000);
                    patient.turn(Duration.ZERO);
                }
                assertThat(listener.accepts().rests()).isGreaterThan(1_700);
                assertThat(listener.accepts().full()).isZero();
                assertThat(logged.lines()).hasSizeBetween(60, 70);
            }
        });
    }

    @Test
    void connectionsOutliveTheirListener() throws Exception {
        Listener listener = listen(ListenerOptions.DEFAULTS.withLimits(1, 1));
        Socket client = connect(listener);
        Turns.until(loop, () -> servers.size() == 1);
        listener.close();
        client.getOutputStream().write(1);
        Turns.until(loop, () -> servers.getFirst().received == 1);
        client.close();
        Turns.until(loop, servers.getFirst()::isClosed);
        assertThat(listener.connections().open()).isZero();
    }

    @Test
    void aPortInUseIsNamedInOneLine() {
        Listener listener = listen(ListenerOptions.DEFAULTS);
        assertRefused(listener.address(), "EADDRINUSE", String.valueOf(portOf(listener)));
    }

    private static int portOf(Listener listener) {
        return ((InetSocketAddress) listener.address()).getPort();
    }

    private void assertRefused(SocketAddress address, String... parts) {
        assertThatThrownBy(() -> Listener.open(loop, "second", address, ListenerOptions.DEFAULTS, this::server))
                .isInstanceOf(LinuxException.class)
                .message()
                .contains(parts)
                .doesNotContain("\n");
    }

    @Test
    void anAddressOfNobodyIsRefused() {
        assertRefused(new InetSocketAddress("192.0.2.1", 0), "EADDRNOTAVAIL", "192.0.2.1");
    }

    @Test
    void aNameThatDoesNotResolveIsTold() {
        Connector connector = new Connector(loop, "out", ConnectionOptions.DEFAULTS);
        CompletableFuture<Connection> result = connector.connect("no.such.host.invalid", 1, new Recorder());
        assertThatThrownBy(result::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("no.such.host.invalid");
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("no.such.host.invalid", 1);
        assertThatThrownBy(() -> connector.connect(unresolved, new Recorder()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(connector.connections().opened()).isZero();
    }

    @Test
    void aUnixPathThatIsTooLongIsRefused() {
        Path path = directory.resolve("x".repeat(120));
        assertThatThrownBy(() -> Listener.open(
                        loop, "unix", UnixDomainSocketAddress.of(path), ListenerOptions.DEFAULTS, this::server))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x".repeat(120));
    }

    @Test
    void aFileThatIsNoSocketStays() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "precious");
        assertRefused(UnixDomainSocketAddress.of(file), "EADDRINUSE", file.toString());
        assertThat(file).hasContent("precious");
    }

    @Test
    void aSocketThatNobodyServesIsReplacedAndOneThatSomebodyServesIsNot() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("socket"));
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(address);
        }
        Listener listener = Listener.open(loop, "unix", address, ListenerOptions.DEFAULTS, this::server);
        assertRefused(address, "EADDRINUSE", address.toString());
        listener.close();
        assertThat(address.getPath()).doesNotExist();
    }
}
