package dev.carillon.dashboard.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.dashboard.board.State.AlarmState;
import dev.carillon.dashboard.board.State.SourceState;
import dev.carillon.loop.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoardTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final EventLoop loop = EventLoop.open("watched");
    private Instant now = NOON;
    private long nanos = 1;
    private long lastId;
    private final Board board = new Board(() -> List.of(loop), () -> now, () -> nanos);

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void allIsQuietWhereNothingHappens() {
        board.accept(state(List.of()));

        assertThat(board.snapshot(Extent.PAGE))
                .contains("\"level\":\"quiet\"")
                .contains("All quiet. 1 source, 0 events in the last minute, nothing lost.");
    }

    @Test
    void whatCameMoreThanAMinuteAgoIsNotOfTheLastMinute() {
        nanos = Duration.ofSeconds(30).toNanos();
        board.accept(received(5));
        nanos = Duration.ofSeconds(89).toNanos();
        board.accept(received(7));
        assertThat(board.snapshot(Extent.PAGE)).contains(" 7 events in the last minute");
        nanos = Duration.ofSeconds(90).toNanos();
        board.accept(received(7));
        assertThat(board.snapshot(Extent.PAGE)).contains(" 2 events in the last minute");
    }

    @Test
    void aTickTellsOnlyWhatHasChanged() {
        board.accept(state(List.of()));
        event("boiler", "line", Map.of("value", 81.5, "unit", "°C"));

        assertThat(board.tick())
                .contains("\"lanes\":{\"boiler\":{\"p\":[[1,0,\"line\",81.5]],\"s\":[[0,1,81.5,81.5,81.5]]}}");
        assertThat(board.tick()).contains("\"set\":{}").contains("\"lanes\":{}");
    }

    @Test
    void aTickHasABoundHoweverManyEventsThereAre() {
        board.accept(state(List.of()));
        board.tick();
        for (int i = 0; i < 100_000; i++) {
            event("boiler", "line", Map.of("value", i));
        }

        String tick = board.tick();

        assertThat(tick.length()).isLessThan(4000);
        assertThat(tick).contains("\"s\":[[0,100000,0.0,99999.0,99999.0]]");
    }

    @Test
    void anAlarmSaysWhatRaisedItAndWhatWasDone() {
        board.accept(state(List.of()));
        event("boiler", "line", Map.of("value", 81));
        event(
                "monitor",
                "raised",
                Map.of(
                        "alarm",
                        "hot/2",
                        "rule",
                        "hot",
                        "severity",
                        "critical",
                        "message",
                        "81 °C",
                        "causes",
                        List.of(1L)));
        event(
                "monitor",
                "action",
                Map.of("action", "siren", "outcome", "delivered", "answer", "0", "alarms", List.of("hot/2")));
        event(
                "monitor",
                "action",
                Map.of("action", "phone", "outcome", "delivered", "answer", "200", "alarms", List.of("hot/2")));
        board.accept(state(List.of(alarm("hot/2"))));

        assertThat(board.alarm("hot/2").orElseThrow())
                .contains("\"events\":[{\"id\":1,")
                .contains("\"words\":\"81\"")
                .contains("\"action\":\"siren\",\"outcome\":\"delivered\"")
                .contains("\"action\":\"phone\",\"outcome\":\"delivered\",\"answer\":\"200\"");
        assertThat(board.event(1).orElseThrow()).contains("\"raised\":[\"hot/2\"]");
        assertThat(board.snapshot(Extent.PAGE))
                .contains("\"level\":\"critical\"")
                .contains("1 alarm: hot for 0 s.");
    }

    /** Of one that an earlier monitor has raised nobody knows here whom that has told. */
    @Test
    void anAlarmThatStoodAtTheStartIsNotOneOfWhichNobodyWasTold() {
        board.accept(state(List.of(alarm("hot/2"))));
        assertThat(board.snapshot(Extent.PAGE)).contains("\"found\":true,\"told\":[]");
        board.accept(state(List.of()));
        event("monitor", "raised", Map.of("alarm", "hot/3", "rule", "hot", "severity", "critical", "message", ""));
        assertThat(board.snapshot(Extent.PAGE)).contains("\"found\":false,\"told\":[]");
    }

    @Test
    void anAlarmThatStandsNoMoreHasEndedThoughItsEventIsMissing() {
        board.accept(state(List.of(alarm("hot/2"))));
        board.snapshot(Extent.PAGE);
        board.accept(state(List.of()));

        assertThat(board.tick()).contains("\"state\":\"cleared\"").contains("\"level\":\"quiet\"");
    }

    @Test
    void anAlarmIsForgottenAnHourAfterItsEnd() {
        board.accept(state(List.of(alarm("hot/2"))));
        board.accept(state(List.of()));
        board.tick();
        now = now.plus(Duration.ofMinutes(61));
        board.accept(state(List.of()));

        assertThat(board.tick()).contains("\"gone\":{\"alarms\":[\"hot/2\"]}");
    }

    @Test
    void aLoopThatDoesNotAnswerIsNoQuietOne() {
        board.accept(state(List.of()));
        nanos += Duration.ofSeconds(5).toNanos();

        assertThat(board.snapshot(Extent.PAGE)).contains("\"level\":\"stale\"").contains("has not answered for 5 s");
    }

    @Test
    void ofAThousandAlarmsTheWorstAreShownAndAllAreCounted() {
        List<AlarmState> many = new java.util.ArrayList<>();
        for (int i = 0; i < 999; i++) {
            many.add(new AlarmState("w/" + i, "w" + i, "", "boiler", "warning", "raised", NOON, "", false));
        }
        many.add(alarm("hot/2"));
        board.accept(state(many));

        String all = board.snapshot(Extent.PAGE);

        assertThat(all)
                .contains("\"standing\":1000")
                .contains("1,000 alarms: hot for 0 s, ")
                .contains("\"hot/2\":{");
        assertThat(all.split("\"rule\":", -1)).hasSize(AlarmBook.MOST_STANDING + 1);
    }

    @Test
    void aNameIsTextWhateverItSays() {
        String name = "</script><img src=x onerror=alert(1)>\u202e";
        board.accept(new State(about(), List.of(source(name)), List.of(), List.of(), 0));
        event(name, "line", Map.of("line", name));

        assertThat(board.snapshot(Extent.PAGE)).contains("\"" + name + "\":{\"p\"");
        assertThat(board.event(1).orElseThrow()).contains("\"words\":\"" + name + "\"");
    }

    @Test
    void whenItBeganAndWasReadAnewIsToldOnce() {
        event("monitor", "ready", Map.of());
        event("monitor", "taken", Map.of());

        assertThat(board.tick()).contains("\"marks\":[1772366400000000]");
        assertThat(board.tick()).contains("\"marks\":[]");
        assertThat(board.snapshot(Extent.PAGE)).contains("\"marks\":[1772366400000000]");
    }

    @Test
    void ofManyLanesThoseWithMostIn() {
        board.accept(new State(about(), List.of(source("a"), source("b"), source("c")), List.of(), List.of(), 0));
        event("a", "line", Map.of());
        event("b", "line", Map.of());
        event("b", "line", Map.of());

        assertThat(board.snapshot(new Extent(1, 1, 9))).contains("\"lanes\":{\"b\":{\"p\":[[3,0,\"line\",null]]");
    }

    @Test
    void ofManySourcesTheBusiestAreToldAndWhatAllHaveTogether() {
        board.accept(sources(1, 1, 1));
        nanos += Duration.ofSeconds(3).toNanos();
        board.accept(sources(10, 1000, 100));

        assertThat(board.snapshot(new Extent(0, 0, 2)))
                .contains("\"name\":\"s1\"", "\"name\":\"s2\"")
                .doesNotContain("\"name\":\"s0\"")
                .contains("\"hours\":{}")
                .contains("\"ledger\":{\"sources\":3,\"received\":1110,\"handled\":1110,\"merged\":0");
        assertThat(board.snapshot(Extent.PAGE)).contains("\"name\":\"s0\"").doesNotContain("\"hours\":{}");
    }

    @Test
    void ofAMomentNoRateIsTold() {
        board.accept(state(List.of()));
        board.snapshot(Extent.PAGE);
        loop.turn(Duration.ZERO);
        nanos += Duration.ofSeconds(2).toNanos();
        String first = turns(board.snapshot(Extent.PAGE));
        nanos += Duration.ofMillis(1).toNanos();

        assertThat(turns(board.snapshot(Extent.PAGE))).isEqualTo(first).isEqualTo("0.5");
    }

    private static String turns(String board) {
        return board.replaceFirst(".*\"turnsPerSecond\":([0-9.]+).*", "$1");
    }

    private static State sources(long... received) {
        List<SourceState> states = IntStream.range(0, received.length)
                .mapToObj(
                        i -> new SourceState("s" + i, "fifo", "", "", List.of(), received[i], received[i], 0, 0, 0, 0))
                .toList();
        return new State(about(), states, List.of(), List.of(), 0);
    }

    @Test
    void whatIsTooMuchToBeToldOneByOneIsTalliedByTheSecond() {
        board.accept(new Tally(now, "boiler", 7, 3, "open"));
        board.accept(new Tally(now, "boiler", 5, 2, "open"));
        board.accept(state(List.of()));

        assertThat(board.tick())
                .contains("\"lanes\":{\"boiler\":{\"p\":[],\"s\":[[0,12,2.0,3.0,2.0]]}}")
                .contains("\"unit\":\"open\"", "\"value\":2.0", "\"last\":1772366400000000");
        now = now.plusSeconds(1);
        board.accept(new Tally(now, "boiler", 0, 1, "open"));
        assertThat(board.tick()).contains("[0,0,1.0,1.0,1.0]").contains("\"value\":1.0");
        assertThat(board.snapshot(Extent.PAGE)).contains("\"last\":1772366400000000"); // nothing has happened since
    }

    @Test
    void ofSeveralLoopsEachIsTold() {
        try (EventLoop other = EventLoop.open("other")) {
            Board both = new Board(() -> List.of(loop, other), () -> now, () -> nanos);

            assertThat(both.snapshot(Extent.PAGE))
                    .contains("watched (the busiest of 2 loops) waits for events 100 % of the time.")
                    .contains("\"loops\":[[\"watched\",100.0,0.0,0.0,0.0],[\"other\",100.0,0.0,0.0,0.0]]");
        }
        assertThat(board.snapshot(Extent.PAGE)).doesNotContain("\"loops\"");
    }

    private void event(String source, String kind, Map<String, Object> fields) {
        lastId++;
        board.accept(new Occurrence(lastId, now, source, kind, fields));
    }

    private static AlarmState alarm(String id) {
        return new AlarmState(id, "hot", "", "boiler", "critical", "raised", NOON, "81 °C", false);
    }

    private static SourceState source(String name) {
        return new SourceState(name, "fifo", "", "", List.of(), 0, 0, 0, 0, 0, 0);
    }

    private static State received(long howMuch) {
        return new State(
                about(),
                List.of(new SourceState("boiler", "fifo", "", "", List.of(), howMuch, howMuch, 0, 0, 0, 0)),
                List.of(),
                List.of(),
                0);
    }

    private static State.About about() {
        return new State.About("monitor", "host", 1, NOON, "monitor.toml", NOON, 0);
    }

    private static State state(List<AlarmState> alarms) {
        return new State(about(), List.of(source("boiler")), alarms, List.of(), 0);
    }
}
