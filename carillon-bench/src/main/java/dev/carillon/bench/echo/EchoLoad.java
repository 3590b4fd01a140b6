package dev.carillon.bench.echo;

import dev.carillon.bench.load.LoadStream;
import dev.carillon.bench.load.LoadTls;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.Socket;
import dev.carillon.net.tls.TlsContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/**
 * The load on an echo server: connections that have so many messages under way each, and send one for each that comes
 * back. Told what to do by lines of input, each of which is answered by one line:
 *
 * <pre>
 * open PORT CONNECTIONS SIZE DEPTH    connects to a server of this machine; with a PKCS#12 file behind it, over TLS
 * run MILLIS COUNT                    for so long, or so many messages (0 for no limit), until all have come back
 * close
 * </pre>
 *
 * <p>Between two runs nothing is under way: what the server has used meanwhile is exactly for the messages counted. Every
 * byte is compared with what was sent. The loop is closed: a server that pauses is sent nothing, so a pause is one long
 * latency of each connection, and not of all the messages that others would have sent meanwhile.
 */
final class EchoLoad {
    private static final int BATCH = 1024;
    /** Nothing came for so long: the server has lost something. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

    private static final int DIGITS = 3;
    private static final double NANOS_PER_MICRO = 1e3;

    private final Epoll epoll = Epoll.open(BATCH);
    private final Histogram latencies = new Histogram(TimeUnit.MINUTES.toNanos(1), DIGITS);
    private final ArrayDeque<LoadConnection> unfinished = new ArrayDeque<>();
    private LoadConnection[] connections = {};
    private int size;
    private int depth;

    /** What the present run has to do and has done. */
    private static final class Run {
        private final long end;
        private final long limit;
        private long started;
        private long done;
        private long doneInTime;
        private long lastDoneInTime;

        private Run(long end, long limit) {
            this.end = end;
            this.limit = limit;
        }
    }

    /** Serves one runner. */
    public static void main(String[] arguments) throws IOException {
        EchoLoad load = new EchoLoad();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line;
        while ((line = lines.readLine()) != null) {
            try {
                System.out.println(load.answer(line.split(" ", -1)));
            } catch (IOException | RuntimeException e) {
                load.close();
                System.out.println("failed: " + e);
            }
        }
    }

    private String answer(String[] words) throws IOException {
        return switch (words[0]) {
            case "open" -> {
                size = Integer.parseInt(words[3]);
                depth = Integer.parseInt(words[4]);
                open(Integer.parseInt(words[1]), Integer.parseInt(words[2]), streams(words));
                yield "open";
            }
            case "run" -> run(Long.parseLong(words[1]), Long.parseLong(words[2]));
            case "close" -> {
                close();
                yield "closed";
            }
            default -> throw new IllegalArgumentException("open, run or close, not " + words[0]);
        };
    }

    private Function<Socket, LoadStream> streams(String[] words) {
        if (words.length == 5) {
            return LoadStream.Plain::new;
        }
        TlsContext context = LoadTls.context(Path.of(words[5]), true);
        return socket -> new LoadTls(socket, context);
    }

    private void open(int port, int count, Function<Socket, LoadStream> streams) throws IOException {
        close();
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        connections = new LoadConnection[count];
        for (int i = 0; i < count; i++) {
            connections[i] = new LoadConnection(server, streams, i, size, depth, latencies);
            // Edges need no epoll_ctl afterwards, whatever is waited for.
            epoll.add(connections[i].socket(), Epoll.IN | Epoll.OUT | Epoll.EDGE, i);
        }
        for (LoadConnection connection : connections) {
            connection.awaitConnected();
        }
    }

    private void close() {
        for (LoadConnection connection : connections) {
            if (connection != null) {
                connection.close();
            }
        }
        connections = new LoadConnection[0];
        unfinished.clear();
    }

    private String run(long millis, long count) throws IOException {
        latencies.reset();
        long start = System.nanoTime();
        long cpu = threadCpu();
        Run run = new Run(start + TimeUnit.MILLISECONDS.toNanos(millis), count == 0 ? Long.MAX_VALUE : count);
        for (LoadConnection connection : connections) {
            run.started += depth;
            connection.begin();
        }
        long lastCame = System.nanoTime();
        while (run.done < run.started) {
            boolean handled = turn(run);
            long now = System.nanoTime();
            if (handled) {
                lastCame = now;
            } else if (now - lastCame > PATIENCE) {
                throw new IOException(run.started - run.done + " messages did not come back");
            }
        }
        return figures(run, start, threadCpu() - cpu);
    }

    /** One wait, and one read of each connection that is ready or that had more. Whether there was any. */
    private boolean turn(Run run) throws IOException {
        int again = unfinished.size();
        int events = epoll.await(again > 0 ? 0 : PATIENCE / 5);
        for (int i = 0; i < events; i++) {
            handle(run, connections[(int) epoll.dataOf(i)]);
        }
        for (int i = 0; i < again; i++) {
            handle(run, unfinished.remove());
        }
        return events + again > 0;
    }

    /** One read: a connection that is sent more while it is read from must not keep the others waiting. */
    private void handle(Run run, LoadConnection connection) throws IOException {
        connection.send();
        if (connection.receive()) {
            unfinished.add(connection); // an edge does not come again
        }
        int arrived = connection.takeArrived();
        long now = connection.receivedAt();
        run.done += arrived;
        if (now < run.end) {
            run.doneInTime += arrived;
            run.lastDoneInTime = now;
            int next = (int) Math.min(arrived, run.limit - Math.min(run.limit, run.started));
            run.started += next;
            connection.sendNext(next);
        }
    }

    private static long threadCpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** {@code ran MESSAGES MESSAGES-A-SECOND P50 P99 P99.9 MAX BUSY}: microseconds, and how much of a CPU the load took. */
    private String figures(Run run, long start, long cpu) {
        double seconds = Math.max(1, run.lastDoneInTime - start) / 1e9;
        return String.format(
                Locale.ROOT,
                "ran %d %.1f %.2f %.2f %.2f %.2f %.3f",
                run.done,
                run.doneInTime / seconds,
                latencies.getValueAtPercentile(50) / NANOS_PER_MICRO,
                latencies.getValueAtPercentile(99) / NANOS_PER_MICRO,
                latencies.getValueAtPercentile(99.9) / NANOS_PER_MICRO,
                latencies.getMaxValue() / NANOS_PER_MICRO,
                cpu / (double) (System.nanoTime() - start));
    }
}
