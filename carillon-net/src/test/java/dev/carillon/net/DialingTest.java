package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.linux.Errno;
import dev.carillon.loop.LoopOptions;
import dev.carillon.testing.TestLoop;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.ScriptedKernel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What lies between a name and its connection, in a time that the test moves. */
class DialingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String HOST = "host.test";

    private final List<Throwable> errors = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<InetAddress> addresses = new ArrayList<>();
    private final List<Thread> resolving = new ArrayList<>();
    private LeakCheck leaks;
    private TestLoop test;
    private ServerSocket server;

    @BeforeEach
    void open() throws IOException {
        leaks = LeakCheck.start();
        test = TestLoop.open("dialing", LoopOptions.DEFAULTS.withErrorHandler((_, error) -> errors.add(error)));
        server = listen("127.0.0.1", 0, 50);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        test.close();
        for (AutoCloseable one : open) {
            one.close();
        }
        leaks.assertNothingLeft();
    }

    private ServerSocket listen(String address, int port, int backlog) throws IOException {
        ServerSocket listening = new ServerSocket(port, backlog, InetAddress.ofLiteral(address));
        open.add(listening);
        return listening;
    }

    /** Nobody answers there: its backlog is full. */
    private void blackHole(String address) throws IOException {
        ServerSocket full = listen(address, server.getLocalPort(), 1);
        for (int i = 0; i < 2; i++) {
            open.add(new Socket(full.getInetAddress(), full.getLocalPort()));
        }
    }

    private Connector connector(ConnectionOptions options) {
        return new Connector(test.loop(), "out", options, host -> {
            assertThat(host).isEqualTo(HOST);
            resolving.add(Thread.currentThread());
            return List.copyOf(addresses);
        });
    }

    private CompletableFuture<Connection> dial(Connector connector, ConnectionHandler handler, String... found)
            throws IOException {
        for (String address : found) {
            addresses.add(InetAddress.ofLiteral(address));
        }
        CompletableFuture<Connection> result = connector.connect(HOST, server.getLocalPort(), handler);
        test.await(
                () -> resolving.size() > 0
                        && (result.isDone() || connector.connections().opened() > 0),
                PATIENCE);
        return result;
    }

    private void awaitResult(CompletableFuture<Connection> result) {
        test.await(result::isDone, PATIENCE);
    }

    private static InetAddress reached(CompletableFuture<Connection> result) {
        return ((InetSocketAddress) result.join().peerAddress()).getAddress();
    }

    @Test
    void afterOneThatRefusesTheNextIsTriedAtOnce() throws Exception {
        Connector connector = connector(ConnectionOptions.DEFAULTS);
        Recorder handler = new Recorder();
        CompletableFuture<Connection> result = dial(connector, handler, "127.0.0.3", "127.0.0.4", "127.0.0.1");
        awaitResult(result);
        assertThat(reached(result)).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
        assertThat(test.elapsed()).isZero();
        assertThat(handler.connection).isSameAs(result.join());
    }

    @Test
    void bothFamiliesAreTried() throws Exception {
        assumeTrue(hasIpv6(), "this machine has no IPv6");
        CompletableFuture<Connection> result =
                dial(connector(ConnectionOptions.DEFAULTS), new Recorder(), "::1", "127.0.0.1");
        awaitResult(result);
        assertThat(reached(result)).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
    }

    private static boolean hasIpv6() {
        try (ServerSocket _ = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void theFamiliesTakeTurns() throws Exception {
        List<InetAddress> found = new ArrayList<>();
        for (String address : List.of("::1", "::2", "::3", "127.0.0.1")) {
            found.add(InetAddress.ofLiteral(address));
        }
        assertThat(Dialing.inTurn(found)).containsExactly(found.get(0), found.get(3), found.get(1), found.get(2));
    }

    @Test
    void oneThatDoesNotAnswerHasCompanyAfterAQuarterOfASecondAndTheFirstThatIsOpenWins() throws Exception {
        blackHole("127.0.0.2");
        Connector connector = connector(ConnectionOptions.DEFAULTS);
        CompletableFuture<Connection> result = dial(connector, new Recorder(), "127.0.0.2", "127.0.0.1");
        test.advance(Dialing.STAGGER.minusMillis(1));
        assertThat(connector.connections().opened()).isEqualTo(1);
        test.advance(Duration.ofMillis(1));
        awaitResult(result);
        assertThat(reached(result)).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
        assertThat(test.elapsed()).isEqualTo(Dialing.STAGGER);
        assertThat(connector.openConnections()).containsExactly(result.join());
        assertThat(connector.connections().closed(CloseReason.CLOSED)).isEqualTo(1);
    }

    @Test
    void allErrorsAreToldTogether() throws Exception {
        CompletableFuture<Connection> result =
                dial(connector(ConnectionOptions.DEFAULTS), new Recorder(), "127.0.0.3", "127.0.0.4");
        awaitResult(result);
        assertThatThrownBy(result::join).cause().isInstanceOfSatisfying(ConnectFailedException.class, failure -> {
            assertThat(failure.reason()).isEqualTo(CloseReason.CONNECT_FAILED);
            assertThat(failure).hasMessageContaining(HOST).hasMessageContaining("127.0.0.3");
            assertThat(failure).hasMessageContaining("127.0.0.4").hasMessageContaining("ECONNREFUSED");
            assertThat(failure.getSuppressed()).hasSize(2);
        });
    }

    @Test
    void anErrorBeforeConnectingIsOfOneAddressOnly() throws Exception {
        Connector connector = connector(ConnectionOptions.DEFAULTS);
        ScriptedKernel kernel = ScriptedKernel.seeded(1).failNext("socket", Errno.EAFNOSUPPORT);
        kernel.run(() -> {
            CompletableFuture<Connection> result = dial(connector, new Recorder(), "127.0.0.3", "127.0.0.1");
            awaitResult(result);
            assertThat(reached(result)).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
        });
    }

    @Test
    void eachAttemptHasItsTimeAndAllTogetherTheirs() throws Exception {
        blackHole("127.0.0.2");
        blackHole("127.0.0.3");
        Timeouts timeouts = Timeouts.DEFAULTS.withConnect(Duration.ofSeconds(4)).withDialing(Duration.ofSeconds(9));
        Connector connector = connector(ConnectionOptions.DEFAULTS.withTimeouts(timeouts));
        CompletableFuture<Connection> one = dial(connector, new Recorder(), "127.0.0.2");
        test.advance(Duration.ofSeconds(4));
        assertThat(one).isCompletedExceptionally();
        assertThat(connector.connections().closed(CloseReason.CONNECT_TIMEOUT)).isEqualTo(1);
        Timeouts endless = timeouts.withConnect(Duration.ZERO);
        Connector patient = connector(ConnectionOptions.DEFAULTS.withTimeouts(endless));
        CompletableFuture<Connection> both = dial(patient, new Recorder(), "127.0.0.3");
        test.advance(Duration.ofSeconds(8));
        assertThat(both).isNotDone();
        test.advance(Duration.ofSeconds(1));
        assertThatThrownBy(both::join)
                .cause()
                .isInstanceOfSatisfying(
                        ConnectFailedException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(CloseReason.CONNECT_TIMEOUT));
        test.runUntilIdle();
        assertThat(patient.openConnections()).isEmpty();
    }

    @Test
    void whoNoLongerWaitsLeavesNothingBehind() throws Exception {
        blackHole("127.0.0.2");
        Connector connector = connector(ConnectionOptions.DEFAULTS);
        Recorder never = new Recorder();
        CompletableFuture<Connection> result = dial(connector, never, "127.0.0.2", "127.0.0.1");
        result.cancel(false);
        test.advance(Duration.ofMinutes(1));
        assertThat(connector.openConnections()).isEmpty();
        assertThat(connector.connections().opened()).isEqualTo(1);
        assertThat(never.isOpened()).isFalse();
    }

    @Test
    void aNameIsResolvedAnewEachTimeAndNeverOnTheLoopsThread() throws Exception {
        Connector connector = connector(ConnectionOptions.DEFAULTS);
        awaitResult(dial(connector, new Recorder(), "127.0.0.1"));
        addresses.clear();
        awaitResult(connector.connect(HOST, server.getLocalPort(), new Recorder()));
        assertThat(resolving).hasSize(2).doesNotContain(Thread.currentThread());
        assertThat(resolving).noneMatch(Thread::isVirtual);
    }

    @Test
    void aResolverThatFailsIsTheResult() {
        Connector connector = new Connector(test.loop(), "out", ConnectionOptions.DEFAULTS, host -> {
            throw new UnknownHostException("nobody knows " + host);
        });
        CompletableFuture<Connection> result = connector.connect(HOST, 1, new Recorder());
        awaitResult(result);
        assertThatThrownBy(result::join).cause().isInstanceOf(UnknownHostException.class);
        Connector broken = new Connector(test.loop(), "out", ConnectionOptions.DEFAULTS, host -> List.of());
        CompletableFuture<Connection> none = broken.connect(HOST, 1, new Recorder());
        awaitResult(none);
        assertThatThrownBy(none::join).cause().isInstanceOf(UnknownHostException.class);
    }

    @Test
    void aHandlerThatCannotBeginIsTheResult() throws Exception {
        IllegalStateException reason = new IllegalStateException("on purpose");
        Recorder refusing = new Recorder() {
            @Override
            public void opened(Connection opening) throws Exception {
                super.opened(opening);
                throw reason;
            }
        };
        CompletableFuture<Connection> result = dial(connector(ConnectionOptions.DEFAULTS), refusing, "127.0.0.1");
        awaitResult(result);
        assertThatThrownBy(result::get).hasCause(reason);
        test.await(refusing::isClosed, PATIENCE);
        assertThat(refusing.reason()).isEqualTo(CloseReason.HANDLER_FAILED);
        assertThat(errors).containsExactly(reason);
    }

    @Test
    void aLoopThatEndsDuringAnAttemptLeavesNoOtherBehind() throws Exception {
        blackHole("127.0.0.2");
        Recorder never = new Recorder();
        CompletableFuture<Connection> result =
                dial(connector(ConnectionOptions.DEFAULTS), never, "127.0.0.2", "127.0.0.1");
        test.loop().close();
        assertThat(result).isDone();
        assertThatThrownBy(result::join)
                .cause()
                .isInstanceOfSatisfying(
                        ConnectFailedException.class,
                        e -> assertThat(e.reason()).isEqualTo(CloseReason.CLOSED));
        assertThat(never.isOpened()).isFalse();
        assertThat(errors).isEmpty();
    }

    @Test
    void aRelayResolvesItsTargetForEachConnection() throws Exception {
        Connector connector = connector(ConnectionOptions.DEFAULTS);
        addresses.add(InetAddress.ofLiteral("127.0.0.1"));
        List<Relay> ended = new ArrayList<>();
        Listener listener = Listener.open(
                test.loop(),
                "in",
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
                ListenerOptions.DEFAULTS,
                () -> new Relay(connector, HOST, server.getLocalPort(), ended::add));
        InetSocketAddress here = (InetSocketAddress) listener.address();
        for (int i = 1; i <= 2; i++) {
            try (Socket client = new Socket(here.getAddress(), here.getPort())) {
                client.getOutputStream().write(i);
                int all = i;
                test.await(() -> connector.connections().sent() == all, PATIENCE);
                try (Socket target = server.accept()) {
                    assertThat(target.getInputStream().read()).isEqualTo(i);
                }
            }
            int count = i;
            test.await(() -> ended.size() == count, PATIENCE);
        }
        assertThat(resolving).hasSize(2);
        addresses.clear(); // it has moved away
        try (Socket client = new Socket(here.getAddress(), here.getPort())) {
            test.await(() -> ended.size() == 3, PATIENCE);
            assertThat(ended.getLast().reason()).isEqualTo(CloseReason.CONNECT_FAILED);
            assertThat(ended.getLast().error()).isInstanceOf(UnknownHostException.class);
            assertThatThrownBy(client.getInputStream()::read).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aRelayWhoseClientGoesGivesUpDialing() throws Exception {
        blackHole("127.0.0.2");
        Connector connector = connector(ConnectionOptions.DEFAULTS);
        addresses.add(InetAddress.ofLiteral("127.0.0.2"));
        List<Relay> ended = new ArrayList<>();
        ConnectionHandler[] last = new ConnectionHandler[1];
        Listener listener = Listener.open(
                test.loop(),
                "in",
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
                ListenerOptions.DEFAULTS,
                () -> last[0] = new Relay(connector, HOST, server.getLocalPort(), ended::add));
        InetSocketAddress here = (InetSocketAddress) listener.address();
        Socket client = new Socket(here.getAddress(), here.getPort());
        test.await(() -> connector.connections().open() == 1, PATIENCE);
        client.setSoLinger(true, 0);
        client.close(); // a reset
        test.await(() -> ended.size() == 1 && connector.connections().open() == 0, PATIENCE);
        assertThat(last[0]).isSameAs(ended.getFirst());
    }

    private Connector secured() {
        return connector(
                ConnectionOptions.DEFAULTS.withTls(SecureStream.client().withHostNameCheck(false)));
    }

    private void serveTls(String address) {
        Listener listener = Listener.open(
                test.loop(),
                "tls",
                new InetSocketAddress(InetAddress.ofLiteral(address), server.getLocalPort()),
                ListenerOptions.DEFAULTS.withConnections(ConnectionOptions.DEFAULTS.withTls(SecureStream.server())),
                Recorder::new);
        open.add(listener);
    }

    @Test
    void oneThatIsConnectedButDoesNotSpeakTlsHoldsUpTheNextForTwoSecondsOnly() throws Exception {
        serveTls("127.0.0.2");
        Connector connector = secured();
        CompletableFuture<Connection> result = dial(connector, new Recorder(), "127.0.0.1", "127.0.0.2");
        test.advance(Dialing.STAGGER.plus(Dialing.FOR_TLS).minusMillis(1));
        assertThat(connector.connections().opened()).isEqualTo(1);
        assertThat(result).isNotDone();
        test.advance(Duration.ofMillis(1));
        awaitResult(result);
        assertThat(reached(result)).isEqualTo(InetAddress.ofLiteral("127.0.0.2"));
        assertThat(connector.openConnections()).containsExactly(result.join());
    }

    @Test
    void oneThatIsConnectedDoesNotStopThoseThatHaveBegun() throws Exception {
        serveTls("127.0.0.3");
        blackHole("127.0.0.2");
        Connector connector = secured();
        CompletableFuture<Connection> result = dial(connector, new Recorder(), "127.0.0.2", "127.0.0.1", "127.0.0.3");
        test.advance(Dialing.STAGGER.multipliedBy(2).plus(Dialing.FOR_TLS));
        awaitResult(result);
        assertThat(reached(result)).isEqualTo(InetAddress.ofLiteral("127.0.0.3"));
        assertThat(connector.connections().opened()).isEqualTo(3);
        assertThat(connector.connections().closed(CloseReason.CLOSED)).isEqualTo(2);
    }

    @Test
    void whoseHandshakeFailsIsFollowedAtOnce() throws Exception {
        serveTls("127.0.0.2");
        CompletableFuture<Connection> result = dial(secured(), new Recorder(), "127.0.0.1", "127.0.0.2");
        try (Socket plain = server.accept()) {
            plain.getOutputStream().write("no TLS here\n".getBytes(StandardCharsets.US_ASCII));
            awaitResult(result);
            assertThat(reached(result)).isEqualTo(InetAddress.ofLiteral("127.0.0.2"));
            assertThat(test.elapsed()).isZero();
        }
    }
}
