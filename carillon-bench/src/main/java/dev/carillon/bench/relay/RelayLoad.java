package dev.carillon.bench.relay;

import dev.carillon.bench.machine.Commands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Both ends of a relay: one thread sends a stream, one receives it and compares every byte. Says first where it is to be
 * carried, {@code to PORT}, and is then told what to do by lines of input, each of which is answered by one line:
 *
 * <pre>
 * open PORT       connects to a relay of this machine, which connects to this process
 * stream BYTES    sends and receives so many: {@code streamed NANOS}
 * close
 * </pre>
 */
final class RelayLoad {
    /** The pattern repeats after so many bytes, a prime: no buffer and no page is a multiple of it. */
    private static final int PERIOD = 65_521;

    private static final int SIZE = 256 * 1024;

    private final ServerSocketChannel listener;
    private final ByteBuffer pattern = pattern();
    private final ByteBuffer expected = pattern.duplicate();
    private final ByteBuffer received = ByteBuffer.allocateDirect(SIZE);
    private @Nullable SocketChannel near;
    private @Nullable SocketChannel far;

    private RelayLoad() throws IOException {
        listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static ByteBuffer pattern() {
        byte[] period = new byte[PERIOD];
        new Random(5).nextBytes(period);
        ByteBuffer pattern = ByteBuffer.allocateDirect(PERIOD + SIZE);
        while (pattern.hasRemaining()) {
            pattern.put(period, 0, Math.min(PERIOD, pattern.remaining()));
        }
        return pattern.clear();
    }

    /** Serves one runner. */
    public static void main(String[] arguments) throws IOException {
        RelayLoad load = new RelayLoad();
        System.out.println("to " + load.listener.socket().getLocalPort());
        Commands.serve(load::answer, () -> {});
        Runtime.getRuntime().halt(0); // also out of a stream that is stuck
    }

    private String answer(String[] words) throws IOException {
        return switch (words[0]) {
            case "open" -> {
                int port = Integer.parseInt(words[1]);
                near = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                far = listener.accept();
                yield "open";
            }
            case "stream" -> "streamed " + stream(Long.parseLong(words[1]));
            case "close" -> {
                close();
                yield "closed";
            }
            default -> throw new IllegalArgumentException("open, stream or close, not " + words[0]);
        };
    }

    private long stream(long bytes) throws IOException {
        SocketChannel to = near;
        SocketChannel from = far;
        if (to == null || from == null) {
            throw new IllegalStateException("nothing is open");
        }
        long began = System.nanoTime();
        CompletableFuture<String> sent = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> sent.complete(send(to, bytes)));
        receive(from, bytes);
        String failure = sent.join();
        if (!failure.isEmpty()) {
            throw new IOException(failure);
        }
        return System.nanoTime() - began;
    }

    /** Why it failed, or nothing. */
    private String send(SocketChannel to, long bytes) {
        try {
            for (long at = 0; at < bytes; ) {
                int from = (int) (at % PERIOD);
                int length = (int) Math.min(bytes - at, SIZE);
                at += to.write(pattern.limit(from + length).position(from));
            }
            return "";
        } catch (IOException e) {
            close(); // who receives would wait for ever
            return e.toString();
        }
    }

    private void receive(SocketChannel from, long bytes) throws IOException {
        for (long at = 0; at < bytes; ) {
            int count = from.read(received.clear());
            if (count < 0) {
                throw new IOException("the stream ends after " + at + " bytes");
            }
            int place = (int) (at % PERIOD);
            int wrong = expected.limit(place + count).position(place).mismatch(received.flip());
            if (wrong >= 0) {
                throw new IOException("byte " + (at + wrong) + " came wrong");
            }
            at += count;
        }
    }

    private void close() {
        for (SocketChannel channel : new SocketChannel[] {near, far}) {
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException e) {
                // It is gone, as it shall be.
            }
        }
    }
}
