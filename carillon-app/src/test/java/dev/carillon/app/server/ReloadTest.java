package dev.carillon.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.app.site.Generation;
import dev.carillon.app.site.Generations;
import dev.carillon.http.server.StaticOptions;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.LoopOptions;
import dev.carillon.testkit.LeakCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Sites that are reloaded while they are asked for, in this process: what is open is counted. */
@Timeout(60)
@Isolated
class ReloadTest {
    private static final int RELOADS = 1000;

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void makeSites() throws IOException {
        file = directory.resolve("serve.toml");
        TwoSites.make(directory, "");
        write("a", "");
    }

    private void write(String site, String more) throws IOException {
        write(site, site, more);
    }

    private void write(String site, String log, String more) throws IOException {
        Files.write(
                file,
                List.of(
                        "[listen.web]",
                        "address = \"127.0.0.1:0\"",
                        more,
                        "[access-log]",
                        "file = \"" + log + ".log\"",
                        "[site.main]",
                        "directory = \"" + site + "\""));
    }

    /** What somebody does with a server that serves the file. */
    @FunctionalInterface
    private interface Use {
        void with(ServedSite served) throws Exception;
    }

    private void serve(Use use) throws Exception {
        LeakCheck leaks = LeakCheck.start();
        try (Generations generations = new Generations(StaticOptions.DEFAULTS)) {
            ServedSite.Source source = () -> ServeFile.read(file, true);
            ServeSettings settings = source.read();
            Generation first = generations.open(settings.sites(), settings.accessLog());
            try (LoopGroup loops = LoopGroup.start("loop", 2, LoopOptions.DEFAULTS);
                    ServedSite served = new ServedSite(loops, generations, settings, first, source)) {
                use.with(served);
                served.drain(Duration.ofSeconds(10)).toCompletableFuture().join();
            }
        }
        leaks.assertNothingLeft();
    }

    private static int port(ServedSite served) {
        String place = served.place();
        return Integer.parseInt(place.substring(place.lastIndexOf(':') + 1));
    }

    private static Socket connect(int port) throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setSoTimeout(30_000);
        return client;
    }

    /** An answer whose body is one byte, as that of the sites. */
    private static String answer(Socket client) throws IOException {
        client.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            int next = client.getInputStream().read();
            assertThat(next).as("after %s", answer).isNotNegative();
            answer.append((char) next);
        }
        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n");
        return answer.append((char) client.getInputStream().read()).toString();
    }

    /** The server ends a connection with an answer that says so, from soon after it was told to on. */
    private static String askForTheLastTime(Socket client) throws IOException {
        String answer;
        do {
            answer = answer(client);
        } while (!answer.contains("\r\nConnection: close\r\n"));
        return answer.substring(answer.length() - 1);
    }

    private static String ask(Socket client) throws IOException {
        String answer = answer(client);
        return answer.substring(answer.length() - 1);
    }

    private static int descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return (int) all.count();
        }
    }

    /** The site is another one each time, the log every fiftieth: it is closed only when all of its lines are written. */
    @Test
    void aThousandReloadsLeaveNothingOpenAndNoRequestUnanswered() throws Exception {
        serve(served -> {
            int before = descriptors();
            AtomicBoolean over = new AtomicBoolean();
            int port = port(served);
            CompletableFuture<Long> client = CompletableFuture.supplyAsync(() -> askUntil(port, over));
            for (int i = 1; i <= RELOADS; i++) {
                write(i % 2 == 0 ? "a" : "b", i / 50 % 2 == 0 ? "a" : "b", "");
                served.reload();
            }
            over.set(true);
            assertThat(client.join()).isPositive();
            try (Socket last = connect(port)) {
                assertThat(ask(last)).isEqualTo("a");
            }
            assertThat(served.figures()).doesNotContain("4xx", "5xx", "cut off", "failed");
            assertThat(descriptors()).isLessThan(before + 10);
        });
    }

    /** A connection brings a thousand requests at the most. */
    private static long askUntil(int port, AtomicBoolean over) {
        long answers = 0;
        try {
            while (!over.get()) {
                try (Socket client = connect(port)) {
                    for (int i = 0; i < 500; i++) {
                        assertThat(ask(client)).isIn("a", "b");
                        answers++;
                    }
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return answers;
    }

    @Test
    void aConnectionThatStaysSeesTheNewSite() throws Exception {
        serve(served -> {
            try (Socket client = connect(port(served))) {
                assertThat(ask(client)).isEqualTo("a");
                write("b", "");
                assertThat(served.reload().orElseThrow())
                        .startsWith("sites main; listeners web 127.0.0.1:0; opening the access log again; at most");
                assertThat(ask(client)).isEqualTo("b");
            }
        });
    }

    @Test
    void listenersComeAndGoAndTheOthersStay() throws Exception {
        serve(served -> {
            try (Socket client = connect(port(served))) {
                assertThat(ask(client)).isEqualTo("a");
                write("a", "[listen.more]\naddress = \"127.0.0.1:0\"");
                assertThat(served.reload().orElseThrow()).contains("; listening on 127.0.0.1:");
                int second = port(served);
                try (Socket other = connect(second)) {
                    assertThat(ask(other)).isEqualTo("a");
                    write("a", "");
                    assertThat(served.reload().orElseThrow()).contains("; ending on 127.0.0.1:" + second);
                    assertThat(askForTheLastTime(other)).isEqualTo("a");
                    assertThat(other.getInputStream().read()).isEqualTo(-1);
                }
                assertThat(ask(client)).isEqualTo("a");
                assertThat(served.figures()).matches("requests [4-9], .*");
            }
        });
    }

    /** The first of the new ones is opened, the second cannot be. */
    @Test
    void aListenerThatCannotBeOpenedChangesNothing() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            serve(served -> {
                String place = served.place();
                write(
                        "b",
                        "[listen.more]\naddress = \"127.0.0.1:0\"\n[listen.taken]\naddress = \"127.0.0.1:"
                                + taken.getLocalPort() + "\"");
                assertThatThrownBy(served::reload)
                        .hasMessageStartingWith(file + ":6:1: listen.taken.address: bind(")
                        .hasMessageContaining("EADDRINUSE");
                assertThat(served.place()).isEqualTo(place);
                try (Socket client = connect(port(served))) {
                    assertThat(ask(client)).isEqualTo("a");
                }
            });
        }
    }

    @Test
    void whatCannotChangeIsSaid() throws Exception {
        serve(served -> {
            Files.writeString(
                    file,
                    Files.readString(file) + "[server]\nloops = 3\ndrain = \"1 s\"\n[metrics]\naddress = \":0\"\n");
            assertThat(served.reload().orElseThrow()).endsWith("; as before until a restart: loops, drain, metrics");
        });
    }

    @Test
    void aLogThatCannotBeOpenedChangesNothing() throws Exception {
        serve(served -> {
            Files.createDirectory(directory.resolve("b.log"));
            write("b", "");
            assertThatThrownBy(served::reload).hasMessageContaining("5:1: access-log.file: ");
            try (Socket client = connect(port(served))) {
                assertThat(ask(client)).isEqualTo("a");
            }
        });
    }
}
