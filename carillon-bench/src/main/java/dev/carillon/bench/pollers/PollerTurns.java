package dev.carillon.bench.pollers;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Fd;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketType;
import dev.carillon.loop.Poller;
import dev.carillon.loop.PollerKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Waits, over and over, with one poller. On the line {@code measure READY DESCRIPTORS MILLIS} it watches so many datagram
 * sockets, of which the first hold a datagram that nobody reads, and answers with {@code measured} and: turns, nanoseconds
 * and nanoseconds of CPU time a turn, the 50th, 99th and 99.9th percentile and the greatest in nanoseconds, nanoseconds to
 * add and to remove a descriptor.
 *
 * <p>A turn ends when as many were reported as are ready, however many waits that takes; nothing is read. So it costs what
 * waiting costs, and never sleeps. Sockets because the JDK's selector takes nothing that would be simpler.
 */
final class PollerTurns {
    /** Of the kernel's, for one address; the others get the next. */
    private static final int SOCKETS_AN_ADDRESS = 20_000;

    /** Of epoll: what a loop of ours has, and the JDK's selector. */
    private static final int BATCH = 1024;

    private static final int MOST_NANOS = 1_000_000_000;
    private static final int DIGITS = 3;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private PollerTurns() {}

    /** One that waits. */
    private interface Waiting extends AutoCloseable {
        /** Makes a socket, with a datagram in it if it is to be ready. */
        void open(int index, boolean ready) throws IOException;

        void addAll() throws IOException;

        /** Waits once, and says how many were ready. */
        int turn() throws IOException;

        void removeAll() throws IOException;

        @Override
        void close() throws IOException;
    }

    /** Ours. */
    private static final class Ours implements Waiting {
        private final Poller poller;
        private final List<Socket> sockets = new ArrayList<>();
        private long sum;

        Ours(PollerKind kind, int batch) {
            poller = kind.apply(isInKernel(kind) ? Math.min(batch, BATCH) : batch);
        }

        /** The kernel itself keeps what is ready until there is room for it. */
        private static boolean isInKernel(PollerKind kind) {
            return kind == PollerKind.EPOLL || kind == PollerKind.URING;
        }

        @Override
        public void open(int index, boolean ready) {
            Socket socket = Socket.open(StandardProtocolFamily.INET, SocketType.DATAGRAM);
            sockets.add(socket);
            if (ready) {
                socket.bind(address(index));
                socket.connect(socket.localAddress());
                socket.send(ByteBuffer.allocateDirect(1), 0);
            }
        }

        @Override
        public void addAll() {
            for (int i = 0; i < sockets.size(); i++) {
                poller.add(sockets.get(i), Epoll.IN, i);
            }
        }

        @Override
        public int turn() {
            int events = poller.poll(-1);
            poller.deliver((token, _) -> sum += token);
            return events;
        }

        @Override
        public void removeAll() {
            sockets.forEach(poller::remove);
        }

        @Override
        public void close() {
            sockets.forEach(Fd::close);
            poller.close();
        }
    }

    /** The JDK's. */
    private static final class Jdk implements Waiting {
        private final Selector selector;
        private final List<DatagramChannel> channels = new ArrayList<>();
        private long sum;

        Jdk() throws IOException {
            selector = Selector.open();
        }

        @Override
        public void open(int index, boolean ready) throws IOException {
            DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
            channels.add(channel);
            channel.configureBlocking(false);
            if (ready) {
                channel.bind(address(index));
                channel.send(ByteBuffer.allocateDirect(1), channel.getLocalAddress());
            }
        }

        @Override
        public void addAll() throws IOException {
            for (int i = 0; i < channels.size(); i++) {
                channels.get(i).register(selector, SelectionKey.OP_READ, i);
            }
            selector.selectNow(_ -> {}); // which is when it tells the kernel
        }

        @Override
        public int turn() throws IOException {
            return selector.select(key -> sum += (Integer) key.attachment());
        }

        @Override
        public void removeAll() throws IOException {
            selector.keys().forEach(SelectionKey::cancel);
            selector.selectNow(_ -> {});
        }

        @Override
        public void close() throws IOException {
            for (DatagramChannel channel : channels) {
                channel.close();
            }
            selector.close();
        }
    }

    private static SocketAddress address(int index) {
        return new InetSocketAddress("127.0.0." + (1 + index / SOCKETS_AN_ADDRESS), 0);
    }

    /** Answers until its input ends. */
    public static void main(String[] arguments) throws IOException {
        PollerKind kind = PollerSide.valueOf(arguments[0]).kind();
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String[] words = line.split(" ", -1);
            System.out.println("measured "
                    + measure(
                            kind,
                            Integer.parseInt(words[1]),
                            Integer.parseInt(words[2]),
                            TimeUnit.MILLISECONDS.toNanos(Integer.parseInt(words[3]))));
        }
    }

    private static String measure(@Nullable PollerKind kind, int ready, int descriptors, long nanos)
            throws IOException {
        try (Waiting waiting = kind == null ? new Jdk() : new Ours(kind, descriptors)) {
            for (int i = 0; i < descriptors; i++) {
                waiting.open(i, i < ready);
            }
            long began = System.nanoTime();
            waiting.addAll();
            double add = (System.nanoTime() - began) / (double) descriptors;
            Histogram histogram = new Histogram(MOST_NANOS, DIGITS);
            turn(waiting, ready, nanos / 2, histogram);
            histogram.reset();
            long cpu = THREADS.getCurrentThreadCpuTime();
            long took = turn(waiting, ready, nanos, histogram);
            cpu = THREADS.getCurrentThreadCpuTime() - cpu;
            began = System.nanoTime();
            waiting.removeAll();
            double remove = (System.nanoTime() - began) / (double) descriptors;
            double turns = histogram.getTotalCount();
            return histogram.getTotalCount() + " " + took / turns + " " + cpu / turns + " "
                    + histogram.getValueAtPercentile(50) + " " + histogram.getValueAtPercentile(99) + " "
                    + histogram.getValueAtPercentile(99.9) + " " + histogram.getMaxValue() + " " + add + " " + remove;
        }
    }

    /** Turns for so long, at least once, and says how long it was. */
    private static long turn(Waiting waiting, int ready, long nanos, Histogram histogram) throws IOException {
        long began = System.nanoTime();
        long before = began;
        do {
            for (int seen = 0; seen < ready; ) {
                seen += waiting.turn();
            }
            long now = System.nanoTime();
            histogram.recordValue(Math.min(MOST_NANOS, now - before));
            before = now;
        } while (before - began < nanos);
        return before - began;
    }
}
