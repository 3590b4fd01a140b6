package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketType;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.Seeds;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A day, in virtual time, of peers that talk, dawdle, stop, end and break off at random: at every step each byte that came is on
 * its way, in a queue, or was to be lost with its connection; and at the end nothing is left.
 */
class DayTest {
    private static final Duration DAY = Duration.ofHours(24);
    private static final Duration LONGEST_LIFE = Duration.ofHours(2);
    private static final int AT_ONCE = 6;
    private static final int LONGEST_STEP_SECONDS = 60;
    private static final int MOST_STEPS = 60;
    private static final Cell.PeerKind[] KINDS = Cell.PeerKind.values();

    /** What goes on between some peers: their steps, and the books. */
    private interface Affair {
        void step(int step);

        /** What came is what went, what waits, and what was lost with the connection it was for. */
        void check();

        boolean isOver();

        void end();
    }

    /** Bytes of one connection that another one, or itself, sends. */
    private static void balance(Connection from, long taken, Connection to) {
        long out = to.bytesSent() + to.queuedBytes();
        if (to.conversation.canSend()) {
            assertThat(out).as("sent and queued of what came").isEqualTo(taken);
        } else {
            assertThat(out).as("sent and queued of what came").isLessThanOrEqualTo(taken);
        }
        assertThat(taken).isLessThanOrEqualTo(from.bytesReceived());
    }

    private static final class Echo implements Affair, ConnectionHandler {
        private final Peer peer;
        private final Connection connection;
        private long taken;

        private Echo(World world, Random random) {
            Socket[] ends = world.pair(Cell.Line.UNIX);
            peer = new Peer(ends[1], KINDS[random.nextInt(KINDS.length)], random);
            peer.wants(Noise.INCOMING, 0);
            connection = new Connection(world.others(), ends[0], null, true, this);
            connection.begin(true);
        }

        @Override
        public void received(Connection own, ByteBuffer bytes) {
            taken += bytes.remaining();
            own.write(bytes);
        }

        @Override
        public void step(int step) {
            peer.step(step);
            if (step == MOST_STEPS) {
                peer.end();
            }
        }

        @Override
        public void check() {
            balance(connection, taken, connection);
            assertThat(peer.got()).isLessThanOrEqualTo(connection.bytesSent());
            assertThat(connection.bytesReceived()).isLessThanOrEqualTo(peer.sent());
        }

        @Override
        public boolean isOver() {
            return !connection.isOpen();
        }

        @Override
        public void end() {
            peer.close();
        }
    }

    private static final class Relayed implements Affair {
        private final Peer client;
        private final Peer server;
        private final Relay relay;
        private boolean over;

        private Relayed(World world, Socket listener, Connector connector, Random random) {
            Socket[] ends = world.pair(Cell.Line.UNIX);
            client = new Peer(ends[1], KINDS[random.nextInt(KINDS.length)], random);
            relay = new Relay(connector, listener.localAddress(), ended -> over = true);
            Connection accepted = new Connection(world.others(), ends[0], null, true, relay);
            accepted.begin(true);
            world.turn();
            Socket other = listener.accept();
            if (other == null) {
                throw new IllegalStateException("nobody has come");
            }
            server = new Peer(other, KINDS[random.nextInt(KINDS.length)], random);
            server.sends(Noise.OUTGOING, 0);
            server.wants(Noise.INCOMING, 0);
        }

        @Override
        public void step(int step) {
            client.step(step);
            server.step(step);
            if (step == MOST_STEPS) {
                client.end();
                server.end();
            }
        }

        @Override
        public void check() {
            Connection one = relay.accepted();
            Connection other = relay.connected();
            if (one != null && other != null) {
                balance(one, one.bytesReceived(), other);
                balance(other, other.bytesReceived(), one);
                assertThat(server.got()).isLessThanOrEqualTo(other.bytesSent());
                assertThat(client.got()).isLessThanOrEqualTo(one.bytesSent());
            }
        }

        @Override
        public boolean isOver() {
            return over;
        }

        @Override
        public void end() {
            client.close();
            server.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEchoLosesNoByteInADay(Cell.Way way) {
        day(world -> {
            world.through(way, world.others());
            return random -> () -> new Echo(world, random);
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"DIRECT", "SLOW_RING"})
    void aRelayLosesNoByteInADay(Cell.Way way) {
        try (Socket listener = Socket.open(StandardProtocolFamily.UNIX, SocketType.STREAM)) {
            listener.bind(UnixDomainSocketAddress.of(""));
            listener.listen(AT_ONCE);
            day(world -> {
                Connector connector = new Connector(world.loop(), "other side", World.OPTIONS);
                world.through(way, world.others());
                world.through(way, connector.group());
                return random -> () -> new Relayed(world, listener, connector, random);
            });
        }
    }

    /** Makes affairs in a world, at random. */
    private interface Maker extends java.util.function.Function<Random, Supplier<Affair>> {}

    private static void day(java.util.function.Function<World, Maker> makers) {
        Seeds.forAll(1, seed -> {
            try (LeakCheck leaks = LeakCheck.start()) {
                try (World world = new World(seed)) {
                    Random random = new Random(seed);
                    run(world, random, makers.apply(world).apply(random));
                }
                leaks.assertNothingLeft();
            }
        });
    }

    private static void run(World world, Random random, Supplier<Affair> maker) {
        List<Affair> affairs = new ArrayList<>();
        int begun = 0;
        for (int step = 0; world.elapsed().compareTo(DAY) < 0; step++) {
            if (affairs.size() < AT_ONCE && random.nextInt(3) == 0) {
                affairs.add(maker.get());
                begun++;
            }
            int place = step % MOST_STEPS;
            affairs.forEach(affair -> affair.step(place + random.nextInt(2)));
            world.turn();
            affairs.forEach(Affair::check);
            if (random.nextBoolean()) {
                world.pass(Duration.ofSeconds(random.nextInt(LONGEST_STEP_SECONDS)));
            }
            affairs.forEach(Affair::check);
            affairs.stream().filter(Affair::isOver).forEach(Affair::end);
            affairs.removeIf(Affair::isOver);
        }
        affairs.forEach(Affair::end);
        world.pass(LONGEST_LIFE);
        assertThat(affairs).as("what is not over at the end").allMatch(Affair::isOver);
        assertThat(begun).as("peers in a day").isGreaterThan(200);
        world.checkNothingLeft();
    }
}
