package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.testkit.ChildJvm;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Orphans are reaped, and no child of this process's own, be it started by us or by the JDK, loses its exit code. */
class OrphanSourceTest {
    private static final String[] NEW_NAMESPACE = {"unshare", "-Urpf", "--mount-proc"};

    private static boolean canUnshare() {
        String[] command = {NEW_NAMESPACE[0], NEW_NAMESPACE[1], NEW_NAMESPACE[2], "true"};
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    private static void assertEachKeepsItsOwn(ChildJvm child) {
        child.awaitLine("orphans {1=10, 2=10, 3=10} events 30");
        child.awaitLine("patient true");
        child.awaitLine("ours true jdks true wrong {}");
        assertThat(child.awaitExit()).isZero();
    }

    @Test
    void theFirstOfAPidNamespaceReapsItsOrphansAndNobodyElses() {
        assumeTrue(canUnshare(), "no new pid namespace for this user");
        try (ChildJvm child = ChildJvm.of(OrphanMain.class)
                .through(NEW_NAMESPACE)
                .arguments("first")
                .start()) {
            assertEachKeepsItsOwn(child);
        }
    }

    @Test
    void aSubreaperReapsItsOrphansAndNobodyElses() {
        try (ChildJvm child =
                ChildJvm.of(OrphanMain.class).arguments("subreaper").start()) {
            assertEachKeepsItsOwn(child);
        }
    }

    @Test
    void whereNoOrphansComeItIsRefused() {
        try (EventLoop loop = Loops.open("test")) {
            assertThatThrownBy(() -> loop.reapOrphans((source, orphan) -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Orphans.adopt()");
        }
    }
}
