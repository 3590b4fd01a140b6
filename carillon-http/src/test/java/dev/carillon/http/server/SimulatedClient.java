package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.http.server.SimulatedSite.Way;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/** A client that cuts what it sends wherever it likes, reads slowly, ends early or vanishes, and knows what it is to get. */
final class SimulatedClient {
    private static final Way[] WAYS = Way.values();
    private static final String CLOSE = "\r\nConnection: close\r\n";

    /** The connection as it sees it. */
    interface Peer extends AutoCloseable {
        /** Sends some of it: its position moves on. */
        void send(ByteBuffer bytes);

        /** What has come, at the most so many bytes. */
        byte[] receive(int most);

        /** Sends no more. */
        void endOutput();

        /** Whether everything was read, and the server has ended its side in good order. */
        boolean isEnded();

        /** Whether everything was read that is to come, and the connection was broken off. */
        boolean isBroken();

        /** Goes, without a word. */
        @Override
        void close();
    }

    /** What it asked for, and what it is to get. */
    private record Asked(Way way, boolean head, String body) {
        @Override
        public String toString() {
            return (head ? "the head of " : "") + way + " of " + body.length();
        }
    }

    private final Random random;
    private final Peer connection;
    private final String name;
    private final Deque<Asked> waiting = new ArrayDeque<>();
    private final AnswerReader reader = new AnswerReader();
    private final boolean vanishes;
    private String toSend = "";
    private int left;
    private boolean last;
    private boolean gone;
    private boolean endsEarly;

    SimulatedClient(Random random, Peer connection, int number) {
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
            ByteBuffer bytes = SimulatedSite.bytes(toSend.substring(0, cut));
            connection.send(bytes);
            toSend = toSend.substring(bytes.position());
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
        String sent = withBody ? SimulatedSite.pattern("b" + id, some(50_000, 200)) : "";
        String body = content(way, id, size, sent);
        waiting.add(new Asked(way, head, body));
        String line = (head ? "HEAD" : withBody ? "POST" : "GET") + " /" + way + "/" + id + "/" + size
                + " HTTP/1.1\r\nHost: x\r\n";
        return withBody ? line + framed(sent) : line + "\r\n";
    }

    private static String content(Way way, String id, int size, String sent) {
        return switch (way) {
            case ECHO -> sent;
            case FILE -> SimulatedSite.FILE.substring(0, size);
            default -> SimulatedSite.pattern(id, size);
        };
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
        if (asked.way == Way.FAIL
                || asked.way == Way.FILE && answer.status() == 500) { // which the site's failures explain
            assertThat(answer.status()).isEqualTo(500);
            return;
        }
        assertThat(answer.status()).isEqualTo(200);
        assertThat(asked.way == Way.ABORT)
                .as("%s: an answer that was broken off looks whole", name)
                .isFalse();
        assertThat(answer.body()).isEqualTo(asked.head ? "" : asked.body);
    }

    void close() {
        connection.close();
    }

    boolean isDone() {
        return gone
                || connection.isEnded()
                || connection.isBroken()
                || waiting.isEmpty() && left == 0 && toSend.isEmpty();
    }

    /**
     * What is missing has a reason.
     *
     * @param safe whether the network breaks nothing off
     */
    void checkEnd(boolean safe) {
        if (gone || waiting.isEmpty() || last || !safe) {
            return;
        }
        assertThat(waiting.peek().way == Way.ABORT)
                .as(
                        "%s waits for %s, and has %s bytes of the first",
                        name, waiting, reader.rest().length())
                .isTrue();
        assertThat(connection.isEnded()).as("%s: broken off with an end", name).isTrue();
    }
}
