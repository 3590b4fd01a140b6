package dev.carillon.monitor.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state directory is that of one monitor at a time, and what is wrong with it is said. */
class StateDirectoryTest {
    @TempDir
    private Path directory;

    /** Has one until it is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws Exception {
            try (StateDirectory taken = StateDirectory.take(Path.of(arguments[0]))) {
                System.out.println("taken " + (taken != null));
                System.in.read();
            }
        }
    }

    @Test
    void theSecondIsToldWhoHasItUntilThatOneIsNoMore() throws Exception {
        try (ChildJvm child =
                ChildJvm.of(Holder.class).arguments(directory.toString()).start()) {
            child.awaitLine("taken ");
            long holder = StateDirectory.holder(directory).orElseThrow();
            assertThat(ProcessHandle.of(holder)).isPresent();
            assertThatThrownBy(() -> StateDirectory.take(directory))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the state directory " + directory + " is that of a monitor which runs already,"
                            + " process " + holder + ": each needs one of its own");
            child.send(Signal.KILL);
            child.awaitExit();
        }
        assertThat(StateDirectory.holder(directory)).isEmpty();
        StateDirectory.take(directory).close();
    }

    @Test
    void twoOfOneProcessDoNotHaveItBoth() throws Exception {
        try (StateDirectory first = StateDirectory.take(directory)) {
            assertThatThrownBy(() -> StateDirectory.take(directory)).hasMessageContaining("runs already");
            assertThat(StateDirectory.holder(directory)).isPresent();
            assertThat(first).isNotNull();
        }
        StateDirectory.take(directory).close();
    }

    @Test
    void whatIsNoDirectoryIsNamed() throws Exception {
        Path file = Files.createFile(directory.resolve("st"));
        for (Path path : new Path[] {file, file.resolve("in"), Path.of("/proc/x")}) {
            assertThatThrownBy(() -> StateDirectory.take(path))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the state directory " + path + " cannot be used: ");
        }
        assertThatThrownBy(() -> StateDirectory.check(file)).hasMessageEndingWith("it is a file, and no directory");
        Files.createDirectory(directory.resolve("carillon.db"));
        assertThatThrownBy(() -> StateDirectory.take(directory))
                .hasMessageEndingWith("cannot be used: " + directory.resolve("carillon.db") + ": is a directory");
        assertThatThrownBy(() -> StateDirectory.check(directory)).hasMessageContaining("is a directory");
    }

    @Test
    void aLookMakesNothing() throws Exception {
        StateDirectory.check(directory.resolve("a/b"));
        assertThat(directory).isEmptyDirectory();
    }
}
