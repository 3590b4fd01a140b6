package dev.carillon.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.app.command.WrongUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be done with a record, and with the cases in a file: exits with 0, 1 or 2. */
class RecordVerbsTest {
    private static final String RULES = "[rule.\\\"hot\\\"]\\non = \\\"boiler\\\"\\nabove = 80\\n";
    private static final String RECORD = """
        {"seq":1,"boot":1.0,"time":"2026-03-29T00:00:01Z","source":"monitor","kind":"rules","start":true,"text":"RULES"}
        {"seq":2,"boot":2.0,"time":"2026-03-29T00:00:02Z","source":"boiler","kind":"line","value":81.0}
        {"seq":3,"boot":2.0,"time":"2026-03-29T00:00:02Z","source":"monitor","kind":"raised","alarm":"hot/2","rule":"hot",\
        "message":"it is hot","causes":[2],"at":2000000000}
        """;
    private static final String FILE = """
        [monitor]
        state = "state"
        [source.boiler]
        stdin = {}
        value = {}
        [rule.hot]
        on = "boiler"
        above = %s
        [test.hot]
        events = ["1 s boiler: 81"]
        alarms = ["1 s raised hot"]
        """;

    @TempDir
    private Path directory;

    private final VerbCalls verbs = new VerbCalls();

    private int run(String... words) throws Exception {
        return verbs.run(words);
    }

    private String text() {
        return verbs.text();
    }

    private String file(String above) throws Exception {
        return Files.writeString(directory.resolve("m.toml"), FILE.replace("%s", above))
                .toString();
    }

    @BeforeEach
    void record() throws Exception {
        Path record = Files.createDirectories(directory.resolve("state/record"));
        Files.writeString(record.resolve("events-0000000000000001.jsonl"), RECORD.replace("RULES", RULES));
    }

    private String state() {
        return directory.resolve("state").toString();
    }

    @Test
    void aReplayBySameRulesIsTheSame() throws Exception {
        assertThat(run("replay", state())).isZero();
        assertThat(text()).startsWith("3 events; 1 changes of alarms recorded, 1 in the replay, 0 differences");
    }

    @Test
    void aReplayByOtherRulesTellsTheDifference() throws Exception {
        assertThat(run("replay", state(), "-c", file("90"))).isOne();
        assertThat(text()).startsWith("- 2026-03-29T00:00:02Z raised hot: it is hot\n3 events; ");
    }

    @Test
    void aReplayOfNothingIsUnusable() {
        assertThatThrownBy(() -> run("replay", directory.resolve("none").toString()))
                .isInstanceOf(WrongUsage.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void casesAreRun() throws Exception {
        assertThat(run("test", file("80"))).isZero();
        assertThat(run("test", file("90"))).isOne();
        assertThat(text()).contains("good    hot").contains("failed  hot\n    - 1s raised hot\n1 cases, 1 failed");
    }

    @Test
    void anAlarmIsExplained() throws Exception {
        assertThat(run("why", "hot", "-c", file("80"))).isZero();
        assertThat(text())
                .startsWith("hot/2, by this rule:\n    [rule.\"hot\"]")
                .contains("2026-03-29T00:00:02Z raised hot/2: it is hot\n    because of 2 2026-03-29T00:00:02Z boiler");
        assertThatThrownBy(() -> run("why", "cold", state())).isInstanceOf(WrongUsage.class);
    }

    @Test
    void programsGetObjects() throws Exception {
        assertThat(run("test", file("90"), "--json")).isOne();
        assertThat(text()).contains("\"good\":false", "\"test\":\"hot\"");
        verbs.forget();
        assertThat(run("history", state(), "--json")).isZero();
        assertThat(text().lines())
                .singleElement()
                .asString()
                .startsWith("{\"seq\":3,")
                .contains("\"kind\":\"raised\"");
    }

    @Test
    void aRecordThatIsNotThereOrNotNamedIsUnusable() {
        String none = directory.resolve("none").toString();
        assertThatThrownBy(() -> run("history", none)).isInstanceOf(WrongUsage.class);
        assertThatThrownBy(() -> run("why", "hot", "--control", none))
                .isInstanceOf(WrongUsage.class)
                .hasMessageContaining("the state directory, please");
    }

    @Test
    void historyBeginsWhenItIsAskedTo() throws Exception {
        assertThat(run("history", state())).isZero();
        assertThat(text()).isEqualTo("2026-03-29T00:00:02Z raised hot/2: it is hot\n");
        verbs.forget();
        assertThat(run("history", state(), "--since", "2026-03-29T00:00:03Z")).isZero();
        assertThat(text()).isEmpty();
        assertThatThrownBy(() -> run("history", state(), "--since", "soon")).isInstanceOf(WrongUsage.class);
    }
}
