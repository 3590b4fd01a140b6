package dev.carillon.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {
    @Test
    void theFirstLoopCountsEchoesAndEnds() throws Exception {
        try (ChildJvm child = ChildJvm.of(FirstLoop.class).start()) {
            child.awaitLine("jobs: 1");
            child.println("hello");
            child.awaitLine("you said hello");
            child.println("quit");
            assertThat(child.awaitExit()).isZero();
        }
    }

    @Test
    void straightLineCodeGetsEveryValue() throws Exception {
        try (ChildJvm child = ChildJvm.of(StraightLine.class).start()) {
            child.awaitLine("done so far: 6");
            assertThat(child.awaitExit()).isZero();
        }
    }

    /** What a web server answers, which says where it listens. */
    private static String get(ChildJvm server, String path) throws IOException {
        String listening = server.awaitLine("listening on ");
        int port = Integer.parseInt(listening.substring(listening.lastIndexOf(':') + 1));
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.getOutputStream().write(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void theFirstWebServerGreetsUntilItIsToldToEnd() throws Exception {
        try (ChildJvm child = ChildJvm.of(WebServers.class).arguments("0").start()) {
            assertThat(get(child, "/")).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nHello, World!\n");
            child.send(Signal.TERM);
            assertThat(child.awaitExit()).isZero();
        }
    }

    @Test
    void theWebSiteServesADirectoryUntilItIsToldToEnd(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("a.txt"), "a file\n");
        try (ChildJvm child =
                ChildJvm.of(WebSite.class).arguments("0", directory.toString()).start()) {
            assertThat(get(child, "/files/a.txt"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .endsWith("\r\n\r\na file\n");
            child.send(Signal.TERM);
            assertThat(child.awaitExit()).isZero();
        }
    }

    @Test
    void aSupervisedCommandThatFailsIsGivenUpAtTheLimit() throws Exception {
        try (ChildJvm child = ChildJvm.of(Supervised.class)
                .arguments("sh", "-c", "echo hello; exit 3")
                .start()) {
            child.awaitLine("it says hello");
            child.awaitLine("it exited with code 3");
            child.awaitLine("given up after 3 starts");
            assertThat(child.awaitExit()).isZero();
        }
    }

    @Test
    void aSupervisedCommandEndsWithItsSupervisor() throws Exception {
        try (ChildJvm child = ChildJvm.of(Supervised.class)
                .arguments("sh", "-c", "echo up; exec sleep 1000")
                .start()) {
            child.awaitLine("it says up");
            child.send(Signal.TERM);
            child.awaitLine("it killed by TERM");
            assertThat(child.awaitExit()).isZero();
        }
    }

    @Test
    void aFilterIsFedMuchMoreThanItsPipesHoldAndGivesItAll() throws Exception {
        try (ChildJvm child =
                ChildJvm.of(Filter.class).arguments("200000", "tac").start()) {
            child.awaitLine("input FINISHED");
            child.awaitLine("first 200000");
            child.awaitLine("200000 lines, and it exited with code 0");
            assertThat(child.awaitExit()).isZero();
        }
    }

    @Test
    void aFilterThatHasReadEnoughEndsItsInput() throws Exception {
        try (ChildJvm child =
                ChildJvm.of(Filter.class).arguments("2000000", "head", "-n1").start()) {
            child.awaitLine("first 1");
            child.awaitLine("1 lines, and it exited with code 0");
            assertThat(child.awaitExit()).isZero();
        }
    }

    @Test
    void aLoopBesideASelectorLetsBothBeServed() throws Exception {
        try (ChildJvm child = ChildJvm.of(BesideSelector.class).start()) {
            String listening = child.awaitLine("listening on ");
            child.awaitLine("tick");
            int port = Integer.parseInt(listening.substring("listening on ".length()));
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
                assertThat(client.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
                child.println("hello");
                child.awaitLine("you said hello");
            }
            child.println("quit");
            assertThat(child.awaitExit()).isZero();
        }
    }

    @Test
    void aLoopInsideNettysIsServedOnItsThreadBesideItsOwnTasks() throws Exception {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "Netty's native part is there for x86-64 alone");
        try (ChildJvm child = ChildJvm.of(InsideNetty.class).start()) {
            child.awaitLine("tick");
            child.awaitLine("tock of Netty");
            child.println("hello");
            child.awaitLine("you said hello");
            child.println("quit");
            assertThat(child.awaitExit()).isZero();
        }
    }
}
