package dev.carillon.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.monitor.Event;
import dev.carillon.testkit.Fifo;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a line to an alarm and what is done because of it, and over a restart. */
class MonitorAlarmsTest {
    private static final String FILE = """
        [source.boiler]
        fifo.path = "f"
        value = {}
        [rule.too-hot]
        on = "boiler"
        above = 80
        clear-below = 75
        severity = "critical"
        do = ["mark", "say"]
        [action.mark]
        run = ["sh", "-c", "echo $CARILLON_RULE > marker"]
        [action.say]
        log = true
        """;

    @TempDir
    private Path directory;

    private String file() {
        return FILE.replace("> marker", "> " + directory.resolve("marker"));
    }

    private void write(String text) {
        Fifo.write(directory.resolve("f"), text);
    }

    @Test
    void aValueOverALimitRaisesAnAlarmStartsAProgramAndIsTold() throws Exception {
        try (Watched watched = Watched.of(directory, file())) {
            write("79\n81\n82\n");
            Event raised = watched.await("monitor", "raised");
            assertThat(raised.fields())
                    .containsEntry("rule", "too-hot")
                    .containsEntry("severity", "critical")
                    .containsEntry("depth", 1);
            watched.await(
                    0,
                    "monitor",
                    event -> "mark".equals(event.fields().get("action"))
                            && "delivered".equals(event.fields().get("outcome")));
            assertThat(directory.resolve("marker")).hasContent("too-hot\n");
            assertThat(watched.lines).singleElement().asString().contains("too-hot");
            assertThat(watched.monitor.standing()).hasSize(1);
            write("74\n");
            watched.await("monitor", "cleared");
            assertThat(watched.monitor.standing()).isEmpty();
        }
    }

    @Test
    void anAlarmThatIsRaisedStaysSoOverAReloadAndARestart() throws Exception {
        Path state = Files.createDirectory(directory.resolve("state"));
        String file = "[monitor]\nstate = \"" + state + "\"\n" + file();
        Object alarm;
        try (Watched watched = Watched.of(directory, file)) {
            write("81\n");
            alarm = watched.await("monitor", "raised").fields().get("alarm");
            watched.reload(file.replace("value = {}", "value.unit = \"K\""));
            assertThat(watched.monitor.standing()).hasSize(1);
        }
        try (Watched watched = Watched.of(directory, file)) {
            assertThat(watched.monitor.standing())
                    .singleElement()
                    .satisfies(standing -> assertThat(standing.alarm()).isEqualTo(alarm));
            write("82\n70\n81\n");
            Event again = watched.await("monitor", "raised");
            assertThat(again.fields().get("alarm")).isNotEqualTo(alarm);
            assertThat(watched.fields("monitor", "rule")).hasSize(2); // cleared, and raised again
        }
    }
}
