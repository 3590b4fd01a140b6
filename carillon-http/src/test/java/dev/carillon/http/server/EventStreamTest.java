package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.http.BodyEncoder;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Written;
import dev.carillon.net.ConnectionOptions;
import dev.carillon.net.ListenerOptions;
import dev.carillon.net.SocketOptions;
import dev.carillon.testkit.Allocations;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Streams of events: what clients get, when, and which of them are cut off. */
class EventStreamTest {
    private static final String CHUNKED = "\r\nTransfer-Encoding: chunked\r\n";

    /** A server all of whose answers are events of one group. */
    private static final class News implements AutoCloseable {
        private final Web web;
        private @Nullable EventStreams streams;
        private final List<EventStream> joined = new ArrayList<>();

        News(EventStreamOptions options) {
            this(options, HttpOptions.DEFAULTS);
        }

        News(EventStreamOptions options, HttpOptions http) {
            web = new Web(http, exchange -> joined.add(streams().join(exchange)));
            streams = new EventStreams(web.loop.loop(), options);
        }

        EventStreams streams() {
            EventStreams present = streams;
            assertThat(present).isNotNull();
            return present;
        }

        Visitor listen(String... fields) {
            Visitor visitor = web.visit().ask("GET /news", fields);
            return visitor;
        }

        void send(Event event) {
            streams().send(event);
            web.loop.runUntilIdle();
        }

        @Override
        public void close() {
            web.close();
        }
    }

    /** The content of chunks that came. */
    private static String events(String chunks) {
        Chunks read = Chunks.of(chunks);
        assertThat(read.end()).as("whole chunks").isEqualTo(chunks.length());
        return read.content();
    }

    private static String body(String answer) {
        return events(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }

    private static News news() {
        return new News(EventStreamOptions.DEFAULTS.withHeartbeat(Duration.ZERO));
    }

    @Test
    void theAnswerBeginsAtOnceAndEachEventGoesToAll() {
        try (News news = news()) {
            Visitor one = news.listen();
            assertThat(one.read())
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\r\nContent-Type: text/event-stream\r\n", "\r\nCache-Control: no-store\r\n", CHUNKED);
            Visitor two = news.listen();
            two.read();
            assertThat(news.streams().size()).isEqualTo(2);
            news.send(Event.of("1"));
            news.send(Event.of("2").withId("x"));
            assertThat(events(one.read())).isEqualTo("data: 1\n\nid: x\ndata: 2\n\n");
            assertThat(events(two.read())).isEqualTo("data: 1\n\nid: x\ndata: 2\n\n");
            assertThat(news.streams().statistics()).isEqualTo(new EventStreamStatistics(2, 2, 0, 0));
        }
    }

    @Test
    void aStreamOfItsOwnGetsWhatItIsSent() {
        List<EventStream> streams = new ArrayList<>();
        try (Web web = new Web(exchange -> streams.add(EventStream.open(exchange)))) {
            Visitor visitor = web.visit().ask("GET /");
            visitor.read();
            EventStream stream = streams.getFirst();
            List<String> told = new ArrayList<>();
            stream.onClosed(() -> told.add("closed"));
            assertThat(stream.send(Event.of("a"))).isEqualTo(Written.TAKEN);
            assertThat(stream.comment("c")).isEqualTo(Written.TAKEN);
            stream.finish();
            stream.finish();
            assertThat(visitor.read()).endsWith("\r\n0\r\n\r\n");
            assertThat(told).containsExactly("closed");
            assertThat(stream.isOpen()).isFalse();
            assertThat(stream.send(Event.of("late"))).isEqualTo(Written.CLOSED);
            assertThat(visitor.ask("GET /").read()).startsWith("HTTP/1.1 200 "); // the connection goes on
        }
    }

    @Test
    void aHeartbeatComesOnlyWhereThereWasSilence() {
        try (News news = new News(EventStreamOptions.DEFAULTS.withHeartbeat(Duration.ofSeconds(10)))) {
            Visitor visitor = news.listen();
            visitor.read();
            news.web.pass(Duration.ofSeconds(21));
            assertThat(events(visitor.read())).isEqualTo(": \n\n");
            for (int i = 0; i < 10; i++) {
                news.web.pass(Duration.ofSeconds(5));
                news.send(Event.of("x"));
            }
            assertThat(events(visitor.read())).isEqualTo("data: x\n\n".repeat(10));
        }
    }

    @Test
    void noHeartbeatRunsForNobody() {
        try (News news = new News(EventStreamOptions.DEFAULTS)) {
            Visitor visitor = news.listen();
            visitor.close();
            news.web.loop.runUntilIdle();
            assertThat(news.streams().size()).isZero();
            assertThat(news.joined.getFirst().isOpen()).isFalse();
            Visitor next = news.listen();
            next.read();
            news.web.pass(Duration.ofSeconds(31));
            assertThat(events(next.read())).isEqualTo(": \n\n");
        }
    }

    @Test
    void theTimeToConnectAgainIsToldFirst() {
        try (News news = new News(EventStreamOptions.DEFAULTS.withRetry(Duration.ofSeconds(3)))) {
            assertThat(body(news.listen().read())).isEqualTo("retry: 3000\n\n");
        }
    }

    @Test
    void whoComesBackGetsWhatItHasMissed() {
        try (News news = news()) {
            for (int i = 1; i <= 4; i++) {
                news.send(Event.of("e" + i).withId("" + i));
            }
            news.send(Event.of("nobody asks for this again"));
            assertThat(body(news.listen("Last-Event-ID: 2").read()))
                    .isEqualTo("id: 3\ndata: e3\n\nid: 4\ndata: e4\n\n");
            EventStream back = news.joined.getFirst();
            assertThat(back.lastEventId()).contains("2");
            assertThat(back.missedEvents()).isFalse();
            assertThat(body(news.listen().read())).isEmpty();
            assertThat(news.streams().statistics().gaps()).isZero();
        }
    }

    @Test
    void anIdMayBeAnyText() {
        try (News news = news()) {
            news.send(Event.of("1").withId("\u20ac"));
            news.send(Event.of("2").withId("2"));
            String bytes = new String("\u20ac".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            assertThat(body(news.listen("Last-Event-ID: " + bytes).read())).isEqualTo("id: 2\ndata: 2\n\n");
        }
    }

    @Test
    void whoComesBackTooLateGetsWhatThereIsAndThatIsKnown() {
        EventStreamOptions few =
                EventStreamOptions.DEFAULTS.withHeartbeat(Duration.ZERO).withReplay(2, 1000);
        try (News news = new News(few)) {
            for (int i = 1; i <= 4; i++) {
                news.send(Event.of("e" + i).withId("" + i));
            }
            assertThat(body(news.listen("Last-Event-ID: 1").read()))
                    .isEqualTo("id: 3\ndata: e3\n\nid: 4\ndata: e4\n\n");
            assertThat(news.joined.getFirst().missedEvents()).isTrue();
            assertThat(news.streams().statistics().gaps()).isEqualTo(1);
        }
    }

    private static News slow(long bound) {
        ConnectionOptions small =
                ConnectionOptions.DEFAULTS.withSocket(SocketOptions.DEFAULTS.withBuffers(0, 16 * 1024));
        HttpOptions http = HttpOptions.DEFAULTS.withListener(ListenerOptions.DEFAULTS.withConnections(small));
        return new News(EventStreamOptions.DEFAULTS.withHeartbeat(Duration.ZERO).withQueued(bound), http);
    }

    @Test
    void aClientThatTakesNothingIsCutOffAtTheBoundAndNobodyElse() {
        try (News news = slow(200_000)) {
            Visitor deaf = news.listen();
            Visitor good = news.listen();
            good.read();
            Event event = Event.of("x".repeat(10_000));
            List<String> told = new ArrayList<>();
            news.joined.getFirst().onClosed(() -> told.add("closed"));
            int sent = 0;
            while (told.isEmpty()) {
                news.send(event);
                sent++;
                assertThat(events(good.read())).hasSize(10_008);
            }
            assertThat(sent).isGreaterThan(20);
            assertThat(news.streams().statistics().cutOff()).isEqualTo(1);
            assertThat(news.streams().size()).isEqualTo(1);
            news.web.loop.runUntilIdle();
            assertThat(news.web.statistics().connections())
                    .as("what waited for it is dropped")
                    .isEqualTo(1);
            news.send(Event.of("after"));
            assertThat(events(good.read())).isEqualTo("data: after\n\n");
            assertThat(deaf.read()).doesNotContain("after").doesNotEndWith("\r\n0\r\n\r\n");
            assertThat(deaf.sawEnd() || deaf.sawReset()).isTrue();
        }
    }

    @Test
    void whoIsSlowButFollowsIsNot() {
        try (News news = slow(200_000)) {
            Visitor visitor = news.listen();
            EventStream stream = news.joined.getFirst();
            List<String> drained = new ArrayList<>();
            stream.onDrained(() -> drained.add("drained"));
            int sent = 0;
            for (int i = 0; i < 20; i++) {
                while (stream.send(Event.of("y".repeat(1000))) == Written.TAKEN) {
                    sent++;
                    news.web.loop.runUntilIdle();
                }
                sent++;
                visitor.read();
                assertThat(drained).hasSize(i + 1);
            }
            assertThat(sent).isGreaterThan(100);
            assertThat(news.streams().statistics().cutOff()).isZero();
        }
    }

    @Test
    void anEventIsEncodedOnceForAllClients() throws Exception {
        try (News news = new News(
                EventStreamOptions.DEFAULTS.withHeartbeat(Duration.ZERO).withQueued(Long.MAX_VALUE))) {
            int clients = 50;
            for (int i = 0; i < clients; i++) {
                news.listen();
            }
            Event event = Event.of("z".repeat(2000)).withId("z");
            long bytes = Allocations.whenWarm(() -> news.send(event)); // nobody reads: all of it waits
            assertThat(bytes).isLessThan(clients * 2000L);
        }
    }

    @Test
    void whatIsToldOfAnEndMayEndOthers() {
        try (News news = news()) {
            news.listen();
            news.listen();
            Visitor third = news.listen();
            third.read();
            news.joined.get(0).onClosed(() -> news.joined.get(1).finish());
            news.joined.get(0).finish();
            assertThat(news.streams().size()).isEqualTo(1);
            news.send(Event.of("x"));
            assertThat(events(third.read())).isEqualTo("data: x\n\n");
        }
    }

    @Test
    void anyThreadMaySend() throws Exception {
        try (News news = news()) {
            Visitor visitor = news.listen();
            visitor.read();
            Thread other = Thread.ofPlatform().start(() -> {
                news.streams().send(Event.of("1"));
                news.streams().send(Event.of("2"));
            });
            other.join();
            assertThat(events(visitor.read())).isEqualTo("data: 1\n\ndata: 2\n\n");
        }
    }

    @Test
    void closingEndsAllInOrderAndOthersMayJoin() {
        try (News news = news()) {
            Visitor visitor = news.listen();
            news.streams().close();
            assertThat(visitor.read()).endsWith("0\r\n\r\n");
            assertThat(news.streams().size()).isZero();
            news.listen();
            assertThat(news.streams().size()).isEqualTo(1);
        }
    }

    @Test
    void headIsAnsweredAndOver() {
        try (News news = news()) {
            Visitor visitor = news.web.visit().ask("HEAD /news");
            assertThat(visitor.read())
                    .contains("\r\nContent-Type: text/event-stream\r\n")
                    .endsWith("\r\n\r\n");
            assertThat(news.streams().size()).isZero();
            assertThat(visitor.ask("HEAD /news").read()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void anExchangeOfAnotherLoopIsRefused() {
        try (EventLoop other = EventLoop.open("other")) {
            EventStreams streams = new EventStreams(other, EventStreamOptions.DEFAULTS);
            try (Web web = new Web(streams::join)) {
                assertThat(web.visit().ask("GET /").read()).startsWith("HTTP/1.1 500 ");
                assertThat(web.failures).singleElement().isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void boundsAreNotNegative() {
        EventStreamOptions options = EventStreamOptions.DEFAULTS;
        Duration negative = Duration.ofNanos(-1);
        assertThatThrownBy(() -> options.withHeartbeat(negative)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.withRetry(negative)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.withQueued(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.withReplay(-1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.withReplay(1, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Encodes nothing. */
    private static final class Broken implements BodyEncoder {
        @Override
        public void encode(ByteBuffer in, boolean last, Consumer<ByteBuffer> out) {
            throw new IllegalStateException("oops");
        }

        @Override
        public void close() {}
    }

    @Test
    void aClientWhoseEventsCannotBeEncodedKeepsNobodyFromTheirs() {
        AtomicReference<EventStreams> streams = new AtomicReference<>();
        try (Web web = new Web(exchange -> {
            if (exchange.request().path().equals("/broken")) {
                exchange.beforeHead(() -> exchange.encoder(new Broken()));
            }
            streams.get().join(exchange);
        })) {
            streams.set(new EventStreams(web.loop.loop(), EventStreamOptions.DEFAULTS));
            Visitor broken = web.visit().ask("GET /broken");
            Visitor fine = web.visit().ask("GET /fine");
            streams.get().send(Event.of("one"));
            assertThat(body(fine.read())).isEqualTo("data: one\n\n");
            assertThat(broken.read()).doesNotContain("0\r\n\r\n");
            assertThat(broken.sawEnd()).isTrue();
            assertThat(streams.get().size()).isEqualTo(1);
            assertThat(web.failures).hasSize(1);
        }
    }
}
