package dev.carillon.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many connections the servers take, and for how long, when nobody has said it. */
class LimitsTest {
    @ParameterizedTest
    @CsvSource({"1000,1,900", "1000,2,450", "1050,1,945", "20000,3,6000", "1,5,1", "-1,1,1932735282"})
    void nineTenthsOfTheDescriptorsAreShared(long allowed, int parts, int each) {
        assertThat(Limits.share(allowed, parts)).isEqualTo(each);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echo --port 0 | at most 4[0-4]. connections (90 % of 4.. free descriptors), closed after 10m of"
                        + " silence",
                "echo --port 0 --loops 2 | at most 2.. connections a loop (90 % of 4.. free descriptors), closed after"
                        + " 10m of silence",
                "echo --port 0 --max-connections 1000 | at most 1000 connections (descriptors are enough for 4[0-4].),"
                        + " closed after 10m of silence",
                "echo --port 0 --max-connections 7 --idle-timeout 0 | at most 7 connections, never closed for silence",
                "echo --port 0 --max-connections 0 | any number of connections, closed after 10m of silence",
                "relay :0 127.0.0.1:1"
                        + " | at most 2.. connections (90 % of 4.. free descriptors, 2 each), closed after 10m of"
                        + " silence",
                "serve . --port 0"
                        + " | at most 2.. connections (90 % of 4.. free descriptors, 2 each), closed after 1m of"
                        + " silence"
            })
    void theyArePrintedAtTheStart(String arguments, String pattern) {
        String line = pattern.replace("(", "\\(").replace(")", "\\)");
        try (ChildJvm server = ServersTest.builder(arguments.split(" ", -1))
                .through("sh", "-c", "ulimit -n 500; exec \"$@\"", "sh")
                .start()) {
            server.awaitLine("listening on ");
            assertThat(server.awaitLine("at the most", text -> text.contains("connections")))
                    .matches(line);
            server.send(Signal.TERM);
            assertThat(server.awaitExit()).isZero();
        }
    }

    @Test
    void whoIsSilentForLongerThanAllowedIsClosed() throws IOException {
        try (ChildJvm server = ServersTest.builder("echo", "--port", "0", "--idle-timeout", "100ms")
                .start()) {
            String listening = server.awaitLine("listening on 127.0.0.1:");
            int port = Integer.parseInt(listening.substring(listening.lastIndexOf(':') + 1));
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.getOutputStream().write(1);
                assertThat(client.getInputStream().readAllBytes()).containsExactly(1);
            }
            server.send(Signal.TERM);
            assertThat(server.awaitExit()).isZero();
            assertThat(server.lines().getLast()).contains("IDLE_READ_TIMEOUT 1");
        }
    }
}
