package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.Spawn;
import dev.carillon.testkit.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a child is given to read. */
class ChildInputTest {
    private final List<String> seen = new ArrayList<>();
    private final EventLoop loop = Loops.open("test");

    @AfterEach
    void close() {
        loop.close();
    }

    private ChildSource start(Spawn spawn) {
        return loop.child("child", spawn, new ChildSource.Handler() {
            @Override
            public void exited(ChildSource source, ExitStatus status) {
                seen.add("exited " + status.code());
            }

            @Override
            public void closed(ChildSource source, ExitStatus status) {
                seen.add("closed");
            }
        });
    }

    private void note(StreamWriter writer, WriterEnd end) {
        seen.add(writer.name() + " " + end.cause());
    }

    private void until(String what) {
        Turns.until(loop, () -> seen.contains(what));
    }

    @Test
    void whatIsFedIsReadThroughTheFilterAndItsEndToo() {
        ChildSource sort = start(Spawn.command("sort").pipeInput().pipeOutput());
        sort.outputLines((source, line) -> seen.add(line));
        StreamWriter input = sort.input(this::note);
        for (String line : List.of("b\n", "c\n", "a\n")) {
            assertThat(input.write(line)).isEqualTo(Written.TAKEN);
        }
        input.finish();
        until("closed");
        assertThat(seen).containsExactly("child input FINISHED", "a", "b", "c", "exited 0", "closed");
    }

    @Test
    void aChildThatReadsNoMoreIsTheEndOfItsInputAndNoFailure() {
        ChildSource child = start(Spawn.command("sh", "-c", "read x; exit 3").pipeInput());
        StreamWriter input = child.input(this::note);
        input.write("line\n" + "x".repeat(200_000));
        until("closed");
        assertThat(seen).contains("exited 3");
        assertThat(input.isOpen()).isFalse();
        assertThat(input.ledger().open()).isZero();
        assertThat(input.ledger().missed()).isPositive();
    }

    @Test
    void otherNumbersAreWrittenToAsWell() {
        ChildSource child = start(
                Spawn.command("sh", "-c", "cat <&7; cat").pipeTo(7).pipeInput().pipeOutput());
        child.outputLines((source, line) -> seen.add(line));
        StreamWriter seven = child.writer(7, this::note);
        seven.write("seven\n");
        seven.finish();
        StreamWriter input = child.input();
        input.write("zero\n");
        input.finish();
        until("closed");
        assertThat(seen).containsExactly("child 7 FINISHED", "seven", "zero", "exited 0", "closed");
        assertThat(input.next().join().cause()).isEqualTo(WriterEnd.Cause.FINISHED);
    }

    @Test
    void theInputClosesWithItsSource() {
        try (LeakCheck leaks = LeakCheck.start()) {
            StreamWriter input;
            try (EventLoop own = Loops.open("own")) {
                ChildSource child = own.child("child", Spawn.command("cat").pipeInput(), (source, status) -> {});
                input = child.input(this::note);
                input.write("x");
                child.close();
                assertThat(input.isOpen()).isFalse();
            }
            assertThat(input.ledger().open()).isZero();
            leaks.assertNothingLeft();
        }
    }
}
