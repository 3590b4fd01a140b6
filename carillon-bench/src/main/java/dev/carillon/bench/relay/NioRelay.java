package dev.carillon.bench.relay;

import dev.carillon.bench.machine.ServerConsole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A relay as Java writes it: one connection, a thread each way, read and write of a direct buffer. */
final class NioRelay {
    private static final int SIZE = 64 * 1024;

    private NioRelay() {}

    public static void main(String[] arguments) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocketChannel listener = ServerSocketChannel.open().bind(new InetSocketAddress(loopback, 0))) {
            ServerConsole.serve(listener.socket().getLocalPort());
            SocketChannel near = listener.accept();
            SocketChannel far = SocketChannel.open(new InetSocketAddress(loopback, Integer.parseInt(arguments[0])));
            Thread.ofPlatform().start(() -> carry(near, far));
            Thread.ofPlatform().start(() -> carry(far, near));
        }
    }

    private static void carry(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
        try {
            while (from.read(buffer.clear()) >= 0) {
                to.write(buffer.flip()); // blocking: all of it
            }
            to.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
