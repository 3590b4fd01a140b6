package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.loop.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is asked at one of the machine's addresses answers from there: a client takes no other's answer for its own. */
class AskedAddressTest {
    private final EventLoop loop = EventLoop.open("asked");

    @AfterEach
    void close() {
        loop.close();
    }

    private static InetSocketAddress at(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }

    private int echo(String wildcard, DatagramOptions options) {
        DatagramEndpoint endpoint = DatagramEndpoint.open(
                loop, "echo", at(wildcard, 0), options, (answering, datagram) -> datagram.reply(datagram.bytes()));
        return ((InetSocketAddress) endpoint.address()).getPort();
    }

    private void expectAnswersFrom(String own, InetSocketAddress... asked) {
        try (DatagramPeer peer = new DatagramPeer(at(own, 0))) {
            for (InetSocketAddress address : asked) {
                peer.send(address, "one", "two");
            }
            Turns.until(loop, () -> peer.receive() == 2 * asked.length);
            for (int i = 0; i < asked.length; i++) {
                assertThat(peer.senders.subList(2 * i, 2 * i + 2)).containsOnly(asked[i]);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0,false", "0.0.0.0,true", "::,false", "::,true"})
    void theAnswerComesFromTheAddressThatWasAsked(String wildcard, boolean offload) {
        assumeTrue(!wildcard.equals("::") || hasIpv6(), "this machine has no IPv6");
        int port = echo(wildcard, DatagramOptions.DEFAULTS.withOffload(offload));
        expectAnswersFrom("127.0.0.1", at("127.0.0.5", port), at("127.0.0.2", port), at("127.0.0.1", port));
    }

    @Test
    void ofIpv6Too() {
        assumeTrue(hasIpv6(), "this machine has no IPv6");
        int port = echo("::", DatagramOptions.DEFAULTS);
        expectAnswersFrom("::1", at("::1", port));
    }

    /** What is sent to somebody else than was answered last comes from where the kernel thinks fit. */
    @Test
    void whatIsNoAnswerIsNotSentFromThere() {
        DatagramEndpoint[] made = new DatagramEndpoint[1];
        try (DatagramPeer peer = new DatagramPeer(at("127.0.0.1", 0))) {
            made[0] = DatagramEndpoint.open(
                    loop, "other", at("0.0.0.0", 0), DatagramOptions.DEFAULTS, (endpoint, datagram) -> {
                        datagram.reply(datagram.bytes().duplicate());
                        endpoint.send(peer.address(), datagram.bytes());
                    });
            int port = ((InetSocketAddress) made[0].address()).getPort();
            peer.send(at("127.0.0.9", port), "text");
            Turns.until(loop, () -> peer.receive() == 2);
            assertThat(peer.senders).containsExactly(at("127.0.0.9", port), at("127.0.0.1", port));
        }
    }

    private static boolean hasIpv6() {
        return Files.exists(Path.of("/proc/net/if_inet6"));
    }
}
