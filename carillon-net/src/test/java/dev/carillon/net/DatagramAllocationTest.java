package dev.carillon.net;

import dev.carillon.testkit.ChildJvm;
import org.junit.jupiter.api.Test;

/** Once warm, datagrams of known senders cost no memory. */
class DatagramAllocationTest {
    /** In a JVM of its own: where a test has injected faults, the JIT no longer knows which kernel is called. */
    @Test
    void nothingIsAllocatedForADatagramOfASenderThatIsKnown() {
        try (ChildJvm child = ChildJvm.of(DatagramAllocationMain.class)
                .options("-XX:TieredStopAtLevel=4", "-XX:MaxInlineLevel=25")
                .start()) {
            child.awaitLine("60000 datagrams: nothing allocated for one");
        }
    }
}
