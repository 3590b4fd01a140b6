package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.http.HttpLimits;
import dev.carillon.http.Refusal;
import dev.carillon.http.Trailers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bodies of requests: whole, in pieces, unwanted, too long, cut off. */
class BodiesTest {
    private static final String CHUNKED = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }

    private static String post(String body) {
        return "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** What a receiver was told. */
    private static final class Diary implements BodyReceiver {
        private final List<String> told = new ArrayList<>();

        @Override
        public void received(Exchange exchange, ByteBuffer bytes) {
            told.add(text(bytes));
        }

        @Override
        public void ended(Exchange exchange, Trailers trailers) {
            told.add("end " + trailers.field("X-Sum"));
            exchange.send("thanks");
        }

        @Override
        public void cutOff(Exchange exchange) {
            told.add("cut off");
        }
    }

    private final Diary diary = new Diary();

    @Test
    void aWholeBodyIsHandedOverAtOnce() {
        try (Web web = new Web(exchange -> exchange.whole((of, bytes) -> of.send("got " + text(bytes))))) {
            assertThat(web.visit().send(post("hello")).read()).isEqualTo(Web.ok("got hello"));
            assertThat(web.visit()
                            .send(CHUNKED + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
                            .read())
                    .isEqualTo(Web.ok("got abcde"));
            assertThat(web.statistics().bodyBytesReceived()).isEqualTo(10);
        }
    }

    @Test
    void aWholeBodyMayComeByteByByteAndAnotherRequestBehindIt() {
        try (Web web = new Web(exchange -> exchange.whole((of, bytes) -> of.send("got " + text(bytes))))) {
            Visitor visitor = web.visit();
            for (char c : (post("hello") + CHUNKED + "1\r\na\r\n0\r\n\r\n" + post("x")).toCharArray()) {
                visitor.send(String.valueOf(c));
            }
            assertThat(visitor.read()).isEqualTo(Web.ok("got hello") + Web.ok("got a") + Web.ok("got x"));
        }
    }

    @Test
    void withoutABodyTheHandlerIsCalledAtOnce() {
        try (Web web = new Web(exchange -> exchange.whole((of, bytes) -> of.send("got " + text(bytes))))) {
            assertThat(web.visit().ask("GET /").read()).isEqualTo(Web.ok("got "));
        }
    }

    @Test
    void aBodyIsStreamedAsItComes() {
        try (Web web = new Web(exchange -> exchange.receive(diary))) {
            Visitor visitor = web.visit().send(CHUNKED + "3\r\nabc\r\n");
            assertThat(diary.told).containsExactly("abc");
            visitor.send("2\r\nde\r\n0\r\nX-Sum: 5\r\n\r\n");
            assertThat(diary.told).containsExactly("abc", "de", "end 5");
            assertThat(visitor.read()).isEqualTo(Web.ok("thanks"));
        }
    }

    @Test
    void aPausedBodyWaitsAndIsResumedWhereItStopped() {
        List<Exchange> exchanges = new ArrayList<>();
        try (Web web = new Web(exchange -> {
            exchanges.add(exchange);
            exchange.receive(new BodyReceiver() {
                @Override
                public void received(Exchange of, ByteBuffer bytes) {
                    diary.received(of, bytes);
                    of.pause();
                }

                @Override
                public void ended(Exchange of, Trailers trailers) {
                    diary.ended(of, trailers);
                }
            });
        })) {
            Visitor visitor = web.visit().send(CHUNKED + "1\r\na\r\n1\r\nb\r\n0\r\n\r\n");
            assertThat(diary.told).containsExactly("a");
            exchanges.getFirst().resume();
            web.loop.runUntilIdle();
            assertThat(diary.told).containsExactly("a", "b");
            exchanges.getFirst().resume();
            assertThat(visitor.read()).isEqualTo(Web.ok("thanks"));
        }
    }

    @Test
    void anUnwantedBodyIsThrownAwayAndTheConnectionStays() {
        try (Web web = new Web(exchange -> exchange.send("no"))) {
            Visitor visitor = web.visit().send(post("x".repeat(1000)) + post("y"));
            assertThat(visitor.read()).isEqualTo(Web.ok("no") + Web.ok("no"));
            visitor.send(CHUNKED).send("3\r\nabc\r\n0\r\n\r\n").ask("GET /");
            assertThat(visitor.read()).isEqualTo(Web.ok("no") + Web.ok("no"));
        }
    }

    @Test
    void aLongUnwantedBodyEndsTheConnectionAndTheAnswerArrives() {
        try (Web web = new Web(exchange -> exchange.send("no"))) {
            Visitor visitor = web.visit().send(post("x".repeat(200_000)));
            assertThat(visitor.read()).contains("Connection: close").endsWith("no");
            assertThat(visitor.sawEnd()).isTrue();
        }
    }

    @Test
    void anUnwantedBodyInChunksIsThrownAwayUpToABound() {
        try (Web web = new Web(exchange -> exchange.send("no"))) {
            Visitor visitor = web.visit().send(CHUNKED);
            for (int i = 0; i < 9; i++) {
                visitor.send("2000\r\n" + "x".repeat(0x2000) + "\r\n");
            }
            assertThat(visitor.read()).isEqualTo(Web.ok("no"));
            assertThat(visitor.sawEnd()).isTrue();
        }
    }

    @Test
    void whatSomebodyTookIsNotCountedAsThrownAway() {
        String chunk = "2000\r\n" + "x".repeat(0x2000) + "\r\n";
        int[] taken = {0};
        try (Web web = new Web(exchange -> exchange.receive(new BodyReceiver() {
            @Override
            public void received(Exchange of, ByteBuffer bytes) {
                taken[0] += bytes.remaining();
                if (taken[0] == 0x20000) {
                    of.send("enough");
                }
            }

            @Override
            public void ended(Exchange of, Trailers trailers) {}
        }))) {
            Visitor visitor = web.visit().send(CHUNKED);
            for (int i = 0; i < 16 + 4; i++) {
                visitor.send(chunk);
            }
            visitor.send("0\r\n\r\n");
            assertThat(taken[0]).isEqualTo(0x20000);
            assertThat(visitor.read()).isEqualTo(Web.ok("enough"));
            assertThat(visitor.sawEnd()).isFalse();
        }
    }

    @Test
    void continueIsSaidWhenTheBodyIsWanted() {
        List<Exchange> exchanges = new ArrayList<>();
        try (Web web = new Web(exchanges::add)) {
            Visitor visitor = web.visit().ask("POST /", "Content-Length: 3", "Expect: 100-continue");
            assertThat(visitor.read()).isEmpty();
            exchanges.getFirst().whole((of, bytes) -> of.send(text(bytes)));
            assertThat(visitor.read()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(visitor.send("abc").read()).isEqualTo(Web.ok("abc"));
        }
    }

    @Test
    void noContinueStandsInTheMiddleOfAnAnswer() {
        try (Web web = new Web(exchange -> {
            BodyWriter writer = exchange.stream();
            writer.write(ByteBuffer.wrap(new byte[] {'a'}));
            exchange.whole((_, _) -> writer.finish());
        })) {
            Visitor visitor = web.visit().ask("POST /", "Content-Length: 3", "Expect: 100-continue");
            assertThat(visitor.read()).endsWith("\r\n\r\n1\r\na\r\n").doesNotContain("100 Continue");
            assertThat(visitor.send("abc").read()).isEqualTo("0\r\n\r\n");
        }
    }

    @Test
    void whoWaitsForContinueInVainIsTheConnectionsLast() {
        try (Web web = new Web(exchange -> exchange.send("no"))) {
            Visitor visitor = web.visit().ask("POST /", "Content-Length: 3", "Expect: 100-continue");
            assertThat(visitor.read()).contains("Connection: close").endsWith("no");
            assertThat(visitor.sawEnd()).isTrue();
        }
    }

    @Test
    void aBodyThatIsTooLongIsRefused() {
        HttpOptions options = HttpOptions.DEFAULTS.withLimits(HttpLimits.DEFAULTS.withBody(10));
        try (Web web = new Web(options, exchange -> exchange.receive(diary))) {
            assertThat(web.visit().send(post("x".repeat(11))).read()).startsWith("HTTP/1.1 413 ");
            Visitor visitor = web.visit().send(CHUNKED + "6\r\nabcdef\r\n6\r\nabcdef\r\n0\r\n\r\n");
            assertThat(visitor.read()).startsWith("HTTP/1.1 413 ");
            assertThat(visitor.sawEnd()).isTrue();
            assertThat(diary.told).last().isEqualTo("cut off");
            assertThat(web.statistics().refusals(Refusal.BODY_TOO_LARGE)).isEqualTo(2);
        }
    }

    @Test
    void wrongFramesAreRefused() {
        try (Web web = new Web(exchange -> exchange.receive(diary))) {
            Visitor visitor = web.visit().send(CHUNKED + "zz\r\n");
            assertThat(visitor.read()).startsWith("HTTP/1.1 400 ");
            assertThat(visitor.sawEnd()).isTrue();
            assertThat(diary.told).containsExactly("cut off");
            assertThat(web.statistics().inFlight()).isZero();
        }
    }

    @Test
    void aBodyThatIsCutOffIsToldAndNotAnswered() {
        try (Web web = new Web(exchange -> exchange.receive(diary))) {
            Visitor visitor = web.visit()
                    .send(post("hello").substring(0, post("hello").length() - 2))
                    .end();
            assertThat(diary.told).containsExactly("hel", "cut off");
            assertThat(visitor.read()).isEmpty();
            assertThat(visitor.sawEnd()).isTrue();
            assertThat(web.statistics().cutOff()).isEqualTo(1);
        }
    }

    @Test
    void whatAReceiverThrowsIsA500() {
        try (Web web = new Web(exchange -> exchange.whole((_, _) -> {
            throw new IllegalStateException("oops");
        }))) {
            assertThat(web.visit().send(post("x")).read()).startsWith("HTTP/1.1 500 ");
            assertThat(web.failures).hasSize(1);
        }
    }

    /** Throws at each piece. */
    private static final class Throwing implements BodyReceiver {
        private int calls;

        @Override
        public void received(Exchange exchange, ByteBuffer bytes) {
            calls++;
            throw new IllegalStateException("oops");
        }

        @Override
        public void ended(Exchange exchange, Trailers trailers) {
            throw new IllegalStateException("not to be called");
        }
    }

    @Test
    void whatAReceiverThrowsAtOneOfManyPiecesIsA500AndTheConnectionStays() {
        Throwing receiver = new Throwing();
        try (Web web = new Web(exchange -> exchange.receive(receiver))) {
            Visitor visitor = web.visit().send(CHUNKED + "1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\n");
            assertThat(visitor.read()).startsWith("HTTP/1.1 500 ");
            assertThat(visitor.sawEnd()).isFalse();
            assertThat(receiver.calls).isEqualTo(1);
            assertThat(web.failures).hasSize(1);
        }
    }

    /** The parser is in the middle of chunks then, and is another connection's next. */
    @Test
    void anAnswerThatIsBrokenOffWithinTheBodySpoilsNoOtherRequest() {
        try (Web web = new Web(exchange -> {
            BodyWriter writer = exchange.stream();
            exchange.receive(new BodyReceiver() {
                @Override
                public void received(Exchange of, ByteBuffer bytes) {
                    diary.received(of, bytes);
                    writer.abort();
                }

                @Override
                public void ended(Exchange of, Trailers trailers) {
                    writer.finish();
                }

                @Override
                public void cutOff(Exchange of) {
                    diary.cutOff(of);
                }
            });
        })) {
            Visitor broken = web.visit().send(CHUNKED + "1\r\na\r\n1\r\nb\r\n0\r\n\r\n");
            assertThat(broken.read()).doesNotContain("0\r\n\r\n");
            assertThat(diary.told).containsExactly("a", "cut off");
            assertThat(web.server.service().leased()).isZero();
            assertThat(web.visit().send(CHUNKED + "0\r\n\r\n").read())
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("0\r\n\r\n");
        }
    }

    @Test
    void theLeastRateHoldsForBodiesOfAnyLength() {
        assertThat(RequestBody.nanosOf(1536, 1024)).isEqualTo(1_500_000_000);
        assertThat(RequestBody.nanosOf(20L << 30, 1024)).isEqualTo((20L << 20) * 1_000_000_000);
        assertThat(RequestBody.nanosOf(Long.MAX_VALUE, 1)).isPositive();
        assertThat(RequestBody.nanosOf(Long.MAX_VALUE, Integer.MAX_VALUE)).isPositive();
    }

    @Test
    void theAnswerMayComeBeforeTheBodysEnd() {
        try (Web web = new Web(exchange -> {
            exchange.receive(diary);
            exchange.send("early");
        })) {
            Visitor visitor =
                    web.visit().send(post("hello").substring(0, post("hello").length() - 2));
            assertThat(visitor.read()).isEqualTo(Web.ok("early"));
            visitor.send("lo" + post("again"));
            assertThat(visitor.read()).isEqualTo(Web.ok("early"));
            assertThat(diary.told).isEmpty();
        }
    }
}
