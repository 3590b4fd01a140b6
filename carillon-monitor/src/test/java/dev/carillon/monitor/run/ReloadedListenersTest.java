package dev.carillon.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A source that listens, and is another after a reload, goes on with the socket that is open. */
class ReloadedListenersTest {
    private static final String ELSE = "[source.tick]\ntimer.every = \"1 h\"\n";

    @TempDir
    private Path directory;

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private Path socket() {
        return directory.resolve("s");
    }

    private static String file(String name, String kind, String at, int most) {
        return ELSE + "[source." + name + "]\n" + kind + " = { at = \"" + at + "\", most = " + most + " }\n";
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(Watched watched, SocketAddress to, String source, String line) throws IOException {
        try (SocketChannel channel = SocketChannel.open(to)) {
            channel.write(bytes(line + "\n"));
            watched.await(() -> watched.fields(source, "line").contains(line));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix"})
    void otherSettingsOrAnotherNameKeepTheSocketAndWhoWaitsInIt(String kind) throws Exception {
        int port = freePort();
        boolean isUnix = kind.equals("unix");
        String at = isUnix ? "unix:" + socket() : "127.0.0.1:" + port;
        SocketAddress to = isUnix
                ? UnixDomainSocketAddress.of(socket())
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (Watched watched = Watched.of(directory, file("a", kind, at, 10))) {
            send(watched, to, "a", "one");
            try (SocketChannel waiting = SocketChannel.open(to)) {
                waiting.write(bytes("waited\n"));
                watched.reload(file("a", kind, at, 11));
                watched.await(() -> watched.fields("a", "line").contains("waited"));
                waiting.write(bytes("said before\nhalf"));
                watched.reload(file("b", kind, at, 11));
                watched.await(() -> watched.fields("a", "line").contains("half"));
                assertThat(watched.fields("a", "line")).containsExactly("one", "waited", "said before", "half");
            }
            send(watched, to, "b", "two");
        }
        assertThat(socket()).doesNotExist();
    }

    @Test
    void datagramsOfAnotherNameAreReadFromTheSameSocket() throws Exception {
        int port = freePort();
        String file = ELSE + "[source.a]\nudp = { at = \"127.0.0.1:" + port + "\" }\n";
        try (Watched watched = Watched.of(directory, file);
                DatagramChannel channel = DatagramChannel.open()) {
            channel.send(bytes("waits"), new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            watched.reload(file.replace("[source.a]", "[source.b]"));
            assertThat(watched.await("b", "line").fields()).containsEntry("line", "waits");
        }
    }

    @Test
    void allAddressesInPlaceOfOneAreListenedTo() throws Exception {
        int port = freePort();
        try (Watched watched = Watched.of(directory, file("a", "tcp", "127.0.0.1:" + port, 10))) {
            watched.reload(file("a", "tcp", "0.0.0.0:" + port, 10));
            send(watched, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), "a", "one");
            watched.reload(file("a", "tcp", "127.0.0.1:" + port, 10));
            send(watched, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), "a", "two");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix:", "127.0.0.1:", "0.0.0.0:"})
    void whatCannotBeDoneLeavesItListening(String place) throws Exception {
        Files.createDirectory(directory.resolve("d"));
        boolean isUnix = place.equals("unix:");
        int port = freePort();
        String kind = isUnix ? "unix" : "tcp";
        String here = isUnix ? "unix:" + socket() : "127.0.0.1:" + port;
        String there = isUnix ? here : place + port;
        SocketAddress to = isUnix
                ? UnixDomainSocketAddress.of(socket())
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Watched watched = Watched.of(directory, file("a", kind, here, 10))) {
            String wrong =
                    file("a", kind, there, 11) + "[source.x]\ntcp.at = \"127.0.0.1:" + taken.getLocalPort() + "\"\n";
            assertThatThrownBy(() -> watched.reload(wrong)).hasMessageContaining("source.x");
            send(watched, to, "a", "still");
        }
    }
}
