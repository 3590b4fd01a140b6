package dev.carillon.monitor.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.Rate;
import dev.carillon.monitor.action.Attempt.Outcome;
import dev.carillon.monitor.fleet.NatsServer;
import dev.carillon.monitor.fleet.NatsSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alarms in the stream of a real NATS server. */
class FleetCourierTest {
    private static final String NAME = ActionSettings.Fleet.NAME;

    @TempDir
    private Path directory;

    private static ActionSettings.Fleet fleet(URI server, boolean creates) {
        NatsSettings nats = new NatsSettings(
                List.of(server),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(5),
                creates);
        Delivery soon = new Delivery(
                Duration.ofMillis(50),
                Duration.ofMillis(200),
                Duration.ofHours(1),
                new Rate(1000, Duration.ofSeconds(1)),
                true,
                10_000);
        return new ActionSettings.Fleet(NAME, Set.of(Occasion.values()), nats, "web-1", soon);
    }

    @Test
    void alarmIsAMessageUnderTheSubjectOfItsHost() throws Exception {
        try (NatsServer server = NatsServer.start(directory);
                Bench bench = new Bench(fleet(server.url(), true))) {
            bench.take(Changes.raised("hot", "it is \"hot\"\u001b[31m"), NAME);
            bench.untilDone();
            bench.take(Changes.cleared("hot", "it is cold"), NAME);
            bench.untilDone();
            assertThat(bench.outcomes()).containsExactly(Outcome.DELIVERED, Outcome.DELIVERED);
            List<NatsServer.Stored> stored = server.stored();
            assertThat(stored).extracting(NatsServer.Stored::subject).containsOnly("carillon.web-1.alarm");
            assertThat(stored)
                    .extracting(NatsServer.Stored::id)
                    .containsExactly(
                            "web-1/hot/1:clear-raised@" + Changes.TIME.toEpochMilli(),
                            "web-1/hot/1:raised-clear@" + Changes.TIME.toEpochMilli());
            assertThat(stored.getFirst().text())
                    .contains("\"rule\":\"hot\"", "\"to\":\"raised\"", "it is \\\"hot\\\"\\u001B[31m");
        }
    }

    @Test
    void whatIsToldAgainIsInTheStreamOnce() throws Exception {
        try (NatsServer server = NatsServer.start(directory);
                Bench bench = new Bench(fleet(server.url(), true))) {
            for (int i = 0; i < 3; i++) { // as by monitors of which each was killed before it knew
                bench.take(Changes.raised("hot", "it is hot"), NAME);
                bench.untilDone();
            }
            assertThat(server.stored()).hasSize(1);
        }
    }

    @Test
    void whatHappensWhileTheServerIsGoneIsToldWhenItIsBackAndAStormInOneCall() throws Exception {
        try (NatsServer server = NatsServer.start(directory);
                Bench bench = new Bench(fleet(server.url(), true))) {
            bench.take(Changes.raised("first", "it"), NAME);
            bench.untilDone();
            server.kill();
            for (int i = 0; i < 1200; i++) {
                bench.take(Changes.raised("storm" + i, "it"), NAME);
            }
            bench.until(() -> bench.outcomes().contains(Outcome.FAILED));
            assertThat(bench.last().answer()).contains("127.0.0.1:" + server.port() + ": Connection refused");
            assertThat(bench.actions.status().getFirst().circuit()).isNotEqualTo(ActionStatus.Circuit.CLOSED);
            server.startAgain();
            bench.untilDone();
            assertThat(server.stored()).hasSize(1201).doesNotHaveDuplicates();
            assertThat(bench.ledger().open()).isZero();
            assertThat(bench.ledger().givenUp()).isZero();
        }
    }

    @Test
    void serverWithoutJetStreamIsSaidToBeOne() throws Exception {
        try (NatsServer server = NatsServer.start(directory, List.of());
                Bench bench = new Bench(fleet(server.url(), true))) {
            bench.take(Changes.raised("hot", "it is hot"), NAME);
            bench.until(() -> bench.outcomes().contains(Outcome.FAILED));
            assertThat(bench.last().answer()).contains("JetStream does not answer", "-js");
        }
    }

    @Test
    void streamThatIsMissingAndNotToBeMadeIsSaidToBe() throws Exception {
        try (NatsServer server = NatsServer.start(directory);
                Bench bench = new Bench(fleet(server.url(), false))) {
            bench.take(Changes.raised("hot", "it is hot"), NAME);
            bench.until(() -> bench.outcomes().contains(Outcome.FAILED));
            assertThat(bench.last().answer()).contains("no stream CARILLON", "create = true");
            assertThat(server.stored()).isEmpty();
        }
    }
}
