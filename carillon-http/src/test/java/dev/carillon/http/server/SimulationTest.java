package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testing.TestLoop;
import dev.carillon.testkit.Seeds;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole server with clients that cut what they send wherever they like, read slowly, end early or vanish, and handlers that
 * answer in every way, at once or later. Answers come in order, one for each request, with no byte of another; every exchange
 * ends once; nothing stays on lease.
 */
class SimulationTest {
    private static final int ROUNDS = Integer.getInteger("carillon.simulations", 200);

    @TempDir
    private static Path directory;

    /** A connection without a socket. */
    private record MemoryPeer(MemoryConnection connection) implements SimulatedClient.Peer {
        @Override
        public void send(ByteBuffer bytes) {
            connection.send(bytes);
        }

        @Override
        public byte[] receive(int most) {
            return connection.receive(most);
        }

        @Override
        public void endOutput() {
            connection.endOutput();
        }

        @Override
        public boolean isEnded() {
            return connection.isEnded();
        }

        @Override
        public boolean isBroken() {
            return connection.isBroken();
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    private static void run(long seed) throws Exception {
        Random random = new Random(seed);
        try (TestLoop loop = TestLoop.open("simulated")) {
            SimulatedSite site = new SimulatedSite(random, loop, directory);
            HttpServer server = HttpServer.inMemory(loop.loop(), site.options(), site);
            List<SimulatedClient> clients = new ArrayList<>();
            int count = 1 + random.nextInt(5);
            for (int i = 0; i < count; i++) {
                clients.add(new SimulatedClient(random, new MemoryPeer(server.connect(loop.time())), i));
            }
            for (int step = 0; step < 20_000 && !clients.stream().allMatch(SimulatedClient::isDone); step++) {
                clients.get(random.nextInt(count)).act();
                loop.advance(Duration.ofMillis(random.nextInt(3)));
            }
            assertThat(clients).allMatch(SimulatedClient::isDone);
            clients.forEach(client -> client.checkEnd(true));
            clients.forEach(SimulatedClient::close);
            loop.advance(Duration.ofMinutes(2));
            site.checkEnd(server, _ -> false);
        }
    }

    @Test
    void theServerKeepsItsWordWhateverIsCutWhere() {
        Seeds.forAll(ROUNDS, SimulationTest::run);
    }
}
