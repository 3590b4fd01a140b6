package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.LinuxException;
import dev.carillon.testkit.BrokenLog;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.Logged;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lines reach their file whole and in order, or are counted; and no state of the file holds up who has one. */
@Timeout(60)
class LogFileTest {
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int BOUND = 64 * 1024;

    @TempDir
    private Path directory;

    private static boolean append(LogFile log, String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.US_ASCII);
        return log.append(bytes, bytes.length);
    }

    private static LogFile open(Path path) {
        return new LogFile(path, 0640, BOUND, PAUSE);
    }

    private static void assertAccountedFor(LogFile log) {
        AccessLogStatistics end = log.statistics();
        assertThat(end.written() + end.dropped()).as("%s", end).isEqualTo(end.given());
    }

    @Test
    void writesEachLineInOrder() throws IOException {
        Path path = directory.resolve("log");
        try (LeakCheck leaks = LeakCheck.start()) {
            LogFile log = open(path);
            List<String> lines =
                    IntStream.range(0, 1000).mapToObj(i -> "line " + i).toList();
            lines.forEach(line -> assertThat(append(log, line)).isTrue());
            log.close();
            assertThat(Files.readAllLines(path)).isEqualTo(lines);
            assertThat(log.statistics()).isEqualTo(new AccessLogStatistics(1000, 1000, 0, 0, 0));
            leaks.assertNothingLeft();
        }
    }

    @Test
    void writesALineByItselfWithoutMore() throws Exception {
        Path path = directory.resolve("log");
        try (LogFile log = open(path)) {
            for (int i = 1; i <= 3; i++) {
                Until.holds(() -> log.threadState() == Thread.State.WAITING);
                append(log, "line");
                int count = i;
                Until.holds(() -> log.statistics().written() == count);
                assertThat(Files.readAllLines(path)).hasSize(count);
            }
        }
    }

    @Test
    void appendsToWhatIsThereAndMakesTheFileWithItsMode() throws IOException {
        Path path = directory.resolve("log");
        open(path).close();
        assertThat(Files.getPosixFilePermissions(path)).doesNotContain(PosixFilePermission.OTHERS_READ);
        Files.writeString(path, "old\n");
        LogFile log = open(path);
        append(log, "new");
        log.close();
        assertThat(Files.readAllLines(path)).containsExactly("old", "new");
    }

    @Test
    void aFileThatCannotBeOpenedIsToldOfAtOnce() {
        assertThatThrownBy(() -> open(directory.resolve("no/log"))).isInstanceOf(LinuxException.class);
    }

    @Test
    void goesOnInTheFileThatThePathNamesWhenAskedTo() throws Exception {
        Path path = directory.resolve("log");
        Path rotated = directory.resolve("log.1");
        try (LogFile log = open(path)) {
            append(log, "before");
            Files.move(path, rotated);
            append(log, "between"); // taken before it was asked for
            log.reopen();
            Until.holds(() -> log.statistics().reopened() == 1);
            append(log, "after");
        }
        assertThat(Files.readAllLines(rotated)).containsExactly("before", "between");
        assertThat(Files.readAllLines(path)).containsExactly("after");
    }

    @Test
    void goesOnInItsOldFileWhereTheNewOneCannotBeOpened() throws Exception {
        Path path = Files.createDirectory(directory.resolve("logs")).resolve("log");
        Path moved = directory.resolve("moved");
        try (LogFile log = open(path);
                Logged logged = Logged.by(AccessLog.class)) {
            Files.move(path.getParent(), moved);
            log.reopen();
            Until.holds(() -> log.statistics().failures() == 1);
            append(log, "still");
            Until.holds(() -> log.statistics().written() == 1);
            assertThat(logged.lines()).singleElement().asString().contains(path.toString(), "cannot be opened anew");
        }
        assertThat(Files.readAllLines(moved.resolve("log"))).containsExactly("still");
    }

    @Test
    void aFullDiskIsCountedAndToldAndRecoveredFrom() throws Exception {
        Path path = directory.resolve("log");
        Path target = directory.resolve("target");
        Files.createSymbolicLink(path, Path.of("/dev/full"));
        try (LogFile log = open(path);
                Logged logged = Logged.by(AccessLog.class)) {
            append(log, "first");
            Until.holds(() -> log.statistics().failures() >= 3);
            assertThat(logged.lines()).singleElement().asString().contains("cannot be written");
            append(log, "second");
            Files.delete(path);
            Files.createSymbolicLink(path, target);
            log.reopen();
            Until.holds(() -> log.statistics().written() == 2);
            append(log, "third");
            Until.holds(() -> log.statistics().written() == 3);
            assertThat(logged.lines()).last().asString().contains("is written again");
            assertThat(log.statistics().dropped()).isZero();
        }
        assertThat(Files.readAllLines(target)).containsExactly("first", "second", "third");
    }

    @Test
    void whatFindsNoRoomIsDroppedWholeAndCounted() throws Exception {
        Path path = directory.resolve("log");
        Path target = directory.resolve("target");
        Files.createSymbolicLink(path, Path.of("/dev/full"));
        try (LogFile log = open(path);
                Logged logged = Logged.by(AccessLog.class)) {
            append(log, "0");
            Until.holds(() -> log.statistics().failures() >= 1);
            String line = "x".repeat(999);
            int taken = 1;
            while (append(log, line)) {
                taken++;
            }
            assertThat(taken).isBetween(1 + BOUND / 2 / 1000 - 1, 1 + BOUND / 1000);
            Until.holds(() -> logged.lines().stream().anyMatch(told -> told.contains("has lost 1 lines")));
            Files.delete(path);
            Files.createSymbolicLink(path, target);
            log.reopen();
            long all = taken;
            Until.holds(() -> log.statistics().written() == all);
            assertThat(log.statistics().dropped()).isEqualTo(1);
            assertAccountedFor(log);
        }
        assertThat(Files.readAllLines(target)).allMatch(read -> read.equals("0") || read.length() == 999);
    }

    @Test
    void whatCannotBeWrittenUntilTheEndIsLostAndCounted() throws Exception {
        Path path = directory.resolve("log");
        Files.createSymbolicLink(path, Path.of("/dev/full"));
        try (LeakCheck leaks = LeakCheck.start()) {
            LogFile log = open(path);
            append(log, "first");
            Until.holds(() -> log.statistics().failures() >= 1);
            append(log, "second");
            log.close();
            assertThat(log.statistics().dropped()).isEqualTo(2);
            assertThat(append(log, "third")).isFalse();
            assertAccountedFor(log);
            leaks.assertNothingLeft();
        }
    }

    @Test
    void aLogOfFailuresThatFailsIsNoFailureOfThisOne() throws Exception {
        Path path = directory.resolve("log");
        Files.createSymbolicLink(path, Path.of("/dev/full"));
        try (BrokenLog broken = BrokenLog.of(AccessLog.class);
                LogFile log = open(path)) {
            append(log, "first");
            Until.holds(() -> log.statistics().failures() >= 2);
            Files.delete(path);
            log.reopen();
            Until.holds(() -> log.statistics().written() == 1);
            assertThat(broken).isNotNull();
        }
    }

    @Test
    void manyThreadsLinesStayWhole() throws Exception {
        Path path = directory.resolve("log");
        LogFile log = new LogFile(path, 0640, 1 << 20, PAUSE);
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(thread -> Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 2000; i++) {
                        append(log, thread + " " + i + " " + "y".repeat(i % 300));
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        log.close();
        assertAccountedFor(log);
        List<String> lines = Files.readAllLines(path);
        assertThat(lines).hasSize((int) log.statistics().written()).allMatch(line -> line.matches("\\d \\d+ y*"));
    }
}
