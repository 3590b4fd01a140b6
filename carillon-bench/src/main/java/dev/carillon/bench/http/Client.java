package dev.carillon.bench.http;

import dev.carillon.bench.load.ClosedLoop;
import dev.carillon.bench.load.LoadStream;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketOption;
import dev.carillon.linux.SocketType;
import dev.carillon.linux.StreamFd;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One client of {@link HttpLoad}: has some requests under way at once, and makes a connection anew after some, if asked. */
final class Client implements ClosedLoop.Connection {
    private static final ByteBuffer RECEIVED = ByteBuffer.allocateDirect(256 * 1024);

    /**
     * What all clients have in common.
     *
     * @param requests the request, as often as it is under way at once, or more often
     * @param depth how many requests are under way at once
     * @param times after how many of them a connection is made anew; 0 for never
     */
    record Plan(
            InetSocketAddress server,
            Function<Socket, LoadStream> streams,
            ByteBuffer requests,
            int requestLength,
            int depth,
            int times,
            Histogram latencies) {}

    private final Plan plan;
    private final Epoll epoll;
    private final long number;
    private final AnswerReader shown;
    /** When the requests under way were begun, by their number modulo how many there may be. */
    private final long[] begunAt;

    private AnswerReader answers;
    private @Nullable Socket socket;
    private @Nullable LoadStream stream;
    private long begun;
    private long answered;
    private long bytesSent;
    private long receivedAt;
    private int justAnswered;
    /** On the present connection. */
    private int left;

    Client(Plan plan, Epoll epoll, long number, AnswerReader answers) {
        this.plan = plan;
        this.epoll = epoll;
        this.number = number;
        this.shown = answers;
        this.answers = new AnswerReader(answers);
        this.begunAt = new long[plan.depth];
    }

    /** Connects and waits for that, and for TLS. */
    void connect() throws IOException {
        Socket connected = open();
        LoadStream.awaitConnected(connected);
        stream().prepare();
        register(connected);
    }

    private Socket open() {
        Socket opened = Socket.openFor(plan.server, SocketType.STREAM);
        socket = opened;
        stream = plan.streams.apply(opened);
        answers = new AnswerReader(shown);
        left = plan.times == 0 ? Integer.MAX_VALUE : plan.times;
        bytesSent = begun * plan.requestLength;
        opened.set(SocketOption.NODELAY, true);
        opened.connect(plan.server);
        return opened;
    }

    /** Edges need no epoll_ctl afterwards, whatever is waited for. */
    private void register(Socket opened) {
        epoll.add(opened, Epoll.IN | Epoll.OUT | Epoll.EDGE, number);
    }

    private LoadStream stream() {
        LoadStream present = stream;
        if (present == null) {
            throw new IllegalStateException("not connected");
        }
        return present;
    }

    @Override
    public void sendNext(int count) throws IOException {
        long now = System.nanoTime();
        for (int i = 0; i < count; i++) {
            begunAt[(int) (begun++ % begunAt.length)] = now;
        }
        if (count > 0) {
            send();
        }
    }

    @Override
    public void send() throws IOException {
        long wanted = begun * plan.requestLength;
        while (stream().flush() && bytesSent < wanted) {
            int from = (int) (bytesSent % plan.requestLength);
            int length = (int) Math.min(wanted - bytesSent, plan.requests.capacity() - from);
            int sent = stream().send(plan.requests.limit(from + length).position(from));
            bytesSent += sent;
            if (sent < length) {
                return; // the edge of the room that comes next calls again
            }
        }
    }

    @Override
    public boolean receive() throws IOException {
        int count = stream().receive(RECEIVED.clear());
        receivedAt = System.nanoTime();
        if (count == StreamFd.END) {
            throw new IOException("the server has closed a connection");
        }
        int ended = answers.take(RECEIVED.flip());
        for (int i = 0; i < ended; i++) {
            plan.latencies.recordValue(receivedAt - begunAt[(int) (answered++ % begunAt.length)]);
        }
        justAnswered += ended;
        left -= ended;
        if (left > 0) {
            return stream().mayHaveMore();
        }
        close();
        register(open());
        return false;
    }

    @Override
    public long receivedAt() {
        return receivedAt;
    }

    @Override
    public int takeAnswered() {
        int taken = justAnswered;
        justAnswered = 0;
        return taken;
    }

    @Override
    public void close() {
        Socket present = socket;
        if (present != null) {
            present.close();
        }
    }
}
