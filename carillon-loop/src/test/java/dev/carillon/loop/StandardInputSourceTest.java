package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ChildJvm;
import dev.carillon.testkit.ChildJvmBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Standard input in a JVM of its own, whatever it is connected to: only that source ends, and descriptor 0 stays as it was. */
class StandardInputSourceTest {
    private static final int O_NONBLOCK = 04000;

    private static ChildJvmBuilder inScript(String script, String... arguments) {
        return ChildJvm.of(StandardInputMain.class)
                .options(Loops.option())
                .through("sh", "-c", script, "sh")
                .arguments(arguments);
    }

    /** The lines between the first and the last, which say what descriptor 0 was before and after. */
    private static List<String> outputOf(ChildJvm child) {
        assertThat(child.awaitExit()).as("%s", child.lines()).isZero();
        List<String> lines = child.lines();
        assertThat(lines.getFirst()).startsWith("before ");
        assertThat(lines.getLast()).isEqualTo("after " + lines.getFirst().substring("before ".length()));
        return lines.subList(1, lines.size() - 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"handler", "await"})
    void aPipeIsReadLineByLineAndStaysBlockingForTheOthers(String way) {
        String[] arguments = way.equals("await") ? new String[] {"await"} : new String[0];
        try (ChildJvm child = ChildJvm.of(StandardInputMain.class)
                .options(Loops.option())
                .arguments(arguments)
                .start()) {
            String before = child.awaitLine("before pipe:");
            int flags = Integer.parseInt(before.substring(before.lastIndexOf(' ') + 1), 8);
            assertThat(flags & O_NONBLOCK).isZero();
            child.println("one");
            child.awaitLine("line one");
            child.println("two");
            child.awaitLine("line two");
            child.endInput();
            assertThat(outputOf(child))
                    .containsExactly("line one", "line two", "ended " + way.equals("handler"), "other 7");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "await"})
    void aFileIsReadToItsEnd(String argument, @TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "one\ntwo");
        String[] arguments = argument.isEmpty() ? new String[0] : new String[] {argument};
        try (ChildJvm child = inScript("exec \"$@\" <" + file, arguments).start()) {
            assertThat(outputOf(child))
                    .containsExactly("line one", "line two", "ended " + argument.isEmpty(), "other 7");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"</dev/null", "<&-"})
    void whatHasNothingEndsAtOnce(String input) {
        try (ChildJvm child = inScript("exec \"$@\" " + input).start()) {
            assertThat(outputOf(child)).containsExactly("ended true", "other 7");
        }
    }

    @Test
    void aFifoWhoseWriterHasGoneIsReadToItsEnd(@TempDir Path directory) {
        Path fifo = directory.resolve("fifo");
        // The writer has gone when the child opens it: a FIFO opened then would wait for the next writer.
        String script =
                "mkfifo " + fifo + "; printf 'one\\ntwo\\n' >" + fifo + " & exec <" + fifo + "; wait $!; exec \"$@\"";
        try (ChildJvm child = inScript(script).start()) {
            assertThat(outputOf(child)).containsExactly("line one", "line two", "ended true", "other 7");
        }
    }
}
