package dev.carillon.bench.load;

import dev.carillon.linux.Epoll;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Connections that have so many messages under way each, and send one for each that is answered. Between two runs nothing is
 * under way: what the server has used meanwhile is exactly for the messages counted. A server that pauses is sent nothing: a
 * pause is one long latency of each connection, and not of all the messages that others would have sent meanwhile.
 */
public final class ClosedLoop {
    private static final int BATCH = 1024;
    /** Nothing came for so long: the server has lost something. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

    private static final int DIGITS = 3;
    private static final double NANOS_PER_MICRO = 1e3;

    private final String lost;
    private final Epoll epoll = Epoll.open(BATCH);
    private final Histogram latencies = new Histogram(TimeUnit.MINUTES.toNanos(1), DIGITS);
    private final ArrayDeque<Connection> unfinished = new ArrayDeque<>();
    private final List<Connection> connections = new ArrayList<>();
    private int depth;
    private long end;
    private long limit;
    private long started;
    private long done;
    private long doneInTime;
    private long lastDoneInTime;

    /** One of them. */
    public interface Connection {
        /** Sends so many more. */
        void sendNext(int count) throws IOException;

        /** Sends what is begun and not yet sent, as far as there is room. */
        void send() throws IOException;

        /** One read. Whether there may be more. */
        boolean receive() throws IOException;

        /** When the last read was. */
        long receivedAt();

        /** How many messages were answered since the last call. */
        int takeAnswered();

        void close();
    }

    /** @param lost what is said, after their number, of messages that nothing came for */
    public ClosedLoop(String lost) {
        this.lost = lost;
    }

    /** Where they register. */
    public Epoll epoll() {
        return epoll;
    }

    /** Where they put their latencies. */
    public Histogram latencies() {
        return latencies;
    }

    /**
     * Begins anew, without connections.
     *
     * @param messages how many are to be under way on each
     */
    public void open(int messages) {
        close();
        depth = messages;
    }

    /** One more: it registers by its place, the first by 0, and is connected before the next run. */
    public void add(Connection connection) {
        connections.add(connection);
    }

    /** Closes them. */
    public void close() {
        connections.forEach(Connection::close);
        connections.clear();
        unfinished.clear();
    }

    /**
     * Runs for so long, or so many messages, until all are answered.
     *
     * @param most how many; 0 for no limit
     * @return {@code ran MESSAGES MESSAGES-A-SECOND P50 P99 P99.9 MAX BUSY}: microseconds, and how much of a CPU the load took
     */
    public String run(long millis, long most) throws IOException {
        latencies.reset();
        long start = System.nanoTime();
        long cpu = threadCpu();
        end = start + TimeUnit.MILLISECONDS.toNanos(millis);
        limit = most == 0 ? Long.MAX_VALUE : most;
        started = 0;
        done = 0;
        doneInTime = 0;
        lastDoneInTime = 0;
        for (Connection connection : connections) {
            started += depth;
            connection.sendNext(depth);
        }
        long lastCame = System.nanoTime();
        while (done < started) {
            boolean handled = turn();
            long now = System.nanoTime();
            if (handled) {
                lastCame = now;
            } else if (now - lastCame > PATIENCE) {
                throw new IOException(started - done + " " + lost);
            }
        }
        return figures(start, threadCpu() - cpu);
    }

    /** One wait, and one read of each connection that is ready or that had more. Whether there was any. */
    private boolean turn() throws IOException {
        int again = unfinished.size();
        int events = epoll.await(again > 0 ? 0 : PATIENCE / 5);
        for (int i = 0; i < events; i++) {
            handle(connections.get((int) epoll.dataOf(i)));
        }
        for (int i = 0; i < again; i++) {
            handle(unfinished.remove());
        }
        return events + again > 0;
    }

    /** One read: a connection that is sent more while it is read from must not keep the others waiting. */
    private void handle(Connection connection) throws IOException {
        connection.send();
        if (connection.receive()) {
            unfinished.add(connection); // an edge does not come again
        }
        int answered = connection.takeAnswered();
        long now = connection.receivedAt();
        done += answered;
        if (now < end) {
            doneInTime += answered;
            lastDoneInTime = now;
            int next = (int) Math.min(answered, limit - Math.min(limit, started));
            started += next;
            connection.sendNext(next);
        }
    }

    private static long threadCpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private String figures(long start, long cpu) {
        double seconds = Math.max(1, lastDoneInTime - start) / 1e9;
        return String.format(
                Locale.ROOT,
                "ran %d %.1f %.2f %.2f %.2f %.2f %.3f",
                done,
                doneInTime / seconds,
                latencies.getValueAtPercentile(50) / NANOS_PER_MICRO,
                latencies.getValueAtPercentile(99) / NANOS_PER_MICRO,
                latencies.getValueAtPercentile(99.9) / NANOS_PER_MICRO,
                latencies.getMaxValue() / NANOS_PER_MICRO,
                cpu / (double) (System.nanoTime() - start));
    }
}
