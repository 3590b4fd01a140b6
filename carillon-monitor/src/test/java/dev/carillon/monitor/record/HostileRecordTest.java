package dev.carillon.monitor.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests 4 and 5 of a hostile outsider, for the record. How often it is killed: {@code -Dcarillon.kills=200}. */
class HostileRecordTest {
    private static final int KILLS = Integer.getInteger("carillon.kills", 3);

    @TempDir
    private Path directory;

    @Test
    void kill4WhatWasWrittenIsThereWithoutAGapHoweverOftenItIsKilled() throws Exception {
        for (int round = 0; round < KILLS; round++) {
            try (ChildJvm child = ChildJvm.of(RecordMain.class)
                    .arguments(directory.toString())
                    .start()) {
                child.awaitLine("written ");
                child.send(Signal.KILL);
                child.awaitExit();
            }
            List<Long> ids = new ArrayList<>();
            List<String> problems = new ArrayList<>();
            long last;
            try (Recorder recorder = new Recorder(directory, RecordSettings.USUAL, (kind, text) -> {})) {
                last = recorder.lastId();
            }
            RecordReader.read(directory, event -> ids.add(event.id()), problems::add);
            assertThat(problems).as("round %d", round).isEmpty();
            assertThat(last).isGreaterThan(2000L * (round + 1));
            assertThat(ids).hasSize((int) last).doesNotHaveDuplicates().isSorted();
        }
    }

    @Test
    void full5ADiskThatIsFullIsToldOnceAndItRecoversByItself() throws Exception {
        String script = "mount -t tmpfs -o size=1m none \"$0\" || exit 77; exec \"$@\"";
        List<String> lines;
        try (ChildJvm recording = ChildJvm.of(RecordMain.class)
                .through("unshare", "-rm", "sh", "-c", script, directory.toString())
                .arguments(directory.toString(), "small")
                .start()) {
            int code = recording.awaitExit();
            lines = recording.lines();
            boolean isRefused = code == 77 || lines.stream().anyMatch(line -> line.startsWith("unshare: "));
            assumeTrue(!isRefused, "a tmpfs of its own is not allowed here");
        }
        List<String> told =
                lines.stream().filter(line -> !line.startsWith("written ")).toList();
        assertThat(told).as(lines.stream().limit(20).toList().toString()).hasSize(3);
        assertThat(told.get(0)).startsWith("record-failed: events cannot be recorded, and are lost: ");
        assertThat(told.get(1)).startsWith("record-well: events are recorded again; ");
        assertThat(told.get(2)).isEqualTo("unaccounted 0");
    }
}
