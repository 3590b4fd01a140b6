package dev.carillon.bench.echo;

import dev.carillon.bench.load.ClosedLoop;
import dev.carillon.bench.load.LoadStream;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketOption;
import dev.carillon.linux.SocketType;
import dev.carillon.linux.StreamFd;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/**
 * One connection of {@link EchoLoad}. All send the same endless pattern, each from a place of its own, so that bytes of one
 * connection that come back on another are noticed.
 */
final class LoadConnection implements ClosedLoop.Connection {
    /** The pattern repeats after so many bytes, a prime: no message and no buffer is a multiple of it. */
    private static final int PERIOD = 65_521;

    private static final int LONGEST = 1024 * 1024;
    private static final ByteBuffer PATTERN = pattern();
    private static final ByteBuffer EXPECTED = PATTERN.duplicate();
    private static final ByteBuffer RECEIVED = ByteBuffer.allocateDirect(LONGEST / 4);

    private final Socket socket;
    private final LoadStream stream;
    private final int size;
    private final int place;
    private final Histogram latencies;
    /** When the messages under way were sent, by their number modulo how many there may be. */
    private final long[] sentAt;

    private long started;
    private long arrived;
    private long bytesSent;
    private long bytesReceived;
    private long receivedAt;
    private int justArrived;

    LoadConnection(
            InetSocketAddress server,
            Function<Socket, LoadStream> streams,
            int number,
            int size,
            int depth,
            Histogram latencies) {
        this.size = size;
        this.place = (int) (number * 8191L % PERIOD);
        this.latencies = latencies;
        this.sentAt = new long[depth];
        this.socket = Socket.openFor(server, SocketType.STREAM);
        this.stream = streams.apply(socket);
        socket.set(SocketOption.NODELAY, true);
        socket.connect(server);
    }

    private static ByteBuffer pattern() {
        byte[] period = new byte[PERIOD];
        new Random(3).nextBytes(period);
        ByteBuffer pattern = ByteBuffer.allocateDirect(PERIOD + LONGEST);
        while (pattern.hasRemaining()) {
            pattern.put(period, 0, Math.min(PERIOD, pattern.remaining()));
        }
        return pattern.clear();
    }

    Socket socket() {
        return socket;
    }

    void awaitConnected() throws IOException {
        LoadStream.awaitConnected(socket);
        stream.prepare();
    }

    @Override
    public void sendNext(int count) throws IOException {
        if (count > 0) {
            long now = System.nanoTime();
            for (int i = 0; i < count; i++) {
                sentAt[(int) (started++ % sentAt.length)] = now;
            }
            send();
        }
    }

    @Override
    public void send() throws IOException {
        long wanted = started * size;
        while (stream.flush() && bytesSent < wanted) {
            int from = offset(bytesSent);
            int length = (int) Math.min(wanted - bytesSent, LONGEST);
            int sent = stream.send(PATTERN.limit(from + length).position(from));
            bytesSent += sent;
            if (sent < length) {
                return; // the edge of the room that comes next calls again
            }
        }
    }

    @Override
    public boolean receive() throws IOException {
        int count = stream.receive(RECEIVED.clear());
        receivedAt = System.nanoTime();
        if (count == StreamFd.END) {
            throw new IOException("the server has closed a connection");
        }
        check(count);
        bytesReceived += count;
        long messages = bytesReceived / size;
        while (arrived < messages) {
            latencies.recordValue(receivedAt - sentAt[(int) (arrived++ % sentAt.length)]);
            justArrived++;
        }
        return stream.mayHaveMore();
    }

    private void check(int count) throws IOException {
        int from = offset(bytesReceived);
        int wrong = EXPECTED.limit(from + count).position(from).mismatch(RECEIVED.flip());
        if (wrong >= 0) {
            throw new IOException("byte " + (bytesReceived + wrong) + " of a connection came back wrong");
        }
    }

    @Override
    public long receivedAt() {
        return receivedAt;
    }

    @Override
    public int takeAnswered() {
        int taken = justArrived;
        justArrived = 0;
        return taken;
    }

    private int offset(long at) {
        return (int) ((at + place) % PERIOD);
    }

    @Override
    public void close() {
        socket.close();
    }
}
