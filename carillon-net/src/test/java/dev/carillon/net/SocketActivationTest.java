package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.linux.Child;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.Fd;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Poll;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketType;
import dev.carillon.linux.Spawn;
import dev.carillon.linux.StreamFd;
import dev.carillon.testkit.ChildJvm;
import dev.carillon.testkit.LeakCheck;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SocketActivationTest {
    /** The child's own number is known to nobody but the shell that becomes it. */
    private static final String AS_SYSTEMD_DOES = "export LISTEN_PID=$$; export WATCHDOG_PID=$$; exec \"$@\"";

    @TempDir
    private Path directory;

    private static Map<String, String> environment(String... pairs) {
        Map<String, String> variables = new HashMap<>();
        for (String pair : pairs) {
            variables.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return variables;
    }

    @Test
    void descriptorsBeginAtThreeAndHaveTheirNames() {
        assertThat(SocketActivation.parse(
                        environment("LISTEN_PID=42", "LISTEN_FDS=3", "LISTEN_FDNAMES=web:web:admin.socket"), 42))
                .containsExactly(
                        new SocketActivation.Inherited(3, "web"),
                        new SocketActivation.Inherited(4, "web"),
                        new SocketActivation.Inherited(5, "admin.socket"));
        assertThat(SocketActivation.parse(environment("LISTEN_PID=42", "LISTEN_FDS=1"), 42))
                .containsExactly(new SocketActivation.Inherited(3, "unknown"));
        assertThat(SocketActivation.parse(environment("LISTEN_PID=42", "LISTEN_FDS=2", "LISTEN_FDNAMES=:b"), 42))
                .containsExactly(new SocketActivation.Inherited(3, ""), new SocketActivation.Inherited(4, "b"));
    }

    @Test
    void whatIsForAnotherProcessOrNotThereIsNothing() {
        assertThat(SocketActivation.parse(environment(), 42)).isEmpty();
        assertThat(SocketActivation.parse(environment("LISTEN_FDS=1"), 42)).isEmpty();
        assertThat(SocketActivation.parse(environment("LISTEN_PID=42"), 42)).isEmpty();
        assertThat(SocketActivation.parse(environment("LISTEN_PID=41", "LISTEN_FDS=1"), 42))
                .isEmpty();
        assertThat(SocketActivation.parse(environment("LISTEN_PID=42", "LISTEN_FDS=0", "LISTEN_FDNAMES="), 42))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "x, 1, a, LISTEN_PID",
        "42, x, a, LISTEN_FDS",
        "42, -1, a, LISTEN_FDS",
        "42, 4097, a, LISTEN_FDS",
        "42, 2, a, LISTEN_FDNAMES",
        "42, 1, a:b, LISTEN_FDNAMES",
        "-1, 1, a, LISTEN_PID"
    })
    void refusesWhatMakesNoSense(String pid, String count, String names, String variable) {
        Map<String, String> variables =
                environment("LISTEN_PID=" + pid, "LISTEN_FDS=" + count, "LISTEN_FDNAMES=" + names);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SocketActivation.parse(variables, 42))
                .withMessageContaining(variable);
    }

    /** {@code java … main} with this JVM's classes. */
    private static List<String> java(Class<?> main) {
        Set<String> path = new LinkedHashSet<>();
        String file = "/" + main.getName().replace('.', '/') + ".class";
        String found = String.valueOf(main.getResource(file));
        path.add(Path.of(URI.create(found.substring(0, found.length() - file.length())))
                .toString());
        for (String property : List.of("java.class.path", "jdk.module.path", "surefire.test.class.path")) {
            path.addAll(Arrays.asList(System.getProperty(property, "").split(File.pathSeparator, -1)));
        }
        path.remove("");
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                String.join(File.pathSeparator, path),
                main.getName());
    }

    private static Spawn activated(int count, String names) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", AS_SYSTEMD_DOES, "sh"));
        command.addAll(java(SocketActivationMain.class));
        return Spawn.command(command)
                .environment("LISTEN_FDS", Integer.toString(count))
                .environment("LISTEN_FDNAMES", names);
    }

    private static Socket listening(String path) {
        var address = path.isEmpty() ? DatagramEndpointTest.IPV4 : UnixDomainSocketAddress.of(path);
        Socket socket = Socket.openFor(address, SocketType.STREAM);
        socket.bind(address);
        socket.listen(16);
        return socket;
    }

    /** Output of a child, read as it comes; what it wrote so far. */
    private static final class Output {
        private final StreamFd reader;
        private final ByteArrayOutputStream text = new ByteArrayOutputStream();

        Output(StreamFd reader) {
            this.reader = reader;
        }

        String until(String part) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(4_096);
            while (!text.toString(StandardCharsets.UTF_8).contains(part)) {
                awaitInput(reader);
                int count = reader.read(buffer.clear());
                assertThat(count).as(text.toString(StandardCharsets.UTF_8)).isNotEqualTo(StreamFd.END);
                byte[] bytes = new byte[count];
                buffer.flip().get(bytes);
                text.writeBytes(bytes);
            }
            return text.toString(StandardCharsets.UTF_8);
        }
    }

    private static ExitStatus exit(Child child) {
        awaitInput(child.pidFd());
        return Objects.requireNonNull(child.pidFd().reap());
    }

    private static void awaitInput(Fd fd) {
        Poll poll = new Poll();
        poll.add(fd, Poll.IN);
        assertThat(poll.await(TimeUnit.SECONDS.toNanos(60)))
                .as("input of " + fd)
                .isEqualTo(1);
    }

    @Test
    void aProcessIsStartedWithItsSocketsAndTellsItsManager() {
        try (LeakCheck leaks = LeakCheck.start()) {
            UnixDomainSocketAddress notify = UnixDomainSocketAddress.of(directory.resolve("notify"));
            try (Socket web = listening("");
                    Socket admin = listening(directory.resolve("admin").toString());
                    DatagramPeer dns = new DatagramPeer(DatagramEndpointTest.IPV4);
                    DatagramPeer manager = new DatagramPeer(notify);
                    Socket client = Socket.openFor(web.localAddress(), SocketType.STREAM);
                    Pipe pipe = Pipe.openToRead()) {
                web.nonBlocking(false);
                client.connect(web.localAddress()); // before the process is there at all
                Spawn spawn = activated(3, "web:admin:dns")
                        .environment("NOTIFY_SOCKET", notify.getPath().toString())
                        .environment("WATCHDOG_USEC", "20000")
                        .descriptor(3, web)
                        .descriptor(4, admin)
                        .descriptor(5, dns.socket)
                        .standardOutput(pipe.writer())
                        .standardError(pipe.writer());
                useUntilItEnds(spawn, pipe, manager, client, web);
                manager.receive();
                assertThat(manager.received)
                        .startsWith("STATUS=starts", "READY=1")
                        .contains("WATCHDOG=1")
                        .endsWith("STOPPING=1");
                assertThat(manager.received).anyMatch(text -> text.matches("RELOADING=1\nMONOTONIC_USEC=[0-9]+"));
            }
            leaks.assertNothingLeft();
        }
    }

    private void useUntilItEnds(Spawn spawn, Pipe pipe, DatagramPeer manager, Socket client, Socket web) {
        try (Child child = spawn.start()) {
            pipe.writer().close();
            Output output = new Output(pipe.reader());
            assertThat(output.until("ready")).contains("names [web, admin, dns]");
            until(manager, "WATCHDOG=1");
            serve(client, web);
            assertThat(exit(child).isSuccess()).as(output.until("served")).isTrue();
        }
    }

    private static void until(DatagramPeer manager, String text) {
        while (!manager.received.contains(text)) {
            awaitInput(manager.socket);
            manager.receive();
        }
    }

    private static void serve(Socket client, Socket web) {
        assertThat(((InetSocketAddress) client.peerAddress()).getPort())
                .isEqualTo(((InetSocketAddress) web.localAddress()).getPort());
        ByteBuffer bytes = ByteBuffer.allocateDirect(1);
        client.send(bytes, 0);
        awaitInput(client);
        assertThat(client.recv(bytes.clear(), 0)).isEqualTo(1);
    }

    @Test
    void aDescriptorThatIsNoSocketIsNamed() {
        try (EventFd odd = EventFd.open();
                Pipe pipe = Pipe.openToRead()) {
            Spawn spawn = activated(1, "fifo").descriptor(3, odd).standardOutput(pipe.writer());
            try (Child child = spawn.start()) {
                pipe.writer().close();
                assertThat(new Output(pipe.reader()).until("refused"))
                        .contains("descriptor 3 of LISTEN_FDS, \"fifo\"")
                        .contains("ENOTSOCK");
                exit(child);
            }
        }
    }

    @Test
    void systemdsOwnToolActivatesIt() {
        Path tool = Path.of("/usr/bin/systemd-socket-activate");
        assumeTrue(Files.isExecutable(tool), "systemd-socket-activate is not installed");
        String path = directory.resolve("activated").toString();
        try (ChildJvm child = ChildJvm.of(SocketActivationMain.class)
                .through(tool.toString(), "--fdname=web", "--listen=" + path)
                .start()) {
            child.awaitLine("Listening on");
            try (Socket client = Socket.openFor(UnixDomainSocketAddress.of(path), SocketType.STREAM)) {
                client.connect(UnixDomainSocketAddress.of(path));
                child.awaitLine("names [web]");
                ByteBuffer bytes = ByteBuffer.allocateDirect(1);
                client.send(bytes, 0);
                awaitInput(client);
                assertThat(client.recv(bytes.clear(), 0)).isEqualTo(1);
            }
            child.awaitLine("served");
            assertThat(child.awaitExit()).isZero();
        }
    }
}
