package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.FileFd;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketOption;
import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.SendRing;
import dev.carillon.loop.Trigger;
import dev.carillon.loop.WorkerPool;
import dev.carillon.testkit.KernelBinding;
import dev.carillon.testkit.ScriptedKernel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** What many trials share: a loop whose time is virtual, over a scripted kernel, and groups of connections by trigger. */
final class World implements AutoCloseable {
    /** What may end a connection whose peer does nothing, besides what the handler is told first. */
    static final Set<CloseReason> LIMITS =
            EnumSet.of(CloseReason.IDLE_WRITE_TIMEOUT, CloseReason.LINGER_TIMEOUT, CloseReason.LIFETIME_OVER);

    private static final int HIGH = 16 * 1024;
    private static final int LOW = 4 * 1024;
    private static final int MOST_TURNS = 1000;
    private static final double TROUBLE = 0.5;
    private static final int SOCKET_BUFFER = 8 * 1024;
    private static final Path FILE = Noise.file();

    /** Small marks, and limits for everything, within an hour. */
    static final ConnectionOptions OPTIONS = ConnectionOptions.DEFAULTS
            .withWaterMarks(HIGH, LOW)
            .withTimeouts(Timeouts.DEFAULTS
                    .withIdleRead(Duration.ofMinutes(5))
                    .withIdleWrite(Duration.ofMinutes(1))
                    .withFirstByte(Duration.ofMinutes(2))
                    .withResponse(Duration.ofMinutes(2))
                    .withLifetime(Duration.ofHours(1)));

    /** What the handlers under test throw. */
    static final class Thrown extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final ScriptedKernel kernel;
    private final KernelBinding binding;
    private final EventLoop loop;
    private final Map<Trigger, ConnectionGroup> groups = new EnumMap<>(Trigger.class);
    private final Map<Trigger, ConnectionGroup> secured = new EnumMap<>(Trigger.class);
    private final List<Throwable> failures = new ArrayList<>();
    private final WorkerPool pool = new WorkerPool("matrix", 1);
    private final Socket listener = Socket.open(StandardProtocolFamily.INET, SocketType.STREAM);
    private final SimulatedRing ring = new SimulatedRing();
    private final KernelsRing kernelsRing;
    private @Nullable Thread worker;

    World(long seed) {
        kernel = ScriptedKernel.seeded(seed).withVirtualTime();
        ring.reseed(seed);
        binding = kernel.bind();
        loop = EventLoop.open(
                "matrix",
                LoopOptions.DEFAULTS
                        .withTime(kernel::nanos)
                        .withSendRing(SendRing.Use.WHERE_IT_WORKS)
                        .withErrorHandler((_, error) -> failures.add(error)));
        kernelsRing = new KernelsRing(loop.sendRing());
        for (Trigger trigger : List.of(Trigger.LEVEL, Trigger.EDGE, Trigger.ONE_SHOT, Trigger.EXCLUSIVE)) {
            ConnectionOptions options = OPTIONS.withTrigger(trigger == Trigger.EXCLUSIVE ? Trigger.LEVEL : trigger);
            groups.put(trigger, new ConnectionGroup(loop, trigger.name(), options));
            secured.put(trigger, new ConnectionGroup(loop, "TLS " + trigger, options.withTls(SecureStream.server())));
        }
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        listener.listen(8);
    }

    EventLoop loop() {
        return loop;
    }

    ConnectionGroup group(Cell cell) {
        return groupOf(cell.line().isSecure() ? secured : groups, cell.trigger());
    }

    /** Those that are no object of a trial. */
    ConnectionGroup others() {
        return groupOf(groups, Trigger.EXCLUSIVE);
    }

    private static ConnectionGroup groupOf(Map<Trigger, ConnectionGroup> all, Trigger trigger) {
        ConnectionGroup group = all.get(trigger);
        if (group == null) {
            throw new IllegalStateException("no group for " + trigger);
        }
        return group;
    }

    /** Both ends of a stream with small buffers. */
    Socket[] pair(Cell.Line line) {
        Socket[] ends = line == Cell.Line.TCP ? tcp() : unix();
        for (Socket end : ends) {
            end.set(SocketOption.SNDBUF, SOCKET_BUFFER);
        }
        return ends;
    }

    private static Socket[] unix() {
        SocketPair pair = SocketPair.open(SocketType.STREAM);
        return new Socket[] {pair.one(), pair.other()};
    }

    private Socket[] tcp() {
        Socket client = Socket.open(StandardProtocolFamily.INET, SocketType.STREAM);
        client.connect(listener.localAddress());
        Socket accepted = null;
        while (accepted == null) {
            accepted = listener.accept();
        }
        client.finishConnect();
        return new Socket[] {accepted, client};
    }

    FileFd openFile() {
        return FileFd.open(FILE);
    }

    void trouble(Cell cell) {
        ring.reseed(cell.trialSeed());
        groups.values().forEach(group -> through(cell.way(), group));
        secured.values().forEach(group -> through(cell.way(), group));
        kernel.calm().reseed(cell.trialSeed());
        switch (cell.trouble()) {
            case NONE -> {}
            case REFUSING -> kernel.refusing(0.2);
            case SHORTENING -> kernel.shortening(0.3);
            case INTERRUPTING -> kernel.interrupting(0.2);
            case DELAYING -> kernel.delaying(0.3).reordering();
            case EXHAUSTING -> kernel.failNext("pipe2", dev.carillon.linux.Errno.EMFILE, 100);
            case MANY ->
                kernel.refusing(0.1)
                        .shortening(0.2)
                        .interrupting(0.1)
                        .delaying(0.2)
                        .reordering();
        }
    }

    /** Connections of a group that begin from now on send in this way. */
    void through(Cell.Way way, ConnectionGroup group) {
        ring.troublesome(way == Cell.Way.SLOW_RING ? TROUBLE : 0);
        group.wire = switch (way) {
            case DIRECT -> Wire.DIRECT;
            case RING, SLOW_RING -> ring;
            case KERNELS_RING -> kernelsRing;
        };
    }

    void calm() {
        kernel.calm();
        ring.calm();
    }

    /** How many sources were handled, and pieces in flight have landed. */
    int turn() {
        return turn(Duration.ZERO);
    }

    private int turn(Duration longestWait) {
        int handled = loop.turn(longestWait);
        return handled + ring.enter();
    }

    /** Has so much time pass, and what is due be done. */
    void pass(Duration time) {
        long until = kernel.nanos() + time.toNanos();
        for (int turns = 0; kernel.nanos() < until; turns++) {
            assertThat(turns).as("turns in which no time passes").isLessThan(MOST_TURNS);
            turn(Duration.ofNanos(until - kernel.nanos()));
        }
    }

    /** Gives it away until {@link #untilReturned}. */
    CountDownLatch handToWorker(Connection connection) {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        pool.hand(connection, () -> {
            worker = Thread.currentThread();
            begun.countDown();
            gate.await();
        });
        awaits(begun);
        return gate;
    }

    private static void awaits(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Ends the work; its thread rests when the loop knows of that. */
    void untilReturned(CountDownLatch gate) {
        gate.countDown();
        Thread thread = worker;
        while (thread != null && thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
            Thread.onSpinWait();
        }
    }

    /** The time of its own. */
    Duration elapsed() {
        return Duration.ofNanos(kernel.nanos());
    }

    /** No connection is open, no buffer on lease, and no handler has failed unless it was to. */
    void checkNothingLeft() {
        checkNothingLeft(groups.values());
        checkNothingLeft(secured.values());
        assertThat(ring.flying()).as("pieces in flight").isZero();
        failures.removeIf(Thrown.class::isInstance);
        assertThat(failures).isEmpty();
    }

    private static void checkNothingLeft(Collection<ConnectionGroup> all) {
        for (ConnectionGroup group : all) {
            assertThat(group.connections.open()).as("open connections").isZero();
            assertThat(group.connections.buffered()).as("bytes on lease").isZero();
        }
    }

    /** Sends that went by the kernel's ring. */
    long ringSends() {
        return loop.statistics().ringSends();
    }

    String describe() {
        return kernel.describe();
    }

    @Override
    public void close() {
        listener.close();
        loop.close();
        kernelsRing.close();
        binding.close();
        pool.close();
    }
}
