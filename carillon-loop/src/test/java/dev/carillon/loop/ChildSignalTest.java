package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.JvmSignals;
import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import org.junit.jupiter.api.Test;

/** CHLD by the JVM's handler, in a process whose first child of the JDK's comes later. */
class ChildSignalTest {
    /** Says of each CHLD that comes, also after the JDK has begun with processes. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws Exception {
            try (JvmSignals.Registration _ = JvmSignals.register(Signal.CHLD, signal -> System.out.println("told"))) {
                for (int i = 0; i < 2; i++) {
                    new ProcessBuilder("true").start().waitFor();
                    System.out.println("ended");
                    System.in.read();
                }
            }
        }
    }

    @Test
    void theFirstChildOfTheJdksDoesNotTakeItAway() {
        try (ChildJvm child = ChildJvm.of(Main.class).start()) {
            for (int i = 0; i < 2; i++) {
                child.awaitLine("told");
                child.println("");
            }
            assertThat(child.awaitExit()).isZero();
        }
    }
}
