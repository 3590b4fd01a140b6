package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.http.Trailers;
import dev.carillon.testing.TestLoop;
import dev.carillon.testkit.Seeds;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The whole server with clients that cut what they send wherever they like, read slowly, end early or vanish, and handlers that
 * answer in every way, at once or later. Answers come in order, one for each request, with no byte of another; every exchange
 * ends once; nothing stays on lease.
 */
class SimulationTest {
    private static final int ROUNDS = Integer.getInteger("carillon.simulations", 200);
    private static final String CLOSE = "\r\nConnection: close\r\n";

    /** How a handler answers; the path says which. */
    private enum Way {
        AT_ONCE,
        LATER,
        PREPARED,
        STREAM,
        STREAM_LATER,
        ECHO,
        RECEIVE,
        FAIL,
        ABORT
    }

    /** What a client asked for, and what it is to get. */
    private record Asked(Way way, boolean head, String body, boolean aborts) {}

    private static String pattern(String seed, int size) {
        String unit = "<" + seed + ">";
        return unit.repeat(size / unit.length() + 1).substring(0, size);
    }

    /** The handlers' side. */
    private static final class Site implements HttpHandler {
        private final Random random;
        private final TestLoop loop;
        private int begun;
        private int ended;

        Site(Random random, TestLoop loop) {
            this.random = random;
            this.loop = loop;
        }

        @Override
        public void handle(Exchange exchange) {
            begun++;
            boolean[] told = {false};
            exchange.onEnd((_, _) -> {
                assertThat(told[0]).as("told twice").isFalse();
                told[0] = true;
                ended++;
            });
            List<String> parts = List.of(exchange.request().path().split("/", -1));
            String body = pattern(parts.get(2), Integer.parseInt(parts.get(3)));
            switch (Way.valueOf(parts.get(1))) {
                case AT_ONCE -> exchange.send(body);
                case LATER -> later(() -> exchange.send(body));
                case PREPARED -> exchange.send(Response.text(200, body));
                case STREAM -> stream(exchange, body, false);
                case STREAM_LATER -> later(() -> stream(exchange, body, true));
                case ECHO -> exchange.whole((of, bytes) -> of.send(bytes));
                case RECEIVE -> exchange.receive(new Sipping(body));
                case FAIL -> throw new IllegalStateException("on purpose");
                case ABORT -> {
                    BodyWriter writer = exchange.stream();
                    writer.write(bytes(body));
                    later(writer::abort);
                }
            }
        }

        private void later(Runnable task) {
            loop.loop().timeout(task).schedule(Duration.ofMillis(random.nextInt(50)));
        }

        private void stream(Exchange exchange, String body, boolean slowly) {
            BodyWriter writer = random.nextBoolean() ? exchange.stream() : exchange.stream(body.length());
            piece(writer, body, 0, slowly);
        }

        private void piece(BodyWriter writer, String body, int from, boolean slowly) {
            if (from == body.length()) {
                writer.finish();
                return;
            }
            int to = from + 1 + random.nextInt(body.length() - from);
            writer.write(bytes(body.substring(from, to)));
            if (slowly) {
                later(() -> piece(writer, body, to, true));
            } else {
                piece(writer, body, to, false);
            }
        }

        /** Takes the body in sips, and then answers. */
        private final class Sipping implements BodyReceiver {
            private final String answer;

            Sipping(String answer) {
                this.answer = answer;
            }

            @Override
            public void received(Exchange exchange, ByteBuffer bytes) {
                if (random.nextInt(3) == 0) {
                    exchange.pause();
                    later(exchange::resume);
                }
            }

            @Override
            public void ended(Exchange exchange, Trailers trailers) {
                exchange.send(answer);
            }
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A client. */
    private static final class Client {
        private static final Way[] WAYS = Way.values();

        private final Random random;
        private final MemoryConnection connection;
        private final String name;
        private final Deque<Asked> waiting = new ArrayDeque<>();
        private final AnswerReader reader = new AnswerReader();
        private final boolean vanishes;
        private String toSend = "";
        private int left;
        private boolean last;
        private boolean gone;
        private boolean endsEarly;

        Client(Random random, MemoryConnection connection, int number) {
            this.random = random;
            this.connection = connection;
            this.name = "c" + number;
            this.left = 1 + random.nextInt(12);
            this.vanishes = random.nextInt(5) == 0;
        }

        void act() {
            if (gone) {
                return;
            }
            speak();
            if (vanishes && random.nextInt(60) == 0) {
                gone = true;
                connection.close();
            } else {
                read();
            }
        }

        private void speak() {
            if (toSend.isEmpty() && left > 0) {
                ask();
            }
            if (!toSend.isEmpty() && random.nextInt(4) > 0) {
                int cut = random.nextInt(4) == 0 ? toSend.length() : 1 + random.nextInt(Math.min(40, toSend.length()));
                connection.send(bytes(toSend.substring(0, cut)));
                toSend = toSend.substring(cut);
            } else if (toSend.isEmpty() && left == 0 && !endsEarly && random.nextInt(10) == 0) {
                endsEarly = true;
                connection.endOutput();
            }
        }

        private void ask() {
            int together = 1 + random.nextInt(3);
            for (int i = 0; i < together && left > 0; i++) {
                left--;
                toSend += request();
            }
        }

        private String request() {
            Way way = WAYS[random.nextInt(WAYS.length)];
            int size = some(200_000, 300);
            String id = name + "r" + left;
            boolean withBody = way == Way.ECHO || way == Way.RECEIVE || random.nextInt(4) == 0;
            boolean head = !withBody && way != Way.ABORT && random.nextInt(6) == 0;
            String sent = withBody ? pattern("b" + id, some(50_000, 200)) : "";
            String body = way == Way.ECHO ? sent : pattern(id, size);
            waiting.add(new Asked(way, head, body, way == Way.ABORT));
            String line = (head ? "HEAD" : withBody ? "POST" : "GET") + " /" + way + "/" + id + "/" + size
                    + " HTTP/1.1\r\nHost: x\r\n";
            return withBody ? line + framed(sent) : line + "\r\n";
        }

        private String framed(String sent) {
            return random.nextBoolean()
                    ? "Content-Length: " + sent.length() + "\r\n\r\n" + sent
                    : "Transfer-Encoding: chunked\r\n\r\n" + chunks(sent) + "0\r\n\r\n";
        }

        /** Mostly few. */
        private int some(int most, int few) {
            return random.nextInt(random.nextInt(10) == 0 ? most : few);
        }

        private String chunks(String text) {
            StringBuilder chunks = new StringBuilder();
            for (int at = 0; at < text.length(); ) {
                int to = at + 1 + random.nextInt(text.length() - at);
                chunks.append(Integer.toHexString(to - at))
                        .append("\r\n")
                        .append(text, at, to)
                        .append("\r\n");
                at = to;
            }
            return chunks.toString();
        }

        private void read() {
            reader.add(connection.receive(random.nextInt(4) == 0 ? random.nextInt(300) : 100_000));
            Asked asked = waiting.peek();
            AnswerReader.Answer answer;
            while (asked != null && (answer = reader.next(asked.head)) != null) {
                waiting.remove();
                check(asked, answer);
                last |= answer.head().contains(CLOSE);
                asked = waiting.peek();
            }
            if (asked == null) {
                assertThat(reader.rest())
                        .as("%s got what nobody has asked for", name)
                        .isEmpty();
            }
        }

        private void check(Asked asked, AnswerReader.Answer answer) {
            assertThat(last).as("%s got more after the last answer", name).isFalse();
            if (asked.way == Way.FAIL) {
                assertThat(answer.status()).isEqualTo(500);
                return;
            }
            assertThat(answer.status()).isEqualTo(200);
            assertThat(asked.aborts && !asked.head)
                    .as("%s: an answer that was broken off looks whole", name)
                    .isFalse();
            assertThat(answer.body()).isEqualTo(asked.head ? "" : asked.body);
        }

        boolean isDone() {
            return gone
                    || connection.isEnded()
                    || connection.isBroken()
                    || waiting.isEmpty() && left == 0 && toSend.isEmpty();
        }

        /** What is missing has a reason. */
        void checkEnd() {
            if (gone || waiting.isEmpty() || last) {
                return;
            }
            assertThat(waiting.peek().aborts || connection.isEnded())
                    .as("%s waits for %s, of which it has %s", name, waiting.peek(), reader.rest())
                    .isTrue();
            assertThat(connection.isBroken()).as("%s: broken off", name).isEqualTo(waiting.peek().aborts);
        }
    }

    private static void run(long seed) {
        Random random = new Random(seed);
        try (TestLoop loop = TestLoop.open("simulated")) {
            Site site = new Site(random, loop);
            HttpOptions options = HttpOptions.DEFAULTS
                    .withKeepAlive(Duration.ofMinutes(1), 1 + random.nextInt(20))
                    .withFailures((_, failure) -> assertThat(failure).hasMessage("on purpose"));
            HttpServer server = HttpServer.inMemory(loop.loop(), options, site);
            List<Client> clients = new ArrayList<>();
            int count = 1 + random.nextInt(5);
            for (int i = 0; i < count; i++) {
                clients.add(new Client(random, server.connect(loop.time()), i));
            }
            for (int step = 0; step < 20_000 && !clients.stream().allMatch(Client::isDone); step++) {
                clients.get(random.nextInt(count)).act();
                loop.advance(Duration.ofMillis(random.nextInt(3)));
            }
            assertThat(clients).allMatch(Client::isDone);
            clients.forEach(Client::checkEnd);
            clients.forEach(client -> client.connection.close());
            loop.advance(Duration.ofMinutes(2));
            assertThat(site.ended).as("exchanges that ended").isEqualTo(site.begun);
            assertThat(server.statistics().requests()).isEqualTo(site.begun);
            assertThat(server.statistics().inFlight()).isZero();
            assertThat(server.statistics().connections()).isZero();
            assertThat(server.service().leased()).as("on lease").isZero();
        }
    }

    @Test
    void theServerKeepsItsWordWhateverIsCutWhere() {
        Seeds.forAll(ROUNDS, SimulationTest::run);
    }
}
