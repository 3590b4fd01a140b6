package dev.carillon.monitor.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Signal;
import dev.carillon.loop.EventLoop;
import dev.carillon.monitor.action.Attempt;
import dev.carillon.monitor.action.Notice;
import dev.carillon.monitor.rule.AlarmState;
import dev.carillon.monitor.rule.Severity;
import dev.carillon.monitor.rule.Transition;
import dev.carillon.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    private static final Instant TIME = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final EventLoop loop = EventLoop.open("test");
    private final List<String> told = new ArrayList<>();

    @AfterEach
    void close() {
        loop.close();
    }

    private Store open() {
        return open(loop, directory, (kind, text) -> told.add(kind));
    }

    static Store open(EventLoop loop, Path directory, Store.Listener listener) {
        loop.turn(Duration.ZERO);
        Store.Settings settings = new Store.Settings(directory, Duration.ofSeconds(1), Duration.ofDays(36_500));
        return new Store(loop, settings, Origin.NONE, listener);
    }

    static Notice notice(String rule, AlarmState from, AlarmState to) {
        return Notice.of(new Transition(
                rule + "/1",
                rule,
                "a key",
                from,
                to,
                Severity.WARNING,
                Duration.ofNanos(1234),
                TIME,
                List.of(3L, 5L),
                "it's \"so\"; DROP TABLE alarms"));
    }

    private static Notice raised(String rule) {
        return notice(rule, AlarmState.CLEAR, AlarmState.RAISED);
    }

    private void keep(Store store, Notice notice) {
        boolean[] kept = new boolean[1];
        store.keep("it", notice, TIME, () -> kept[0] = true);
        until(() -> kept[0]);
    }

    private void until(BooleanSupplier happened) {
        until(loop, happened);
    }

    static void until(EventLoop loop, BooleanSupplier happened) {
        long latest = System.nanoTime() + PATIENCE.toNanos();
        while (!happened.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it did not happen").isLessThan(latest);
            loop.turn(Duration.ofSeconds(1));
        }
    }

    @Test
    void whatWasNotToldIsThereForTheNext() {
        Notice first = raised("first");
        try (Store store = open()) {
            keep(store, first);
            keep(store, raised("second"));
            store.tried(
                    new Attempt(
                            "it",
                            List.of(raised("second")),
                            Attempt.Outcome.DELIVERED,
                            3,
                            "well",
                            Duration.ofMillis(5)),
                    TIME);
        }
        try (Store store = open()) {
            assertThat(store.kept().join()).containsExactly(new Kept("it", first, TIME));
            assertThat(store.tries("second/1").join())
                    .containsExactly(new KeptTry(
                            TIME,
                            "it",
                            "second/1:clear-raised",
                            "second/1",
                            "DELIVERED",
                            3,
                            "well",
                            Duration.ofMillis(5)));
            assertThat(store.lost()).isZero();
        }
    }

    @Test
    void whatFailedStaysInTheOutbox() {
        try (Store store = open()) {
            keep(store, raised("first"));
            store.tried(
                    new Attempt("it", List.of(raised("first")), Attempt.Outcome.FAILED, 1, "down", Duration.ZERO),
                    TIME);
            assertThat(store.kept().join()).hasSize(1);
            assertThat(store.tries("first/1").join())
                    .extracting(KeptTry::answer)
                    .containsExactly("down");
        }
    }

    @Test
    void alarmsAreKeptAsTheyChanged() {
        Transition up = raised("first").transition();
        Transition down = notice("first", AlarmState.RAISED, AlarmState.CLEAR).transition();
        try (Store store = open()) {
            store.changed(up, false);
            store.changed(down, false);
            assertThat(store.transitions("first/1").join()).containsExactly(up, down);
        }
    }

    @Test
    void whatComesTwiceAsItIsInTheRecordAsWellIsKeptOnce() {
        Attempt attempt = new Attempt("it", List.of(raised("a")), Attempt.Outcome.FAILED, 1, "down", Duration.ZERO);
        try (Store store = open()) {
            for (int i = 0; i < 2; i++) {
                store.changed(raised("a").transition(), false);
                store.tried(attempt, TIME);
            }
            store.tried(attempt, TIME.plusSeconds(1));
            assertThat(store.transitions("a/1").join()).hasSize(1);
            assertThat(store.tries("a/1").join()).hasSize(2);
        }
    }

    @Test
    void figuresOfASecondAreThoseOfTheMinuteAndTheHourAsWell() {
        Instant now = Instant.now();
        Instant start = now.minusSeconds(Math.floorMod(now.getEpochSecond(), 60));
        try (Store store = open()) {
            for (double value : new double[] {3, -1, 7}) {
                store.value("load", start, value);
            }
            store.value("load", start.plusSeconds(1), 20);
        }
        try (Store store = open()) {
            assertThat(store.figures("load", 1, start.minusSeconds(1)).join())
                    .containsExactly(
                            new Bucket("load", 1, start.getEpochSecond(), 3, 9, -1, 7),
                            new Bucket("load", 1, start.getEpochSecond() + 1, 1, 20, 20, 20));
            assertThat(store.figures("load", 60, start).join())
                    .containsExactly(new Bucket("load", 60, start.getEpochSecond(), 4, 29, -1, 20));
            assertThat(store.figures("load", 3600, start.minusSeconds(3600)).join())
                    .hasSize(1);
        }
    }

    /** Hostile test 6: a file of nothing, of noise, and of half its bytes. */
    @Test
    void brokenFileIsSetAsideAndMadeAnew() throws IOException {
        byte[] whole = wholeFile();
        byte[] noise = new byte[8192];
        Arrays.fill(noise, (byte) 'x');
        Path file = directory.resolve(Database.NAME);
        for (byte[] content : List.of(noise, Arrays.copyOf(whole, whole.length / 2))) {
            Files.write(file, content);
            try (Store store = open()) {
                keep(store, raised("after"));
                until(() -> told.contains("store-broken"));
                assertThat(store.kept().join()).hasSize(1);
                assertThat(store.lost()).isZero();
            }
            told.clear();
            Files.delete(file);
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(each -> each.getFileName().toString()).filter(each -> each.contains(".broken-")))
                    .hasSize(2);
        }
        Files.write(file, new byte[0]);
        try (Store store = open()) {
            keep(store, raised("after"));
            assertThat(store.kept().join()).hasSize(1);
        }
    }

    private byte[] wholeFile() throws IOException {
        try (Store store = open()) {
            for (int i = 0; i < 500; i++) {
                store.changed(raised("rule" + i).transition(), false);
            }
            keep(store, raised("last"));
        }
        byte[] whole = Files.readAllBytes(directory.resolve(Database.NAME));
        Files.delete(directory.resolve(Database.NAME));
        return whole;
    }

    @Test
    void withoutADirectoryToWriteToActionsGoOnAndItIsSaidOnce() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "no directory");
        try (Store store = open(loop, file, (kind, text) -> told.add(kind))) {
            keep(store, raised("first"));
            keep(store, raised("second"));
            assertThat(told).containsExactly("store-refused");
            assertThat(store.lost()).isEqualTo(2);
        }
    }

    /** Hostile test 4, of the outbox: what was committed is there after a kill, each with its own id. */
    @Test
    void whatWasCommittedOutlivesAKill() {
        String last;
        try (ChildJvm child =
                ChildJvm.of(KillMain.class).arguments(directory.toString()).start()) {
            last = child.awaitLine("kept 200");
            child.send(Signal.KILL);
            child.awaitExit();
            last = child.lines().getLast();
        }
        int kept = Integer.parseInt(last.replaceAll("\\D", ""));
        try (Store store = open()) {
            List<String> ids =
                    store.kept().join().stream().map(each -> each.notice().id()).toList();
            assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(kept + 1);
            for (int i = 0; i <= kept; i++) {
                assertThat(ids.get(i)).isEqualTo("rule" + i + "/1:clear-raised");
            }
        }
    }
}
