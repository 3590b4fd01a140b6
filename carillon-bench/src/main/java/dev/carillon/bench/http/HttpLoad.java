package dev.carillon.bench.http;

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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/**
 * The closed loop of requests on an HTTP server: clients that have so many requests under way each, and send one for each that is
 * answered. Told what to do by lines of input, each of which is answered by one line:
 *
 * <pre>
 * answer FROM TO FILE                              what has to come, but for the bytes from one place to another
 * open PORT CLIENTS DEPTH TIMES FILE               connects to a server of this machine, to send the request in the file; TIMES
 *                                                  other than 0: a connection is made anew after so many; with a PKCS#12 file
 *                                                  behind it, over TLS
 * run MILLIS                                       for so long, until all is answered
 * close
 * </pre>
 *
 * <p>Between two runs nothing is under way: what the server has used meanwhile is exactly for the requests counted. A wrong
 * answer ends the run. A server that pauses is sent nothing: a pause is one long latency of each client.
 */
final class HttpLoad {
    private static final int BATCH = 1024;
    /** Nothing came for so long: the server has lost something. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

    private static final int DIGITS = 3;
    private static final double NANOS_PER_MICRO = 1e3;

    private final Epoll epoll = Epoll.open(BATCH);
    private final Histogram latencies = new Histogram(TimeUnit.MINUTES.toNanos(1), DIGITS);
    private final ArrayDeque<Client> unfinished = new ArrayDeque<>();
    private Client[] clients = {};
    private AnswerReader answer = new AnswerReader(new Answer(new byte[1], 0, 0));
    private int depth;
    private long end;
    private long started;
    private long done;
    private long doneInTime;
    private long lastDoneInTime;

    /** Serves one runner. */
    public static void main(String[] arguments) throws IOException {
        HttpLoad load = new HttpLoad();
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
            case "answer" -> {
                byte[] bytes = Files.readAllBytes(Path.of(words[3]));
                answer = new AnswerReader(new Answer(bytes, Integer.parseInt(words[1]), Integer.parseInt(words[2])));
                yield "answer";
            }
            case "open" -> {
                depth = Integer.parseInt(words[3]);
                open(Integer.parseInt(words[2]), plan(words));
                yield "open";
            }
            case "run" -> run(Long.parseLong(words[1]));
            case "close" -> {
                close();
                yield "closed";
            }
            default -> throw new IllegalArgumentException("answer, open, run or close, not " + words[0]);
        };
    }

    private Client.Plan plan(String[] words) throws IOException {
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(words[1]));
        byte[] request = Files.readAllBytes(Path.of(words[5]));
        ByteBuffer requests = ByteBuffer.allocateDirect(request.length * (depth + 1));
        while (requests.hasRemaining()) {
            requests.put(request);
        }
        return new Client.Plan(
                server, streams(words), requests, request.length, depth, Integer.parseInt(words[4]), latencies);
    }

    private static Function<Socket, LoadStream> streams(String[] words) {
        if (words.length == 6) {
            return LoadStream.Plain::new;
        }
        TlsContext context = LoadTls.context(Path.of(words[6]), true);
        return socket -> new LoadTls(socket, context);
    }

    private void open(int count, Client.Plan plan) throws IOException {
        close();
        clients = new Client[count];
        for (int i = 0; i < count; i++) {
            clients[i] = new Client(plan, epoll, i, answer);
            clients[i].connect();
        }
    }

    private void close() {
        for (Client client : clients) {
            if (client != null) {
                client.close();
            }
        }
        clients = new Client[0];
        unfinished.clear();
    }

    private String run(long millis) throws IOException {
        latencies.reset();
        started = 0;
        done = 0;
        doneInTime = 0;
        long start = System.nanoTime();
        long cpu = threadCpu();
        end = start + TimeUnit.MILLISECONDS.toNanos(millis);
        for (Client client : clients) {
            started += depth;
            client.begin();
        }
        long lastCame = System.nanoTime();
        while (done < started) {
            boolean handled = turn();
            long now = System.nanoTime();
            if (handled) {
                lastCame = now;
            } else if (now - lastCame > PATIENCE) {
                throw new IOException(started - done + " requests were not answered");
            }
        }
        return figures(start, threadCpu() - cpu);
    }

    /** One wait, and one read of each client that is ready or that had more. Whether there was any. */
    private boolean turn() throws IOException {
        int again = unfinished.size();
        int events = epoll.await(again > 0 ? 0 : PATIENCE / 5);
        for (int i = 0; i < events; i++) {
            handle(clients[(int) epoll.dataOf(i)]);
        }
        for (int i = 0; i < again; i++) {
            handle(unfinished.remove());
        }
        return events + again > 0;
    }

    /** One read: a client that is answered more while it reads must not keep the others waiting. */
    private void handle(Client client) throws IOException {
        client.send();
        if (client.receive()) {
            unfinished.add(client); // an edge does not come again
        }
        int answered = client.takeAnswered();
        done += answered;
        if (client.receivedAt() < end) {
            doneInTime += answered;
            lastDoneInTime = client.receivedAt();
            started += answered;
            client.sendNext(answered);
        }
    }

    private static long threadCpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** {@code ran REQUESTS REQUESTS-A-SECOND P50 P99 P99.9 MAX BUSY}: microseconds, and how much of a CPU the load took. */
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
