package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.http.Refusal;
import dev.carillon.http.Trailers;
import dev.carillon.net.Drain;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long clients may take, and how much of what there may be. */
class TimesTest {
    private static final HttpHandler OK = exchange -> exchange.send("ok");
    private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n";

    @Test
    void aHeadThatTakesTooLongIsA408HoweverItTrickles() {
        try (Web web = new Web(OK)) {
            Visitor visitor = web.visit().send("GET / HTTP/1.1\r\nHost: x\r\nX: ");
            for (int second = 1; second < 10; second++) {
                web.pass(Duration.ofSeconds(1));
                visitor.send("E");
            }
            assertThat(visitor.sawEnd()).isFalse();
            web.pass(Duration.ofSeconds(1));
            assertThat(visitor.read()).startsWith("HTTP/1.1 408 ").contains("Connection: close");
            assertThat(visitor.sawEnd()).isTrue();
            assertThat(web.statistics().refusals(Refusal.HEAD_TIMEOUT)).isEqualTo(1);
        }
    }

    @Test
    void aConnectionAtRestEndsWithoutAWord() {
        try (Web web = new Web(OK)) {
            Visitor visitor = web.visit();
            web.pass(Duration.ofSeconds(59));
            visitor.ask("GET /");
            assertThat(visitor.read()).isEqualTo(Web.ok("ok").replace("00:00:00", "00:00:59"));
            web.pass(Duration.ofSeconds(59));
            assertThat(visitor.sawEnd()).isFalse();
            web.pass(Duration.ofSeconds(1));
            assertThat(visitor.sawEnd()).isTrue();
            assertThat(visitor.read()).isEmpty();
        }
    }

    @Test
    void aBodyHasToComeAtALeastRate() {
        try (Web web = new Web(exchange -> exchange.whole((of, bytes) -> of.send("ok")))) {
            Visitor visitor = web.visit().send(POST);
            for (int second = 0; second < 20; second++) {
                web.pass(Duration.ofSeconds(1));
                visitor.send("x".repeat(1024));
            }
            assertThat(visitor.read()).isEmpty();
            web.pass(Duration.ofSeconds(4));
            assertThat(visitor.read()).isEmpty();
            web.pass(Duration.ofSeconds(2));
            assertThat(visitor.read()).startsWith("HTTP/1.1 408 ");
            assertThat(visitor.sawEnd()).isTrue();
            assertThat(web.statistics().refusals(Refusal.BODY_TIMEOUT)).isEqualTo(1);
        }
    }

    @Test
    void theTimeOfABodyStandsStillWhileItIsPaused() {
        List<Exchange> exchanges = new ArrayList<>();
        try (Web web = new Web(exchange -> {
            exchanges.add(exchange);
            exchange.receive(new BodyReceiver() {
                @Override
                public void received(Exchange of, ByteBuffer bytes) {}

                @Override
                public void ended(Exchange of, Trailers trailers) {
                    of.send("ok");
                }
            });
            exchange.pause();
        })) {
            Visitor visitor = web.visit().send(POST);
            web.pass(Duration.ofMinutes(10));
            assertThat(visitor.sawEnd()).isFalse();
            exchanges.getFirst().resume();
            web.pass(Duration.ofSeconds(4));
            assertThat(visitor.sawEnd()).isFalse();
            web.pass(Duration.ofSeconds(1));
            assertThat(visitor.read()).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void anAnswerMayTakeAsLongAsItLikes() {
        List<Exchange> exchanges = new ArrayList<>();
        try (Web web = new Web(exchanges::add)) {
            Visitor visitor = web.visit().ask("GET /");
            web.pass(Duration.ofHours(3));
            exchanges.getFirst().send("ok");
            assertThat(visitor.read()).contains("Connection: close").endsWith("ok"); // its lifetime is over
        }
    }

    @Test
    void aClientThatTakesNothingIsCutOff() {
        try (Web web = new Web(exchange -> exchange.send(new byte[5_000_000]))) {
            web.visit().ask("GET /");
            web.pass(Duration.ofSeconds(29));
            assertThat(web.statistics().inFlight()).isEqualTo(1);
            web.pass(Duration.ofSeconds(2));
            assertThat(web.statistics().inFlight()).isZero();
            assertThat(web.statistics().cutOff()).isEqualTo(1);
        }
    }

    @Test
    void theLastOfItsRequestsEndsAConnection() {
        try (Web web = new Web(HttpOptions.DEFAULTS.withKeepAlive(Duration.ofSeconds(60), 2), OK)) {
            Visitor visitor = web.visit().ask("GET /");
            assertThat(visitor.read()).doesNotContain("close");
            assertThat(visitor.ask("GET /").read()).contains("Connection: close");
            assertThat(visitor.sawEnd()).isTrue();
        }
    }

    @Test
    void aLifetimeEndsWithAnAnswer() {
        try (Web web = new Web(OK)) {
            Visitor visitor = web.visit();
            for (int minute = 0; minute < 54; minute++) {
                assertThat(visitor.ask("GET /").read()).doesNotContain("close");
                web.pass(Duration.ofSeconds(59));
            }
            for (int minute = 0; minute < 8 && !visitor.sawEnd(); minute++) {
                visitor.ask("GET /");
                web.pass(Duration.ofSeconds(59));
            }
            assertThat(visitor.read()).contains("Connection: close");
        }
    }

    @Test
    void requestsInFlightHaveALimit() {
        List<Exchange> exchanges = new ArrayList<>();
        try (Web web = new Web(HttpOptions.DEFAULTS.withRequestsInFlight(1), exchanges::add)) {
            Visitor first = web.visit().ask("GET /");
            Visitor second = web.visit().ask("GET /");
            assertThat(second.read()).startsWith("HTTP/1.1 503 ");
            exchanges.getFirst().send("ok");
            assertThat(first.read()).isEqualTo(Web.ok("ok"));
            second.ask("GET /");
            assertThat(exchanges).hasSize(2);
            assertThat(web.statistics().refusals(Refusal.OVERLOADED)).isEqualTo(1);
        }
    }

    @Test
    void connectionsAboveTheLimitGetA503() {
        try (Web web = new Web(HttpOptions.DEFAULTS.withRefuseAbove(1), OK)) {
            Visitor first = web.visit();
            Visitor second = web.visit();
            assertThat(second.read()).startsWith("HTTP/1.1 503 ");
            assertThat(second.sawEnd()).isTrue();
            assertThat(first.ask("GET /").read()).isEqualTo(Web.ok("ok"));
            second.close();
            first.close();
            assertThat(web.visit().ask("GET /").read()).isEqualTo(Web.ok("ok"));
            assertThat(web.statistics().refusals(Refusal.TOO_MANY_CONNECTIONS)).isEqualTo(1);
        }
    }

    @Test
    void aDrainAnswersEachConnectionOnceMoreAndSaysThatItIsTheLastTime() {
        List<Exchange> exchanges = new ArrayList<>();
        try (Web web = new Web(exchanges::add)) {
            Visitor resting = web.visit().ask("GET /");
            exchanges.getFirst().send("ok");
            resting.read();
            Visitor waiting = web.visit().ask("GET /");
            boolean[] ended = {false};
            web.server.drain(Duration.ofSeconds(10)).ended().thenRun(() -> ended[0] = true);
            assertThat(resting.sawEnd()).isFalse();
            assertThat(waiting.sawEnd()).isFalse();
            exchanges.getLast().send("last");
            assertThat(waiting.read()).contains("Connection: close").endsWith("last");
            resting.ask("GET /");
            exchanges.getLast().send("once more");
            assertThat(resting.read()).contains("Connection: close").endsWith("once more");
            assertThat(resting.sawEnd()).isTrue();
            resting.close();
            waiting.close();
            assertThat(ended[0]).isTrue();
        }
    }

    @Test
    void whoAsksNoMoreIsClosedAtTheDrainsLimitAndCountedApart() {
        try (Web web = new Web(OK)) {
            Visitor resting = web.visit().ask("GET /");
            resting.read();
            Drain drain = web.server.drain(Duration.ofSeconds(10));
            web.pass(Duration.ofSeconds(9));
            assertThat(resting.sawEnd()).isFalse();
            web.pass(Duration.ofSeconds(2));
            assertThat(resting.sawEnd()).isTrue();
            assertThat(drain.atRest()).isOne();
            assertThat(drain.cutOff()).isZero();
        }
    }
}
