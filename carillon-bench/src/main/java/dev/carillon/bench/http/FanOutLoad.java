package dev.carillon.bench.http;

import dev.carillon.bench.machine.Commands;
import dev.carillon.linux.Epoll;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * The clients of a stream of events, and one more that has the server send an event to all of them, and the next when all have it.
 * Told what to do by lines of input, each of which is answered by one line:
 *
 * <pre>
 * open PORT CLIENTS
 * run MILLIS             {@code ran EVENTS P99}: how long after it was asked for an event was there, in microseconds
 * close
 * </pre>
 *
 * <p>Anything else than the event ends the run.
 */
final class FanOutLoad {
    private static final int BATCH = 1024;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);
    private static final int DIGITS = 3;
    private static final double NANOS_PER_MICRO = 1e3;

    private final Epoll epoll = Epoll.open(BATCH);
    private final Histogram latencies = new Histogram(TimeUnit.MINUTES.toNanos(1), DIGITS);
    private final List<FanOutClient> clients = new ArrayList<>();
    private Socket publisher = new Socket();
    private byte[] event = new byte[0];

    /** Serves one runner. */
    public static void main(String[] arguments) throws IOException {
        FanOutLoad load = new FanOutLoad();
        Commands.serve(load::answer, load::close);
    }

    private String answer(String[] words) throws IOException {
        return switch (words[0]) {
            case "open" -> {
                close();
                open(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
                yield "open";
            }
            case "run" -> run(TimeUnit.MILLISECONDS.toNanos(Long.parseLong(words[1])));
            case "close" -> {
                close();
                yield "closed";
            }
            default -> throw new IllegalArgumentException("open, run or close, not " + words[0]);
        };
    }

    private void open(int port, int count) throws IOException {
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        publisher = new Socket(server.getAddress(), port);
        publisher.setTcpNoDelay(true);
        publisher.setSoTimeout((int) TimeUnit.NANOSECONDS.toMillis(PATIENCE));
        for (int i = 0; i < count; i++) {
            FanOutClient client = new FanOutClient(server, epoll, i);
            clients.add(client);
            client.begin();
        }
        publish();
        event = clients.getFirst().learn();
        awaitAll(clients.size() - 1);
    }

    /** Returns when the server has said that it has sent one, which clients may then have to be waited for still. */
    private void publish() throws IOException {
        publisher.getOutputStream().write(FanOut.request(FanOut.PUBLISH));
        InputStream in = publisher.getInputStream();
        StringBuilder got = new StringBuilder();
        byte[] part = new byte[BATCH];
        while (got.indexOf(Resource.HELLO) < 0) {
            int count = in.read(part);
            if (count < 0) {
                throw new IOException("the server has closed the publisher's connection: " + got);
            }
            got.append(new String(part, 0, count, StandardCharsets.ISO_8859_1));
        }
    }

    private void awaitAll(int those) throws IOException {
        ByteBuffer expected = ByteBuffer.wrap(event);
        int missing = those;
        while (missing > 0) {
            int count = epoll.await(PATIENCE);
            if (count == 0) {
                throw new IOException(missing + " clients have not got the event");
            }
            for (int i = 0; i < count; i++) {
                if (clients.get((int) epoll.dataOf(i)).hasGot(expected)) {
                    missing--;
                }
            }
        }
    }

    private String run(long nanos) throws IOException {
        latencies.reset();
        long end = System.nanoTime() + nanos;
        long events = 0;
        do {
            long began = System.nanoTime();
            publish();
            awaitAll(clients.size());
            clients.forEach(client -> latencies.recordValue(client.gotAt() - began));
            events++;
        } while (System.nanoTime() < end);
        return String.format(Locale.ROOT, "ran %d %.2f", events, latencies.getValueAtPercentile(99) / NANOS_PER_MICRO);
    }

    private void close() {
        clients.forEach(FanOutClient::close);
        clients.clear();
        try {
            publisher.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
