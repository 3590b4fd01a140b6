package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ChildJvm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A thread in System.exit never comes back; a shutdown hook that waits for its loop must not wait for it. */
class ExitInHandlerTest {
    @ParameterizedTest
    @ValueSource(strings = {"handler", "task", "exit", "last task", "group"})
    void aShutdownHookClosesTheLoopWhoseThreadIsInExit(String where) {
        try (ChildJvm child = ChildJvm.of(ExitInHandlerMain.class)
                .options(Loops.option())
                .arguments(where)
                .start()) {
            assertThat(child.awaitExit()).isEqualTo(3);
            assertThat(child.lines()).contains("exit handler", "closed");
            assertThat(child.lines()).filteredOn("exit handler"::equals).hasSize(1);
            assertThat(child.lines().contains("group closed")).isEqualTo(where.equals("group"));
        }
    }
}
