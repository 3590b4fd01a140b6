package dev.carillon.monitor.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.ConfigFile;
import dev.carillon.config.Kind;
import dev.carillon.config.Rate;
import dev.carillon.config.Secret;
import dev.carillon.monitor.action.Attempt.Outcome;
import dev.carillon.monitor.rule.AlarmState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class WebhookTest {
    private static final Set<Occasion> ALL = Set.of(Occasion.values());

    static ActionSettings.Webhook hook(URI url, Delivery delivery) {
        return new ActionSettings.Webhook(
                "it", ALL, url, Optional.empty(), Optional.empty(), Duration.ofSeconds(20), delivery);
    }

    private static Delivery quick(int calls) {
        return new Delivery(
                Duration.ofMillis(5),
                Duration.ofMillis(20),
                Duration.ofHours(1),
                new Rate(calls, Duration.ofMinutes(1)),
                true,
                10_000);
    }

    @Test
    void alarmIsPostedWithItsId() throws Exception {
        try (StubServer server = new StubServer(StubServer.OK);
                Bench bench = new Bench(hook(server.url(), quick(6)))) {
            bench.take(Changes.raised("hot", "it is \"hot\"\n</script>"), "it");
            bench.untilDone();
            StubServer.Request request = server.requests.getFirst();
            assertThat(request.line()).isEqualTo("POST /hook HTTP/1.1");
            assertThat(request.headers())
                    .containsEntry("idempotency-key", "hot/1:clear-raised")
                    .containsEntry("content-type", "application/json");
            assertThat(request.body())
                    .contains("\"message\":\"it is \\\"hot\\\"\\n</script>\"", "\"causes\":[7,9]", "\"digest\":false");
            assertThat(bench.outcomes()).containsExactly(Outcome.DELIVERED);
            assertThat(bench.last().answer()).isEqualTo("status 204");
            assertThat(bench.ledger()).isEqualTo(new ActionLedger(1, 1, 0, 0, 0));
        }
    }

    @Test
    void bodyIsSigned(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("key"), "key\n");
        Files.writeString(directory.resolve("monitor.toml"), "secret = \"file:key\"");
        Optional<Secret> secret =
                ConfigFile.read(directory.resolve("monitor.toml")).root().find("secret", Kind.secret());
        try (StubServer server = new StubServer(StubServer.OK)) {
            ActionSettings.Webhook settings = new ActionSettings.Webhook(
                    "it", ALL, server.url(), secret, secret, Duration.ofSeconds(20), quick(6));
            try (Bench bench = new Bench(settings)) {
                bench.take(Changes.raised("hot", "it is hot"), "it");
                bench.untilDone();
            }
            StubServer.Request request = server.requests.getFirst();
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("key".getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            String expected =
                    HexFormat.of().formatHex(mac.doFinal(request.body().getBytes(StandardCharsets.UTF_8)));
            assertThat(request.headers())
                    .containsEntry("x-carillon-signature", "sha256=" + expected)
                    .containsEntry("authorization", "Bearer key");
        }
    }

    /** Hostile test 17, of webhooks: what is sent parses back to what it was. */
    @Test
    void whatAnAlarmSaysParsesBackToIt() throws Exception {
        String nasty = "<img onerror=x> </script> javascript: \u202e \u001b[31m \r\n\"\\ \u0000 \ud83d\ude00";
        try (StubServer server = new StubServer(StubServer.OK);
                Bench bench = new Bench(hook(server.url(), quick(6)))) {
            bench.take(Changes.raised("hot", nasty), "it");
            bench.untilDone();
            String body = server.requests.getFirst().body();
            assertThat(body).doesNotContain("\n", "\r", "\u001b");
            try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), body)) {
                while (!"message".equals(json.currentName()) || json.currentToken() != JsonToken.VALUE_STRING) {
                    assertThat(json.nextToken()).isNotNull();
                }
                assertThat(json.getString()).isEqualTo(nasty);
            }
        }
    }

    @Test
    void idInAHeaderIsOfLettersThatItMayHave() {
        assertThat(WebhookCourier.header("heiß[a b]/1\r\nX: y%")).isEqualTo("hei%C3%9F[a%20b]/1%0D%0AX:%20y%25");
    }

    @Test
    void ofAStormAFewCallsNameAll() throws Exception {
        try (StubServer server = new StubServer(StubServer.OK);
                Bench bench = new Bench(hook(server.url(), quick(6)))) {
            for (int i = 0; i < 1000; i++) {
                bench.take(Changes.raised("hot" + i, "it is hot"), "it");
            }
            bench.untilDone();
            for (int i = 0; i < 1000; i++) {
                bench.take(Changes.cleared("hot" + i, "it is cold"), "it");
            }
            bench.untilDone();
            assertThat(server.requests).hasSizeLessThanOrEqualTo(6);
            String raised = server.requests.stream()
                    .limit(server.requests.size() / 2)
                    .map(StubServer.Request::body)
                    .collect(Collectors.joining());
            assertThat(Pattern.compile("\"rule\":\"hot[0-9]+\"")
                            .matcher(raised)
                            .results()
                            .distinct()
                            .count())
                    .isEqualTo(1000);
            assertThat(bench.ledger().raised()).isEqualTo(2000);
            assertThat(bench.ledger().open()).isZero();
            assertThat(bench.ledger().givenUp()).isZero();
        }
    }

    @Test
    void laterChangeTakesThePlaceOfOneThatWasNotTold() throws Exception {
        try (StubServer server = new StubServer(out -> StubServer.status(out, "500 Oh", ""));
                Bench bench = new Bench(hook(server.url(), quick(1000)))) {
            bench.take(Changes.raised("hot", "one"), "it");
            bench.until(() -> bench.outcomes().contains(Outcome.FAILED));
            bench.take(Changes.change("hot", 1, AlarmState.RAISED, AlarmState.FLAPPING, "two"), "it");
            bench.take(Changes.change("hot", 1, AlarmState.FLAPPING, AlarmState.CLEAR, "three"), "it");
            server.requests.clear();
            server.reply(StubServer.OK);
            bench.untilDone();
            assertThat(server.requests.getLast().body()).contains("\"to\":\"clear\"", "\"replaced\":2", "three");
            assertThat(bench.ledger()).isEqualTo(new ActionLedger(3, 1, 2, 0, 0));
        }
    }

    @Test
    void redirectIsNotFollowedAndTriedAgain() throws Exception {
        try (StubServer other = new StubServer(StubServer.OK);
                StubServer server = new StubServer(
                        out -> StubServer.status(out, "302 Found", "Location: " + other.url() + "\r\n"));
                Bench bench = new Bench(hook(server.url(), quick(1000)))) {
            bench.take(Changes.raised("hot", "one"), "it");
            bench.until(() -> server.requests.size() >= 2);
            assertThat(other.requests).isEmpty();
            assertThat(bench.last().answer()).isEqualTo("status 302");
            assertThat(bench.actions.status().getFirst().circuit()).isNotEqualTo(ActionStatus.Circuit.CLOSED);
            server.reply(StubServer.OK);
            bench.untilDone();
            assertThat(bench.actions.status().getFirst().circuit()).isEqualTo(ActionStatus.Circuit.CLOSED);
        }
    }

    @Test
    void whatIsRefusedAsItIsIsGivenUp() throws Exception {
        StubServer.Reply reply = out ->
                out.write("HTTP/1.1 422 No\r\nContent-Length: 5\r\n\r\n\u001b[31m".getBytes(StandardCharsets.UTF_8));
        try (StubServer server = new StubServer(reply);
                Bench bench = new Bench(hook(server.url(), quick(1000)))) {
            bench.take(Changes.raised("hot", "one"), "it");
            bench.untilDone();
            assertThat(bench.outcomes()).containsExactly(Outcome.GIVEN_UP);
            assertThat(bench.last().answer()).isEqualTo("status 422: \\u001B[31m");
        }
    }

    @Test
    void serverThatDripsOrSaysNothingIsLeftAtItsTime() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        StubServer.Reply drip = out -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n1".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            await(over);
        };
        for (StubServer.Reply reply : new StubServer.Reply[] {drip, out -> await(over)}) {
            try (StubServer server = new StubServer(reply)) {
                ActionSettings.Webhook settings = new ActionSettings.Webhook(
                        "it",
                        ALL,
                        server.url(),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofMillis(300),
                        quick(1000));
                try (Bench bench = new Bench(settings)) {
                    bench.take(Changes.raised("hot", "one"), "it");
                    bench.until(() -> bench.outcomes().contains(Outcome.FAILED));
                    assertThat(bench.last().answer())
                            .isEqualTo(
                                    "no answer from 127.0.0.1:" + server.url().getPort() + " in 300ms");
                }
            }
        }
        over.countDown();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void portWithoutAServerIsTriedAgainUntilPatienceEnds() throws Exception {
        URI nobody;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + gone.getLocalPort() + "/");
        }
        Delivery delivery = new Delivery(
                Duration.ofMillis(1),
                Duration.ofMillis(5),
                Duration.ofMillis(200),
                new Rate(100_000, Duration.ofMinutes(1)),
                true,
                10);
        try (Bench bench = new Bench(hook(nobody, delivery))) {
            bench.take(Changes.raised("hot", "one"), "it");
            bench.untilDone();
            assertThat(bench.attempts.getFirst().answer())
                    .isEqualTo("127.0.0.1:" + nobody.getPort() + ": Connection refused");
            assertThat(bench.last().outcome()).isEqualTo(Outcome.GIVEN_UP);
            assertThat(bench.last().answer()).startsWith("it could not be told since ");
            assertThat(bench.ledger()).isEqualTo(new ActionLedger(1, 0, 0, 0, 1));
        }
    }

    @Test
    void whatIsMoreThanTheQueueIsSkippedAndCounted() throws Exception {
        Delivery delivery = new Delivery(
                Duration.ofMillis(1),
                Duration.ofMillis(5),
                Duration.ofHours(1),
                new Rate(6, Duration.ofMinutes(1)),
                true,
                2);
        try (StubServer server = new StubServer(StubServer.OK);
                Bench bench = new Bench(hook(server.url(), delivery))) {
            for (int i = 0; i < 5; i++) {
                bench.take(Changes.raised("hot" + i, "it is hot"), "it");
            }
            bench.untilDone();
            assertThat(bench.ledger()).isEqualTo(new ActionLedger(5, 2, 0, 0, 3));
        }
    }

    @Test
    void changedActionGoesOnWithWhatWaits() throws Exception {
        try (StubServer old = new StubServer(out -> StubServer.status(out, "500 Oh", ""));
                StubServer server = new StubServer(StubServer.OK);
                Bench bench = new Bench(hook(old.url(), quick(1000)))) {
            bench.take(Changes.raised("hot", "one"), "it");
            bench.until(() -> bench.outcomes().contains(Outcome.FAILED));
            bench.actions.replace(List.of(hook(server.url(), quick(1000))));
            bench.untilDone();
            assertThat(server.requests).hasSize(1);
            assertThat(bench.ledger()).isEqualTo(new ActionLedger(1, 1, 0, 0, 0));
        }
    }

    @Test
    void nameThatNobodyKnowsIsSaid() {
        try (Bench bench = new Bench(hook(URI.create("https://nobody.invalid/x"), quick(1000)))) {
            bench.take(Changes.raised("hot", "one"), "it");
            bench.until(() -> !bench.attempts.isEmpty());
            assertThat(bench.last().answer()).isEqualTo("nobody.invalid:443: no address is known of this name");
        }
    }

    @Test
    void whatWaitsForAnActionThatWasRenamedGoesOverToItAndElseItIsSaidAloud() throws Exception {
        try (StubServer server = new StubServer(out -> StubServer.status(out, "500 Oh", ""));
                Bench bench = new Bench(hook(server.url(), quick(1000)))) {
            bench.take(Changes.raised("hot", "one"), "it");
            bench.until(() -> bench.outcomes().contains(Outcome.FAILED));
            bench.actions.replace(List.of(hook(server.url(), quick(1000)).named("other")));
            server.reply(StubServer.OK);
            bench.untilDone();
            assertThat(bench.last().action()).isEqualTo("other");
            assertThat(bench.ledger()).isEqualTo(new ActionLedger(1, 1, 0, 0, 0));
            assertThat(bench.lines).isEmpty();
            server.reply(out -> StubServer.status(out, "500 Oh", ""));
            bench.take(Changes.raised("cold", "two"), "other");
            bench.until(() -> bench.last().outcome() == Outcome.FAILED);
            bench.actions.replace(List.of(hook(server.url(), quick(999))));
            assertThat(bench.lines)
                    .containsExactly("action other: the file has no such action any more: alarms that waited for it are"
                            + " not told");
        }
    }
}
