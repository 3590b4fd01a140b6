package dev.carillon.http.server;

import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Shutdown;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketOption;
import dev.carillon.linux.SocketType;
import dev.carillon.linux.StreamFd;
import dev.carillon.testing.TestLoop;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** A client that sends bytes and shows what comes back, on the thread of the server's loop. */
final class Visitor implements AutoCloseable {
    private static final int ROOM = 64 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TestLoop loop;
    private final Socket socket;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(ROOM);
    private final StringBuilder unread = new StringBuilder();
    private boolean ended;
    private boolean broken;

    Visitor(TestLoop loop, SocketAddress address) {
        this.loop = loop;
        this.socket = Socket.openFor(address, SocketType.STREAM);
        socket.connect(address);
        loop.runUntilIdle();
    }

    /** Sends all of it; the server has seen it when this returns. */
    Visitor send(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
            ByteBuffer piece = buffer.clear();
            int length = Math.min(piece.remaining(), bytes.remaining());
            piece.put(bytes.slice(bytes.position(), length)).flip();
            int sent;
            try {
                sent = socket.send(piece, 0);
            } catch (LinuxException e) {
                broken = true;
                return this;
            }
            bytes.position(bytes.position() + sent);
            loop.runUntilIdle();
        }
        return this;
    }

    /** Sends a request without a body, for a host called {@code x}. */
    Visitor ask(String line, String... fields) {
        return send(line + " HTTP/1.1\r\nHost: x\r\n" + String.join("\r\n", fields) + (fields.length > 0 ? "\r\n" : "")
                + "\r\n");
    }

    /** What has come since it was last asked. */
    String read() {
        take();
        String text = unread.toString();
        unread.setLength(0);
        return text;
    }

    private void take() {
        int before;
        do {
            before = unread.length();
            loop.runUntilIdle();
            takeSome();
        } while (unread.length() > before);
    }

    private void takeSome() {
        try {
            int count;
            while (!ended && !broken && (count = socket.read(buffer.clear())) != 0) {
                if (count == StreamFd.END) {
                    ended = true;
                    return;
                }
                unread.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
            }
        } catch (LinuxException e) {
            broken = true;
        }
    }

    /** Whether the server has ended its side in good order. */
    boolean sawEnd() {
        take();
        return ended;
    }

    /** Whether the server breaks it off: waits for one end or the other. */
    boolean sawReset() {
        loop.await(this::isOver, PATIENCE);
        return broken;
    }

    private boolean isOver() {
        takeSome();
        return ended || broken;
    }

    /** What comes until it ends in a way, or the server ends it or breaks it off. */
    String readUntil(String end) {
        loop.await(() -> isOver() || unread.indexOf(end, unread.length() - end.length()) >= 0, PATIENCE);
        String text = unread.toString();
        unread.setLength(0);
        return text;
    }

    /** Whether the server has broken it off. */
    boolean wasBroken() {
        return broken;
    }

    /** Takes a little of what has come. */
    void sip() {
        int count = socket.read(buffer.clear());
        assert count != 0 : "nothing has come";
        loop.runUntilIdle();
    }

    /** Takes so many bytes when they have come, and leaves the others. */
    void take(int bytes) {
        int[] left = {bytes};
        loop.await(
                () -> {
                    int count = 1;
                    while (left[0] > 0 && count > 0) {
                        count = socket.read(buffer.clear().limit(Math.min(left[0], ROOM)));
                        left[0] -= Math.max(count, 0);
                    }
                    return left[0] == 0;
                },
                PATIENCE);
    }

    /** Goes by a reset, over TCP. */
    void breakOff() {
        socket.set(SocketOption.LINGER, Optional.of(Duration.ZERO));
        close();
    }

    /** Sends no more. */
    Visitor end() {
        socket.shutdown(Shutdown.WRITE);
        loop.runUntilIdle();
        return this;
    }

    /** Goes. */
    @Override
    public void close() {
        socket.close();
        loop.runUntilIdle();
    }
}
