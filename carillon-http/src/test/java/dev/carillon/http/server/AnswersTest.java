package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.http.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests without a body and their answers. */
class AnswersTest {
    private static final Response HELLO = Response.text(200, "Hello, World!");

    @Test
    void aRequestIsAnsweredAndTheConnectionStays() {
        try (Web web = new Web(exchange -> exchange.send(HELLO))) {
            Visitor visitor = web.visit();
            assertThat(visitor.ask("GET /").read()).isEqualTo(Web.ok("Hello, World!"));
            assertThat(visitor.ask("GET /").read()).isEqualTo(Web.ok("Hello, World!"));
            assertThat(visitor.sawEnd()).isFalse();
            assertThat(web.statistics().requests()).isEqualTo(2);
            assertThat(web.statistics().answers(2)).isEqualTo(2);
            assertThat(web.statistics().inFlight()).isZero();
            assertThat(web.statistics().bodyBytesSent()).isEqualTo(26);
        }
    }

    private static String question(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    @Test
    void theFiguresCanBeRead() {
        try (Web web = new Web(exchange -> exchange.fail(404))) {
            web.visit().ask("GET /").read();
            assertThat(web.statistics())
                    .hasToString("1 requests, 0 in flight, 0 cut off, refused {NOT_FOUND=1}, 0 failures,"
                            + " 1 connections of 1");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() {
        try (Web web = new Web(exchange -> exchange.send(exchange.request().path()))) {
            String questions = question("/1") + question("/22") + question("/3");
            assertThat(web.visit().send(questions).read()).isEqualTo(Web.ok("/1") + Web.ok("/22") + Web.ok("/3"));
        }
    }

    @Test
    void aRequestMayComeByteByByte() {
        try (Web web = new Web(exchange -> exchange.send(exchange.request().path()))) {
            Visitor visitor = web.visit();
            for (char c : "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n".toCharArray()) {
                visitor.send(String.valueOf(c));
            }
            assertThat(visitor.read()).isEqualTo(Web.ok("/slow"));
        }
    }

    @Test
    void headGetsTheHeadOfGet() {
        try (Web web = new Web(exchange -> exchange.send("four"))) {
            String whole = Web.ok("four");
            assertThat(web.visit().ask("HEAD /").read()).isEqualTo(whole.substring(0, whole.length() - 4));
        }
    }

    @Test
    void statusAndFieldsAreTheHandlers() {
        try (Web web = new Web(exchange -> exchange.status(201)
                .field("X-One", "1")
                .field("X-One", "2")
                .setField("X-Two", "3")
                .send(new byte[0]))) {
            assertThat(web.visit().ask("GET /").read())
                    .startsWith(
                            "HTTP/1.1 201 Created\r\nX-One: 1\r\nX-One: 2\r\nX-Two: 3\r\nContent-Length: 0\r\nDate: ");
        }
    }

    @Test
    void noContentHasNoLength() {
        try (Web web = new Web(exchange -> exchange.status(204).send())) {
            assertThat(web.visit().ask("GET /").read())
                    .isEqualTo("HTTP/1.1 204 No Content\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n\r\n");
        }
    }

    @Test
    void aPreparedAnswerJoinsTheFieldsThatWereSet() {
        try (Web web = new Web(exchange -> exchange.field("X-Id", "7").send(HELLO))) {
            assertThat(web.visit().ask("GET /").read())
                    .startsWith("HTTP/1.1 200 OK\r\nX-Id: 7\r\nContent-Type: text/plain; charset=utf-8\r\n")
                    .endsWith("\r\n\r\nHello, World!");
        }
    }

    @Test
    void fieldsCannotSplitAnAnswer() {
        try (Web web = new Web(exchange -> {
            assertThatThrownBy(() -> exchange.field("X", "a\r\nB: c")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> exchange.field("X Y", "a")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> exchange.field("Content-Length", "5"))
                    .isInstanceOf(IllegalArgumentException.class);
            exchange.send("fine");
        })) {
            assertThat(web.visit().ask("GET /").read()).isEqualTo(Web.ok("fine"));
        }
    }

    @Test
    void whatAHandlerThrowsIsA500AndIsTold() {
        IllegalStateException failure = new IllegalStateException("oops");
        try (Web web = new Web(exchange -> {
            exchange.setField("ETag", "\"1\"");
            throw failure;
        })) {
            Visitor visitor = web.visit();
            assertThat(visitor.ask("GET /").read())
                    .isEqualTo(Web.answer(500, "Internal Server Error", "500 Internal Server Error\n"));
            assertThat(web.failures).containsExactly(failure);
            assertThat(web.statistics().failures()).isEqualTo(1);
            assertThat(web.statistics().refusals(Refusal.FAILED)).isEqualTo(1);
            assertThat(visitor.ask("GET /").read()).contains("500");
        }
    }

    @Test
    void whatIsMalformedIsA400AndTheEnd() {
        try (Web web = new Web(exchange -> exchange.send(HELLO))) {
            Visitor visitor = web.visit();
            assertThat(visitor.send("GET / HTTP/1.1\r\nHost: x\r\nbad field: y\r\n\r\n")
                            .read())
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .contains("\r\nConnection: close\r\n");
            assertThat(visitor.sawEnd()).isTrue();
            assertThat(web.statistics().refusals(Refusal.MALFORMED)).isEqualTo(1);
            assertThat(web.statistics().requests()).isZero();
        }
    }

    @Test
    void anAnswerMayComeLaterAndTheNextRequestWaits() {
        List<Exchange> waiting = new ArrayList<>();
        try (Web web = new Web(waiting::add)) {
            Visitor visitor = web.visit().ask("GET /1").ask("GET /2");
            assertThat(visitor.read()).isEmpty();
            assertThat(waiting).hasSize(1);
            waiting.getFirst().send("1");
            assertThat(visitor.read()).isEqualTo(Web.ok("1"));
            assertThat(waiting).hasSize(2);
            waiting.getLast().send("2");
            assertThat(visitor.read()).isEqualTo(Web.ok("2"));
        }
    }

    @Test
    void whoEndsItsSideWhileAHandlerWorksGetsTheAnswerAndTheEnd() {
        List<Exchange> waiting = new ArrayList<>();
        List<ExchangeEnd.How> ends = new ArrayList<>();
        try (Web web = new Web(exchange -> {
            exchange.onEnd((_, end) -> ends.add(end.how()));
            waiting.add(exchange);
        })) {
            Visitor visitor = web.visit().ask("GET /").end();
            assertThat(ends).as("nothing is cut off").isEmpty();
            waiting.getFirst().send("late");
            assertThat(visitor.read()).contains("\r\nConnection: close\r\n").endsWith("\r\n\r\nlate");
            assertThat(visitor.sawEnd()).isTrue();
            assertThat(ends).containsExactly(ExchangeEnd.How.ANSWERED);
        }
    }

    @Test
    void closeIsSaidAndDone() {
        try (Web web = new Web(exchange -> exchange.send(HELLO))) {
            Visitor visitor = web.visit().ask("GET /", "Connection: close");
            assertThat(visitor.read()).contains("\r\nConnection: close\r\n");
            assertThat(visitor.sawEnd()).isTrue();
        }
    }

    @Test
    void theDateIsOfTheSecond() {
        try (Web web = new Web(exchange -> exchange.send(HELLO))) {
            Visitor visitor = web.visit();
            assertThat(visitor.ask("GET /").read()).contains("Date: Thu, 01 Jan 1970 00:00:00 GMT");
            web.pass(Duration.ofMillis(999));
            assertThat(visitor.ask("GET /").read()).contains("Date: Thu, 01 Jan 1970 00:00:00 GMT");
            web.pass(Duration.ofMillis(1));
            assertThat(visitor.ask("GET /").read()).contains("Date: Thu, 01 Jan 1970 00:00:01 GMT");
        }
    }
}
