package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.http.BodyEncoder;
import dev.carillon.http.Refusal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Whatever the program throws wherever it is called: the client is told, the end is told, and what was leased is given back. */
class FailuresTest {
    private static final String FAILED = "HTTP/1.1 500 Internal Server Error\r\n";

    private static final String MALFORMED = "GET / HTTP/1.1\r\nHost: x\r\nbad field: y\r\n\r\n";

    private final List<String> told = new ArrayList<>();

    private static RuntimeException oops(String where) {
        return new IllegalStateException("oops, " + where);
    }

    private static void nothingIsLeft(Web web) {
        assertThat(web.statistics().inFlight()).isZero();
        assertThat(web.server.service().leased()).as("on lease").isZero();
    }

    private Web web(HttpOptions options, HttpHandler handler) {
        return new Web(options, exchange -> {
            exchange.onEnd((_, end) -> told.add(end.how() + " " + end.status()));
            handler.handle(exchange);
        });
    }

    /** The answer to somebody at whom telling of a failure fails: the loop tells of that. */
    private static String asked(Web web, String what, String where) {
        Visitor visitor = web.visit();
        assertThatThrownBy(() -> visitor.ask("GET /"))
                .hasMessageContaining(what)
                .rootCause()
                .hasMessage("oops, " + where);
        String answer = visitor.read();
        visitor.close();
        return answer;
    }

    @Test
    void aFailureListenerMayThrow() {
        HttpOptions options = HttpOptions.DEFAULTS.withFailures((_, _) -> {
            throw oops("listening");
        });
        try (Web web = web(options, _ -> {
            throw oops("handling");
        })) {
            assertThat(asked(web, "a FailureListener has failed", "listening")).startsWith(FAILED);
            assertThat(told).containsExactly("REFUSED 500");
            assertThat(web.statistics().failures()).isEqualTo(2);
            nothingIsLeft(web);
        }
    }

    @Test
    void errorPagesMayThrow() {
        HttpOptions options = HttpOptions.DEFAULTS.withErrorPages((_, _, _) -> {
            throw oops("drawing");
        });
        try (Web web = web(options, exchange -> exchange.fail(404, "nowhere"))) {
            assertThat(asked(web, "ErrorPages have failed for a 404", "drawing"))
                    .startsWith("HTTP/1.1 404 ")
                    .endsWith("404 Not Found\nnowhere\n");
            nothingIsLeft(web);
            Visitor visitor = web.visit();
            assertThatThrownBy(() -> visitor.send(MALFORMED)).hasMessageContaining("for a 400");
            assertThat(visitor.read()).startsWith("HTTP/1.1 400 ");
            assertThat(visitor.sawEnd()).isTrue();
            nothingIsLeft(web);
        }
    }

    @Test
    void aRefusalListenerMayThrow() {
        HttpOptions options = HttpOptions.DEFAULTS.withRefusals((_, _, _) -> {
            throw oops("noting");
        });
        try (Web web = web(options, exchange -> exchange.send("never"))) {
            Visitor visitor = web.visit();
            assertThatThrownBy(() -> visitor.send(MALFORMED))
                    .hasMessageContaining("a RefusalListener has failed at MALFORMED");
            assertThat(visitor.read()).startsWith("HTTP/1.1 400 ");
            assertThat(visitor.sawEnd()).isTrue();
            nothingIsLeft(web);
        }
    }

    @Test
    void anEndListenerMayThrowAndOthersAreTold() {
        try (Web web = web(HttpOptions.DEFAULTS, exchange -> {
            exchange.onEnd((_, _) -> {
                throw oops("ending");
            });
            exchange.onEnd((_, _) -> told.add("the next one"));
            exchange.send("fine");
        })) {
            assertThat(web.visit().ask("GET /").read()).isEqualTo(Web.ok("fine"));
            assertThat(told).containsExactly("ANSWERED 200", "the next one");
            assertThat(web.failures).hasSize(1);
            nothingIsLeft(web);
        }
    }

    /** An encoder that changes nothing, and throws where it is told to. */
    private record Encoder(boolean throwsWhenItEncodes) implements BodyEncoder {
        @Override
        public void encode(ByteBuffer in, boolean last, Consumer<ByteBuffer> out) {
            if (throwsWhenItEncodes) {
                throw oops("encoding");
            }
            out.accept(in);
        }

        @Override
        public void close() {
            throw oops("closing");
        }
    }

    private Web encoding(boolean throwsWhenItEncodes, HttpHandler handler) {
        return web(HttpOptions.DEFAULTS, exchange -> {
            exchange.beforeHead(() -> exchange.encoder(new Encoder(throwsWhenItEncodes)));
            handler.handle(exchange);
        });
    }

    @Test
    void anEncoderMayThrowWhenItIsClosed() {
        try (Web web = encoding(false, exchange -> exchange.send("fine"))) {
            assertThat(web.visit().ask("GET /").read()).isEqualTo(Web.ok("fine"));
            assertThat(told).containsExactly("ANSWERED 200");
            assertThat(web.failures).hasSize(1);
            nothingIsLeft(web);
        }
        try (Web web = encoding(false, exchange -> exchange.stream().finish())) {
            assertThat(web.visit().ask("GET /").read()).endsWith("\r\n0\r\n\r\n");
            assertThat(told).hasSize(2);
            assertThat(web.failures).hasSize(1);
            nothingIsLeft(web);
        }
    }

    @Test
    void anEncoderThatThrowsBeforeTheHeadIsA500() {
        try (Web web = encoding(true, exchange -> exchange.send("never"))) {
            assertThat(web.visit().ask("GET /").read())
                    .startsWith(FAILED)
                    .endsWith("\r\n\r\n500 Internal Server Error\n");
            assertThat(told).containsExactly("REFUSED 500");
            nothingIsLeft(web);
        }
    }

    @Test
    void whatChangesTheHeadOfARefusalMayThrowAndBreaksItOff() {
        try (Web web = web(HttpOptions.DEFAULTS, exchange -> {
            exchange.beforeHead(() -> {
                throw oops("changing");
            });
            exchange.whole((_, _) -> {});
        })) {
            Visitor visitor =
                    web.visit().send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
            assertThat(visitor.read()).isEmpty();
            assertThat(visitor.sawEnd()).isTrue();
            assertThat(web.statistics().refusals(Refusal.BAD_FRAMING)).isEqualTo(1);
            assertThat(told).containsExactly("CUT_OFF 400");
            nothingIsLeft(web);
        }
    }

    @Test
    void aRefusalStaysOneWhateverBecomesOfTheBody() {
        try (Web web = web(HttpOptions.DEFAULTS, _ -> {
            throw oops("handling");
        })) {
            String begun = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
            assertThat(web.visit().send(begun + "5\r\nhel").end().read()).startsWith(FAILED);
            assertThat(web.visit().send(begun + "zz\r\n").read()).startsWith(FAILED);
            assertThat(told).containsExactly("REFUSED 500", "REFUSED 500");
            nothingIsLeft(web);
        }
    }

    @Test
    void whatChangesTheHeadGivesNoOtherAnswer() {
        try (Web web = web(HttpOptions.DEFAULTS, exchange -> {
            exchange.beforeHead(() -> exchange.send("one"));
            exchange.send("two");
        })) {
            Visitor visitor = web.visit().ask("GET /");
            assertThat(visitor.read()).doesNotContain("two");
            assertThat(visitor.sawEnd()).isTrue();
            nothingIsLeft(web);
        }
    }
}
