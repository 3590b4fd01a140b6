package dev.carillon.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ChildJvm;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    @Test
    void theFirstLoopCountsEchoesAndEnds() throws Exception {
        try (ChildJvm child = ChildJvm.of(FirstLoop.class).start()) {
            child.awaitLine("jobs: 1");
            child.println("hello");
            child.awaitLine("you said hello");
            child.println("quit");
            assertThat(child.awaitExit()).isZero();
        }
    }

    @Test
    void straightLineCodeGetsEveryValue() throws Exception {
        try (ChildJvm child = ChildJvm.of(StraightLine.class).start()) {
            child.awaitLine("done so far: 6");
            assertThat(child.awaitExit()).isZero();
        }
    }
}
