package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server without descriptors serves whom it has, and all others as soon as there are some again. */
@Timeout(60)
class ShortageTest {
    private static final int MORE_THAN_THERE_ARE = 100;

    @TempDir
    private Path directory;

    /** A client that keeps its connection. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final AnswerReader reader = new AnswerReader();

        Client(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(10_000);
        }

        void ask(String path) throws IOException {
            String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        }

        int status(String path) throws IOException {
            ask(path);
            return reader.await(socket.getInputStream()).status();
        }

        /** For who waits too long for a descriptor is told so by an end. */
        boolean isServedOrTurnedAway() {
            try {
                return List.of(200, 503)
                        .contains(reader.await(socket.getInputStream()).status());
            } catch (IOException e) {
                return !(e instanceof SocketTimeoutException);
            }
        }

        void await(String path, int status) throws IOException {
            while (status(path) != status) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static String told(ChildJvm child) {
        child.println("?");
        return child.awaitLine("open: ");
    }

    @Test
    void whoIsThereIsServedAndWhoComesIsServedLater() throws IOException {
        Files.writeString(directory.resolve("file"), "content");
        try (ChildJvm child = ChildJvm.of(ShortageMain.class)
                .through("prlimit", "--nofile=64")
                .arguments(directory.toString())
                .start()) {
            int port = Integer.parseInt(child.awaitLine("port ").substring(5));
            isShortAndRecovers(port, child);
            child.endInput();
            assertThat(child.awaitExit()).isZero();
            assertThat(child.lines())
                    .anyMatch(line -> line.contains("a file cannot be served") && line.contains("EMFILE"));
        }
    }

    private static void isShortAndRecovers(int port, ChildJvm child) throws IOException {
        try (Client keeper = new Client(port)) {
            assertThat(keeper.status("/file")).isEqualTo(200);
            assertThat(keeper.status("/none")).isEqualTo(404);
            told(child);
            String before = told(child);
            List<Client> crowd = crowd(port);
            keeper.await("/file", 503);
            assertThat(keeper.status("/none")).as("what has to be looked for").isEqualTo(503);
            for (Client client : crowd) {
                assertThat(client.isServedOrTurnedAway()).isTrue();
                client.close();
            }
            keeper.await("/file", 200);
            try (Client late = new Client(port)) {
                assertThat(late.status("/file")).isEqualTo(200);
            }
            String after = told(child);
            while (!after.equals(before)) {
                after = told(child);
            }
        }
    }

    private static List<Client> crowd(int port) throws IOException {
        List<Client> crowd = new ArrayList<>();
        for (int i = 0; i < MORE_THAN_THERE_ARE; i++) {
            Client client = new Client(port);
            crowd.add(client);
            client.ask("/file");
        }
        return crowd;
    }
}
