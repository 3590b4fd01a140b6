package dev.carillon.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.Errno;
import dev.carillon.monitor.Event;
import dev.carillon.testkit.ScriptedKernel;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines over sockets, and servers that are asked. */
class NetworkSourcesTest {
    @TempDir
    private Path directory;

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    @Test
    void linesOfConnectionsAreEventsAlsoThoseThatEndInTheMiddle() throws Exception {
        int port = freePort();
        String file = "[source.a]\ntcp = { at = \"127.0.0.1:" + port + "\" }\nvalue = { json = \"/t\" }\n";
        try (Watched watched = Watched.of(directory, file)) {
            try (Socket one = new Socket(InetAddress.getLoopbackAddress(), port);
                    Socket two = new Socket(InetAddress.getLoopbackAddress(), port)) {
                one.getOutputStream().write("{\"t\":5}\nhalf".getBytes(StandardCharsets.UTF_8));
                two.getOutputStream().write("two\n".getBytes(StandardCharsets.UTF_8));
                watched.await(() -> watched.fields("a", "line").size() == 2);
            }
            watched.await(() -> watched.fields("a", "line").size() == 3);
            assertThat(watched.fields("a", "line")).containsExactlyInAnyOrder("{\"t\":5}", "two", "half");
            assertThat(watched.fields("a", "value")).containsExactly(5.0);
            assertThat(watched.fields("a", "unfinished")).containsExactly(true);
            assertThat(watched.ledger("a").waiting()).isZero();
        }
    }

    @Test
    void connectionsBeyondTheMostAreRefusedAndCounted() throws Exception {
        int port = freePort();
        String file = "[source.a]\ntcp = { at = \"127.0.0.1:" + port + "\", most = 1 }\n";
        try (Watched watched = Watched.of(directory, file);
                Socket one = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket two = new Socket(InetAddress.getLoopbackAddress(), port)) {
            assertThat(watched.await("a", "refused").fields()).containsEntry("count", 1L);
            for (int i = 0; i < 20; i++) {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
            }
            watched.await(
                    0, "a", event -> Long.valueOf(21).equals(event.fields().get("count")));
            assertThat(watched.fields("a", "count")).hasSizeLessThan(21);
            assertThat(two.getInputStream().read()).isEqualTo(-1);
            one.getOutputStream().write("still\n".getBytes(StandardCharsets.UTF_8));
            watched.await("a", "line");
        }
    }

    @Test
    void aConnectionOverWhichNothingComesIsClosedAndCounted() throws Exception {
        int port = freePort();
        String file = "[source.a]\ntcp = { at = \"127.0.0.1:" + port + "\", most = 1, idle = \"20 ms\" }\n";
        try (Watched watched = Watched.of(directory, file);
                Socket one = new Socket(InetAddress.getLoopbackAddress(), port)) {
            one.getOutputStream().write("whole\nhalf".getBytes(StandardCharsets.UTF_8));
            assertThat(watched.await("a", "idle").fields())
                    .containsEntry("count", 1L)
                    .containsEntry("text", "nothing came over it for 20ms");
            assertThat(watched.fields("a", "line")).containsExactly("whole", "half");
            assertThat(watched.fields("a", "unfinished")).containsExactly(true);
            assertThat(one.getInputStream().read()).isEqualTo(-1);
            try (Socket two = new Socket(InetAddress.getLoopbackAddress(), port)) {
                two.getOutputStream().write("in its place\n".getBytes(StandardCharsets.UTF_8));
                watched.await(
                        0, "a", event -> "in its place".equals(event.fields().get("line")));
            }
        }
    }

    @Test
    void withoutADescriptorLeftItRestsAndTakesConnectionsLater() throws Exception {
        int port = freePort();
        String file = "[source.a]\ntcp = { at = \"127.0.0.1:" + port + "\" }\n";
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        kernel.run(() -> {
            try (Watched watched = Watched.of(directory, file)) {
                kernel.failNext("accept4", Errno.EMFILE);
                try (Socket one = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    one.getOutputStream().write("here\n".getBytes(StandardCharsets.UTF_8));
                    Event line = watched.await("a", "line");
                    assertThat(watched.fields("a", "text"))
                            .singleElement()
                            .asString()
                            .contains("EMFILE");
                    Duration rest =
                            line.boot().minus(watched.await("a", "refused").boot());
                    assertThat(rest).isGreaterThan(Duration.ofMillis(900));
                }
            }
        });
    }

    @Test
    void unixSocketOfOneWhoDiedIsTakenAndOfOneWhoLivesIsNot() throws Exception {
        Path path = directory.resolve("s");
        String file = "[source.a]\nunix = { at = \"unix:" + path + "\" }\n";
        try (Watched first = Watched.of(directory, file)) {
            assertThatThrownBy(() -> Watched.of(directory, file)).hasMessageContaining("another program listens");
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                channel.write(ByteBuffer.wrap("hello\n".getBytes(StandardCharsets.UTF_8)));
                first.await("a", "line");
            }
        }
        assertThat(path).doesNotExist();
        try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(path).exists();
        try (Watched again = Watched.of(directory, file)) {
            assertThat(path).exists();
            assertThat(again.events).isNotNull();
        }
        Files.writeString(path, "mine");
        assertThatThrownBy(() -> Watched.of(directory, file)).hasMessageContaining("is no socket");
        assertThat(path).hasContent("mine");
    }

    @Test
    void endOfADatagramIsTheEndOfALine() throws Exception {
        int port = freePort();
        String file = "[source.a]\nudp = { at = \"127.0.0.1:" + port + "\" }\n";
        try (Watched watched = Watched.of(directory, file);
                DatagramSocket socket = new DatagramSocket()) {
            for (String text : new String[] {"one\ntwo", "three\n"}) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
            }
            watched.await(() -> watched.fields("a", "line").size() == 3);
            assertThat(watched.fields("a", "line")).containsExactly("one", "two", "three");
        }
    }

    @Test
    void serverIsThereOrIsNot() throws Exception {
        int nobody = freePort();
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Watched watched = Watched.of(
                        directory,
                        "[source.a]\nconnect = { to = \"127.0.0.1:"
                                + server.getLocalPort()
                                + "\", every = \"1 h\" }\n[source.b]\nconnect = { to = \"127.0.0.1:"
                                + nobody + "\", every = \"1 h\" }\n")) {
            assertThat(watched.await("a", "connect").fields()).containsEntry("unit", "ms");
            watched.await("b", "failed");
            assertThat(watched.fields("b", "text").toString()).contains("refused");
        }
    }

    @Test
    void serverThatSaysNothingIsLateAndOneThatAnswersIsNot() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Watched watched = Watched.of(
                        directory,
                        "[source.a]\nhttp = { url = \"http://127.0.0.1:"
                                + silent.getLocalPort() + "/\", every = \"1 h\", timeout = \"300 ms\" }\n"
                                + "[source.b]\nhttp = { url = \"http://127.0.0.1:" + server.getLocalPort()
                                + "/\", every = \"1 h\" }\n");
                Socket connection = server.accept()) {
            connection
                    .getOutputStream()
                    .write("HTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\nno".getBytes(StandardCharsets.UTF_8));
            assertThat(watched.await("b", "http").fields())
                    .containsEntry("status", 503)
                    .containsEntry("ok", false)
                    .containsEntry("text", "no");
            watched.await("a", "failed");
        }
    }

    @Test
    void aServerThatIsNotReachedIsNamedWithTheReason() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        String file = "[source.a]\nhttp = { url = \"http://127.0.0.1:" + port + "/\", every = \"1 h\" }\n";
        try (Watched watched = Watched.of(directory, file)) {
            assertThat(watched.await("a", "failed").fields())
                    .containsEntry("text", "127.0.0.1:" + port + ": Connection refused");
        }
    }
}
