package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loop.Written;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An exchange that goes on elsewhere fails there as in its handler: its client gets a 500, or an answer that is broken off, and
 * never waits for ever.
 */
class ElsewhereTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String FAILED = "HTTP/1.1 500 Internal Server Error\r\n";

    @TempDir
    private Path place;

    /** A filter that changes no head: it throws. */
    private static HttpHandler throwingBeforeHead(HttpHandler next) {
        return exchange -> {
            exchange.beforeHead(() -> {
                throw new IllegalStateException("before the head");
            });
            next.handle(exchange);
        };
    }

    private static void isA500(Web web, String path) {
        Visitor visitor = web.visit().ask("GET " + path);
        web.loop.await(() -> web.statistics().answers(5) > 0, PATIENCE);
        assertThat(visitor.read()).startsWith(FAILED);
        assertThat(web.failures).hasSize(1);
        assertThat(web.statistics().inFlight()).isZero();
    }

    @Test
    void aBlockingHandlerThatAnswersWithNullIsA500() {
        try (Web web = new Web(Handlers.onVirtualThreads(ElsewhereTest::nothing))) {
            isA500(web, "/");
            assertThat(web.failures.getFirst()).hasMessageContaining("not with null");
        }
    }

    @SuppressWarnings("NullAway") // that is the mistake
    private static Response nothing(Request request) {
        return null;
    }

    @Test
    void whatChangesTheHeadOfAnAnswerFromElsewhereMayThrow() {
        RequestHandler answers = _ -> Response.text(200, "never sent");
        try (Web web = new Web(throwingBeforeHead(Handlers.onVirtualThreads(answers)))) {
            isA500(web, "/");
        }
    }

    @Test
    void whatChangesTheHeadOfAFileThatWasOpenedElsewhereMayThrow() throws IOException {
        StaticOptions elsewhere = StaticOptions.DEFAULTS.withDisk(Thread::startVirtualThread);
        try (Site site = new Site(place, elsewhere, ElsewhereTest::throwingBeforeHead)) {
            site.write("file", "file");
            isA500(site.web, "/file");
        }
    }

    @Test
    void whatChangesTheHeadOfAListingMayThrow() throws IOException {
        StaticOptions listed = StaticOptions.DEFAULTS.withListings(true);
        try (Site site = new Site(place, listed, ElsewhereTest::throwingBeforeHead)) {
            isA500(site.web, "/");
        }
    }

    /** A closed directory is one of the things that no code of ours expects. */
    @Test
    void whatThrowsWhileAFileIsLookedForIsA500() throws IOException {
        List<Runnable> disk = new ArrayList<>();
        try (Site site = new Site(place, StaticOptions.DEFAULTS.withDisk(disk::add))) {
            Visitor visitor = site.web.visit().ask("GET /file");
            site.files.close();
            disk.removeFirst().run();
            assertThat(visitor.read()).startsWith(FAILED);
        }
    }

    /** Goes on in the test's hands. */
    private static void goesOn(Consumer<Exchange> start, HttpHandler then, Consumer<Visitor> check) {
        List<Exchange> exchanges = new ArrayList<>();
        try (Web web = new Web(exchange -> {
            start.accept(exchange);
            exchanges.add(exchange);
        })) {
            Visitor visitor = web.visit().ask("GET /");
            assertThat(exchanges.getFirst().goOn(then)).isTrue();
            check.accept(visitor);
            assertThat(web.failures).hasSize(1);
            assertThat(web.statistics().inFlight()).isZero();
        }
    }

    @Test
    void whatIsThrownBeforeTheAnswerIsA500() {
        goesOn(
                _ -> {},
                _ -> {
                    throw new IOException("oops");
                },
                visitor -> assertThat(visitor.read()).startsWith(FAILED));
    }

    @Test
    void whatIsThrownWithinTheAnswerBreaksItOff() {
        goesOn(
                exchange -> exchange.stream().write(ByteBuffer.wrap(new byte[] {'a'})),
                _ -> {
                    throw new IOException("oops");
                },
                visitor -> {
                    assertThat(visitor.read()).contains("\r\n\r\n1\r\na\r\n").doesNotContain("0\r\n\r\n");
                    assertThat(visitor.sawEnd()).isTrue();
                });
    }

    @Test
    void itGoesOnAlsoWhenTheClientIsGone() {
        List<Exchange> exchanges = new ArrayList<>();
        List<Boolean> over = new ArrayList<>();
        try (Web web = new Web(exchange -> {
            exchanges.add(exchange);
            if (exchanges.size() == 1) {
                exchange.send("what it has not read when it goes breaks the connection off");
            }
        })) {
            web.visit().ask("GET /").ask("GET /").close();
            exchanges.getLast().goOn(exchange -> {
                over.add(exchange.isAnswered());
                exchange.send("to nobody");
                assertThat(exchange.stream().write(ByteBuffer.allocate(1))).isEqualTo(Written.CLOSED);
            });
            web.loop.runUntilIdle();
            assertThat(over).containsExactly(true);
            assertThat(web.failures).isEmpty();
        }
    }

    @Test
    void itDoesNotGoOnWhenTheLoopHasEnded() {
        List<Exchange> exchanges = new ArrayList<>();
        try (Web web = new Web(exchanges::add)) {
            web.visit().ask("GET /");
        }
        assertThat(exchanges.getFirst().goOn(exchange -> exchange.send("too late")))
                .isFalse();
    }
}
