package dev.carillon.loop;

import java.lang.invoke.VarHandle;

/**
 * How figures that the loop's thread alone writes are read by others.
 *
 * <p>The writer stores plainly: it enters the kernel in each turn, and carries nothing past that in a register. A reader that
 * asks in a loop could be compiled to have asked once; so each accessor begins with {@link #lookAgain}.
 */
final class Figures {
    private Figures() {}

    /** What is read after this is read from memory, as of now or a moment ago. */
    static void lookAgain() {
        VarHandle.acquireFence();
    }
}
