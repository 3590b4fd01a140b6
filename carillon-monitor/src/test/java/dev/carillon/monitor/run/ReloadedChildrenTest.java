package dev.carillon.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.monitor.Event;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that is another after a reload is started when the one before has ended, and that one's end is told. */
class ReloadedChildrenTest {
    /** Ends only when it is killed. */
    private static final String STUBBORN = """
        [source.a]
        child = { run = ["sh", "-c", "trap '' TERM; echo up; while :; do sleep 1000; done"], grace = "GRACE" }
        """;

    private static final String ELSE = "[source.tick]\ntimer.every = \"1 h\"\n";

    @TempDir
    private Path directory;

    private static List<String> kinds(Watched watched) {
        return watched.events.stream()
                .filter(event -> event.source().matches("[ab]"))
                .map(Event::kind)
                .toList();
    }

    private static long running(Watched watched) {
        return watched.fields("a", "pid").stream()
                .mapToLong(pid -> ((Number) pid).longValue())
                .distinct()
                .filter(pid ->
                        ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent())
                .count();
    }

    @Test
    void generationsDoNotRunBesideEachOther() throws Exception {
        try (Watched watched = Watched.of(directory, STUBBORN.replace("GRACE", "300 ms"))) {
            watched.await("a", "line");
            watched.reload(STUBBORN.replace("GRACE", "301 ms"));
            watched.reload(STUBBORN.replace("GRACE", "302 ms"));
            watched.awaitTold();
            assertThat(running(watched)).isEqualTo(1);
            watched.await(() -> watched.fields("a", "line").size() == 2);
            assertThat(kinds(watched)).containsExactly("started", "line", "exit", "stopped", "started", "line");
            assertThat(running(watched)).isEqualTo(1);
            assertThat(watched.fields("a", "signal")).containsExactly("KILL");
            assertThat(watched.ledger("a").waiting()).isZero();
        }
    }

    @Test
    void underAnotherNameItWaitsToo() throws Exception {
        String file = STUBBORN.replace("GRACE", "300 ms");
        try (Watched watched = Watched.of(directory, file)) {
            watched.await("a", "line");
            watched.reload(file.replace("[source.a]", "[source.b]"));
            watched.await("b", "line");
            assertThat(kinds(watched)).containsExactly("started", "line", "exit", "stopped", "started", "line");
        }
    }

    @Test
    void endOfOneThatIsInNoFileAnyMoreIsTold() throws Exception {
        try (Watched watched = Watched.of(directory, ELSE + "[source.a]\nchild.run = [\"sleep\", \"1000\"]\n")) {
            watched.await("a", "started");
            watched.reload(ELSE);
            watched.await("a", "stopped");
            assertThat(watched.await("a", "exit").fields()).containsEntry("cause", "asked");
        }
    }

    @Test
    void oneThatRestsBetweenTwoStartsIsReplacedAtOnce() throws Exception {
        String failing = "[source.a]\nchild.run = [\"false\"]\nrestart = { first = \"1 h\", max = \"1 h\" }\n";
        try (Watched watched = Watched.of(directory, failing)) {
            watched.await("a", "restarting");
            int before = watched.events.size();
            watched.reload(failing.replace("false", "true"));
            watched.await(before, "a", event -> event.kind().equals("started"));
        }
    }
}
