package dev.carillon.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalDelivery;
import dev.carillon.linux.SignalInfo;
import dev.carillon.linux.Signals;
import dev.carillon.monitor.Event;
import dev.carillon.monitor.Ledger;
import dev.carillon.testkit.Fifo;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each kind of source tells, and that its ledger closes. */
class SourcesTest {
    @TempDir
    private Path directory;

    private void write(String text) {
        Fifo.write(directory.resolve("f"), text);
    }

    @Test
    void aProgramTellsItsLinesHowItEndedAndWhenItIsGivenUp() throws Exception {
        try (Watched watched = Watched.of(directory, """
            [source.a]
            child = { run = ["sh", "-c", "echo $WORD; echo bad >&2; exit 3"], environment = { WORD = "hello" } }
            restart = { first = "0", max = "0", give-up = "3 in 1 h" }
            [source.b]
            child = { run = ["sh", "-c", "kill -KILL $$"], output = "none" }
            restart = { policy = "never" }
            """)) {
            watched.await("a", "gave-up");
            assertThat(watched.fields("a", "line")).contains("hello", "bad").hasSize(6);
            Event exit = watched.await("a", "exit");
            assertThat(exit.fields())
                    .containsEntry("code", 3)
                    .containsEntry("success", false)
                    .containsEntry("cause", "itself");
            assertThat(watched.await("b", "exit").fields())
                    .containsEntry("signal", "KILL")
                    .containsEntry("core", false);
            assertThat(watched.ledger("a").waiting()).isZero();
        }
    }

    @Test
    void signalsComeWithTheirSenderAlsoThoseThatAreTheMonitorsOwn() throws Exception {
        try (Watched watched = Watched.of(directory, "[source.a]\nsignals = [\"WINCH\", \"USR1\"]\n")) {
            Signals.send(ProcessHandle.current().pid(), Signal.WINCH);
            assertThat(watched.await("a", "signal").fields()).containsEntry("signal", "WINCH");
            watched.monitor.signalled(new SignalInfo(Signal.USR1, 7, 8, 0, 9, SignalDelivery.SIGNALFD));
            watched.awaitTold();
            assertThat(watched.events.getLast().fields())
                    .containsEntry("signal", "USR1")
                    .containsEntry("pid", 7)
                    .containsEntry("uid", 8);
        }
    }

    @Test
    void aFileOfTheKernelsIsSampledAndATimerTicks() throws Exception {
        try (Watched watched = Watched.of(directory, """
            [source.a]
            sample = { file = "/proc/loadavg", every = "1 ms" }
            value = { field = 1, unit = "processes" }
            [source.b]
            sample = { file = "/proc/no/such", every = "1 ms" }
            [source.c]
            timer = { every = "1 ms" }
            """)) {
            assertThat(watched.await("a", "sample").fields())
                    .containsEntry("unit", "processes")
                    .hasEntrySatisfying(
                            "value", value -> assertThat((Double) value).isNotNegative());
            assertThat(watched.await("b", "unreadable").fields()).containsEntry("text", "/proc/no/such: no such file");
            watched.await("c", "tick");
            watched.await(() -> watched.ledger("a").received() > 3);
            assertThat(watched.fields("b", "text")).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "field = 2 | x 23.5 y | 23.5 | ",
                "field = 3 | x 23.5 | | no number",
                "field = 1 | 5d | | no number",
                "unit = 'm' | 7 | 7.0 | ",
                "unit = 'm' | NaN | | no number",
                "unit = 'm' | 1e999 | | no number",
                "range = [0, 10] | 11 | | 11.0 is not from 0.0 to 10.0",
                "json = '/a/1/b' | {\"a\": [0, {\"b\": -1.5}]} | -1.5 | ",
                "json = '/a~1b' | {\"a/b\": \"12\"} | 12.0 | ",
                "json = '/a' | {\"b\": 1} | | no number",
                "json = '/a' | {\"a\": 1 | | no JSON",
                "match = 'temp=(\\S+)' | up temp=9 | 9.0 | ",
                "match = '(?P<host>\\w+) (?P<value>\\d+)' | web 5 | 5.0 | ",
                "match = 'temp=(\\S+)' | none | | no number",
            })
    void aNumberIsTakenOfText(String value, String line, Double number, String invalid) throws Exception {
        String file = "[source.a]\nfifo.path = 'f'\nvalue = { " + value + " }\n";
        try (Watched watched = Watched.of(directory, file)) {
            write(line + "\n");
            Event event = watched.await("a", "line");
            assertThat(event.fields().get("value")).isEqualTo(number);
            assertThat(event.fields().get("invalid")).isEqualTo(invalid);
        }
    }

    @Test
    void fieldsAreTakenOfJsonAndOfNamedGroups() throws Exception {
        try (Watched watched = Watched.of(directory, "[source.a]\nfifo.path = 'f'\nvalue.fields = { host = '/h' }\n")) {
            write("{\"h\": \"web\"}\n");
            assertThat(watched.await("a", "line").fields())
                    .containsEntry("host", "web")
                    .doesNotContainKeys("value", "invalid");
        }
    }

    /** Of five lines at once two are within the limit. */
    @ParameterizedTest
    @CsvSource({"drop,2,0,3", "merge,3,2,0", "block,5,0,0"})
    void aLimitIsKeptAndTheLedgerCloses(String over, int handled, int merged, int dropped) throws Exception {
        String file = "[source.a]\nfifo.path = 'f'\nvalue = {}\nlimit = { rate = '2/50 ms', over = '" + over + "' }\n";
        try (Watched watched = Watched.of(directory, file)) {
            write("1\n2\n9\n3\n5\n");
            watched.await(() -> watched.ledger("a").received() >= 5);
            watched.await(() -> watched.ledger("a").waiting() == 0 && !over.equals("drop")
                    || !watched.fields("a", "count").isEmpty());
            Ledger.Figures ledger = watched.ledger("a");
            int notices = over.equals("drop") ? 1 : 0;
            assertThat(ledger.received()).isEqualTo(5 + notices);
            assertThat(ledger.handled()).isEqualTo(handled + notices);
            assertThat(ledger.merged()).isEqualTo(merged);
            assertThat(ledger.dropped()).isEqualTo(dropped);
            assertThat(ledger.waiting()).isZero();
            watched.awaitTold();
            if (over.equals("merge")) {
                assertThat(watched.events.getLast().fields())
                        .containsEntry("line", "5")
                        .containsEntry("merged", 3L)
                        .containsEntry("least", 3.0)
                        .containsEntry("greatest", 9.0);
            }
            if (over.equals("block")) {
                assertThat(watched.fields("a", "line")).containsExactly("1", "2", "9", "3", "5");
                assertThat(ledger.blocked()).isEqualTo(2);
            }
        }
    }
}
