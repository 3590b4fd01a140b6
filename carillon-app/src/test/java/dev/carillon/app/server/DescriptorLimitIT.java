package dev.carillon.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server with 64 descriptors and 500 clients: it does not spin, says why it rests, and serves everybody in the end. With
 * the packaged jars, for classes in directories cannot be loaded without a descriptor.
 */
class DescriptorLimitIT {
    private static final int CLIENTS = 500;
    private static final int DESCRIPTORS = 64;
    private static final int LONG_ENOUGH = 4; // rests: 10, 20, 40 and 80 ms
    private static final String LISTENING = "listening on 127.0.0.1:";

    /** What the server tells of itself. */
    private record Figures(String line) {
        static Figures of(ChildJvm server) {
            return new Figures(server.awaitLine("figures", line -> line.startsWith("connections ")));
        }

        /** The number after some words, or 0 without them. */
        long after(String words) {
            Matcher matcher = Pattern.compile(Pattern.quote(words) + " (\\d+)").matcher(line);
            return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
        }

        long rests() {
            return after("rests EMFILE");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--loops 1", "--workers 2", "--trigger edge", "--loops 2 --share hand-off", "--tls"})
    void itDoesNotSpinAndServesEverybodyInTheEnd(String options) throws IOException {
        List<Socket> clients = new ArrayList<>();
        try (ChildJvm server = ServersTest.builder(("echo --port 0 --stats 300ms " + options).split(" ", -1))
                .through("sh", "-c", "ulimit -n " + DESCRIPTORS + "; exec \"$@\"", "sh")
                .start()) {
            String listening = server.awaitLine(LISTENING);
            int port = Integer.parseInt(listening.substring(LISTENING.length()));
            long begin = System.nanoTime();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(connect(port));
            }
            Figures full = Figures.of(server);
            while (full.rests() < LONG_ENOUGH) {
                full = Figures.of(server);
            }
            full = Figures.of(server); // one that spins has rested 4 times at once, and in the meantime for ever
            long open = full.after("connections");
            assertThat(open).as(full.line()).isBetween(1L, (long) DESCRIPTORS);
            assertThat(full.after("NO_DESCRIPTOR")).as(full.line()).isLessThan(full.rests());
            // They grow to a second each, and no timer is early; one that spins has thousands in that time.
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
            assertThat(full.rests()).as(full.line()).isLessThan(20 + seconds);
            // A wait or two for each connection and for each rest.
            assertThat(full.after("waits")).as(full.line()).isLessThan(2 * open + 4 * full.rests() + 50);
            if (options.equals("--tls")) {
                clients.forEach(DescriptorLimitIT::hangUp);
            } else {
                serveAll(clients, port);
            }
            server.send(Signal.TERM);
            assertThat(server.awaitExit()).as(server.lines().toString()).isZero();
            assertThat(server.lines()).anyMatch(line -> line.contains("EMFILE (Too many open files)"));
        } finally {
            clients.forEach(DescriptorLimitIT::hangUp);
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setSoTimeout(30_000);
        return client;
    }

    /** One after the other; each makes room for the next. Who was turned away comes again when the others are gone. */
    private static void serveAll(List<Socket> clients, int port) throws IOException {
        int turnedAway = 0;
        for (Socket client : clients) {
            turnedAway += isServed(client) ? 0 : 1;
        }
        for (int i = 0; i < turnedAway; i++) {
            assertThat(isServed(connect(port))).isTrue();
        }
    }

    private static boolean isServed(Socket client) {
        try (client) {
            client.getOutputStream().write(1);
            return client.getInputStream().read() == 1;
        } catch (IOException e) {
            assertThat(e).isNotInstanceOf(SocketTimeoutException.class);
            return false; // turned away
        }
    }

    private static void hangUp(Socket client) {
        try {
            client.close();
        } catch (IOException e) {
            // Then it is gone already.
        }
    }
}
