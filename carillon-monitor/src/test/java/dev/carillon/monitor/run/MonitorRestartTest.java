package dev.carillon.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loop.EventLoop;
import dev.carillon.monitor.Event;
import dev.carillon.monitor.action.ActionLedger;
import dev.carillon.monitor.action.ActionStatus;
import dev.carillon.monitor.action.StubServer;
import dev.carillon.monitor.record.RecordReader;
import dev.carillon.monitor.record.Replay;
import dev.carillon.monitor.rule.Acknowledgement;
import dev.carillon.monitor.rule.Expressions;
import dev.carillon.monitor.rule.PeopleEvent;
import dev.carillon.monitor.rule.Silence;
import dev.carillon.monitor.rule.Standing;
import dev.carillon.monitor.store.Origin;
import dev.carillon.monitor.store.Store;
import dev.carillon.testkit.Fifo;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a monitor goes on with that is started again, and what it tells then. */
class MonitorRestartTest {
    private static final String FILE = """
        [monitor]
        state = "state"
        [source.boiler]
        fifo.path = "f"
        value = {}
        [rule.hot]
        on = "boiler"
        above = 80
        clear-below = 75
        do = ["say"]
        [action.say]
        log = true
        """;

    private static final String WITHOUT_RULE = FILE.substring(0, FILE.indexOf("[rule.hot]"));
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path directory;

    private Watched start(String file) throws Exception {
        return Watched.of(directory, file);
    }

    private void write(String text) {
        Fifo.write(directory.resolve("f"), text);
    }

    /** With the alarm raised, of value 81. */
    private Watched raised(String file) throws Exception {
        Watched watched = start(file);
        write("81\n");
        watched.await("monitor", "raised");
        return watched;
    }

    private void expectSameInReplay() throws Exception {
        Replay replay = new Replay(Optional.empty(), Expressions.NONE);
        RecordReader.read(directory.resolve("state"), replay::accept, problem -> {});
        Replay.Outcome outcome = replay.end();
        assertThat(outcome.differences()).as(outcome.summary()).isEmpty();
    }

    @Test
    void anAlarmGoesOnAsItWasWithWhoSeesToItAndIsNotToldAgain() throws Exception {
        Standing before;
        try (Watched watched = raised(FILE)) {
            String alarm = watched.monitor.standing().getFirst().alarm();
            boolean[] kept = new boolean[1];
            watched.monitor.acknowledge(alarm, Optional.of(HOUR), "ann", () -> kept[0] = true);
            watched.await(() -> kept[0]);
            before = watched.monitor.standing().getFirst();
            assertThat(watched.lines).hasSize(1);
            assertThat(watched.await("monitor", "acknowledged").fields())
                    .containsEntry("alarm", alarm)
                    .containsEntry("by", "ann")
                    .containsKey("until");
        }
        try (Watched watched = start(FILE)) {
            assertThat(watched.monitor.standing()).singleElement().satisfies(standing -> {
                assertThat(standing.alarm()).isEqualTo(before.alarm());
                assertThat(standing.time())
                        .isEqualTo(before.time().truncatedTo(ChronoUnit.MICROS)); // as the database has it
                assertThat(standing.acknowledged()).isEqualTo(before.acknowledged());
                assertThat(standing.acknowledged().map(Acknowledgement::by)).contains("ann");
            });
            assertThat(watched.lines).isEmpty();
            write("70\n");
            watched.await("monitor", "cleared");
            assertThat(watched.lines).hasSize(1);
        }
        expectSameInReplay();
    }

    private static void silence(Watched watched, Duration span) {
        watched.monitor.silence(Silence.of("hot", "", "ann", span), () -> {});
    }

    @Test
    void aSilenceGoesOnToItsEnd() throws Exception {
        List<Silence> before;
        try (Watched watched = start(FILE)) {
            silence(watched, HOUR);
            before = watched.monitor.silences();
        }
        try (Watched watched = raised(FILE)) {
            assertThat(watched.monitor.silences()).isEqualTo(before).hasSize(1);
            assertThat(watched.lines).isEmpty();
            silence(watched, Duration.ZERO);
            assertThat(watched.lines).hasSize(1);
        }
        try (Watched watched = start(FILE)) {
            assertThat(watched.monitor.silences()).isEmpty();
            assertThat(watched.lines).isEmpty();
        }
        expectSameInReplay();
    }

    /** As if the time had come while no monitor ran. */
    private void endSilence() {
        try (EventLoop loop = EventLoop.open("test")) {
            loop.turn(Duration.ZERO);
            Store.Settings settings = new Store.Settings(directory.resolve("state"), Duration.ofSeconds(1), HOUR);
            try (Store store = new Store(loop, settings, Origin.NONE, (kind, text) -> {})) {
                Silence over = new Silence("hot", "", "ann", Instant.now().minusSeconds(1));
                store.asked(
                        new Event(
                                1,
                                Duration.ZERO,
                                Instant.now(),
                                "monitor",
                                PeopleEvent.SILENCED,
                                PeopleEvent.fields(over)),
                        () -> {});
            }
        }
    }

    @Test
    void aSilenceThatEndedMeanwhileIsOverAndWhatItHidIsTold() throws Exception {
        try (Watched watched = start(FILE)) {
            silence(watched, HOUR);
            write("81\n");
            watched.await("monitor", "raised");
            assertThat(watched.lines).isEmpty();
        }
        endSilence();
        try (Watched watched = start(FILE)) {
            assertThat(watched.monitor.silences()).isEmpty();
            assertThat(watched.lines).hasSize(1);
        }
        try (Watched watched = start(FILE)) {
            assertThat(watched.lines).isEmpty();
            assertThat(watched.monitor.standing()).hasSize(1);
        }
    }

    @Test
    void whoHeardOfAnAlarmHearsThatItsRuleIsNoMore() throws Exception {
        String without = WITHOUT_RULE + "[action.say]\nlog = true\n";
        try (Watched watched = raised(FILE)) {
            watched.reload(without);
            assertThat(watched.lines).hasSize(2).last().asString().contains("the rule is no more");
            watched.reload(FILE);
            write("82\n");
            watched.await(() -> watched.lines.size() == 3);
        }
        try (Watched watched = start(without)) {
            assertThat(watched.lines).singleElement().asString().contains("the rule is no more");
        }
    }

    @Test
    void anAlertmanagerIsToldAgainOfAnAlarmThatGoesOn() throws Exception {
        try (StubServer server = new StubServer(StubServer.OK)) {
            String file = FILE.replace("log = true", "alertmanager.url = \"" + server.url() + "\"");
            try (Watched watched = raised(file)) {
                watched.await(() -> server.requests.size() == 1);
                watched.await("monitor", "action");
                watched.reload(file + "alertmanager.labels = { team = \"a\" }\n");
                watched.await(() -> server.requests.size() == 2);
                watched.reload(file.replace("do = [\"say\"]\n", ""));
                watched.reload(file);
                watched.await(() -> server.requests.size() == 3);
            }
            try (Watched watched = start(file)) {
                watched.await(() -> server.requests.size() == 4);
                assertThat(server.requests.getLast().body()).contains("\"alertname\":\"hot\"", "\"endsAt\":");
                write("70\n");
                watched.await(() -> server.requests.size() == 5);
                watched.await("monitor", "action");
                assertThat(status(watched).ledger()).isEqualTo(new ActionLedger(1, 1, 0, 0, 0));
            }
        }
    }

    private static ActionStatus status(Watched watched) {
        return Objects.requireNonNull(watched.monitor.actions().getLast());
    }

    /** What waited for an action which a file does not have any more. */
    @Test
    void whatWasForAnActionThatIsNoMoreIsGivenUp() throws Exception {
        String deaf = FILE.replace("log = true", "webhook.url = \"http://127.0.0.1:9/\"");
        String renamed = deaf.replace("[\"say\"]", "[\"tell\"]")
                .replace("[action.say]", "[action.tell]")
                .replace(":9/", ":10/");
        try (Watched watched = raised(deaf)) {
            watched.await(() -> status(watched).ledger().waiting() == 1
                    && !status(watched).answer().isEmpty());
            watched.reload(renamed);
            expectGivenUp(watched);
            write("70\n82\n");
            watched.await(() -> watched.monitor.actions().getFirst().ledger().waiting() == 2);
        }
        try (Watched watched = start(deaf)) {
            expectGivenUp(watched);
            assertThat(status(watched).ledger()).isEqualTo(new ActionLedger(2, 0, 0, 0, 2));
        }
        try (Watched watched = start(deaf)) {
            assertThat(watched.fields("monitor", "outcome")).isEmpty();
        }
    }

    private static void expectGivenUp(Watched watched) {
        Event action = watched.await(
                0, "monitor", event -> "given-up".equals(event.fields().get("outcome")));
        assertThat(action.fields()).containsEntry("answer", "the file has no such action any more");
        assertThat(status(watched)).satisfies(status -> {
            assertThat(status.kind()).isEqualTo("gone");
            assertThat(status.ledger().givenUp()).isPositive();
            assertThat(status.ledger().open()).isZero();
        });
    }
}
