package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.http.Trailers;
import dev.carillon.linux.FileFd;
import dev.carillon.testing.TestLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** The handlers' side of a simulation: the path says how to answer, with what, and how much of it. */
final class SimulatedSite implements HttpHandler {
    /** What a failing handler throws. */
    static final String ON_PURPOSE = "on purpose";

    /** How a handler answers. */
    enum Way {
        AT_ONCE,
        LATER,
        PREPARED,
        STREAM,
        STREAM_LATER,
        FILE,
        ECHO,
        RECEIVE,
        FAIL,
        ABORT
    }

    /** The content of every file is a beginning of this. */
    static final String FILE = pattern("file", 200_000);

    private final Random random;
    private final TestLoop loop;
    private final Path file;
    private final List<Throwable> failures = new ArrayList<>();
    private int begun;
    private int ended;

    /** @param directory for a file with {@link #FILE} in it */
    SimulatedSite(Random random, TestLoop loop, Path directory) throws IOException {
        this.random = random;
        this.loop = loop;
        this.file = directory.resolve("file");
        if (Files.notExists(file)) {
            Files.writeString(file, FILE);
        }
    }

    static String pattern(String seed, int size) {
        String unit = "<" + seed + ">";
        return unit.repeat(size / unit.length() + 1).substring(0, size);
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A server's options with which its failures are known. */
    HttpOptions options() {
        return HttpOptions.DEFAULTS
                .withKeepAlive(Duration.ofMinutes(1), 1 + random.nextInt(20))
                .withFailures((_, failure) -> failures.add(failure));
    }

    /**
     * When all clients are gone for long: every exchange has ended, and nothing is left.
     *
     * @param explains what may have failed besides
     */
    void checkEnd(HttpServer server, Predicate<Throwable> explains) {
        assertThat(failures).allMatch(failure -> ON_PURPOSE.equals(failure.getMessage()) || explains.test(failure));
        assertThat(ended).as("exchanges that ended").isEqualTo(begun);
        assertThat(server.statistics().requests()).isEqualTo(begun);
        assertThat(server.statistics().inFlight()).isZero();
        assertThat(server.statistics().connections()).isZero();
        assertThat(server.service().leased()).as("on lease").isZero();
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
            case FILE -> exchange.sendFile(FileFd.open(file), 0, body.length(), true);
            case ECHO -> exchange.whole((of, bytes) -> of.send(bytes));
            case RECEIVE -> exchange.receive(new Sipping(body));
            case FAIL -> throw new IllegalStateException(ON_PURPOSE);
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
