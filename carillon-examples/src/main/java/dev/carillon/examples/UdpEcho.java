package dev.carillon.examples;

import dev.carillon.loop.EventLoop;
import dev.carillon.net.DatagramEndpoint;
import dev.carillon.net.DatagramLimits;
import dev.carillon.net.DatagramOptions;
import dev.carillon.net.Overflow;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Sends each UDP datagram back. */
public final class UdpEcho {
    private UdpEcho() {}

    /**
     * Runs it.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        DatagramLimits limits = DatagramLimits.DEFAULTS.withSize(9_000).withQueue(256, Overflow.DROP_OLDEST);
        DatagramOptions options = DatagramOptions.DEFAULTS.withLimits(limits);
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9000);
        try (EventLoop loop = EventLoop.open("main")) {
            DatagramEndpoint.open(loop, "echo", address, options, (endpoint, datagram) -> {
                if (!datagram.isTruncated()) {
                    datagram.reply(datagram.bytes());
                }
            });
            loop.run();
        }
    }
}
