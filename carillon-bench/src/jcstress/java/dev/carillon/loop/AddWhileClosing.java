package dev.carillon.loop;

import dev.carillon.linux.EventFd;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IJ_Result;

/**
 * One thread adds to a counter, another closes it and opens a new one, which gets the same number. First what the adder saw,
 * second what the new counter holds.
 */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "Added before the close.")
@Outcome(id = "2, 0", expect = Expect.ACCEPTABLE, desc = "Refused: closed.")
@Outcome(id = "3, 0", expect = Expect.FORBIDDEN, desc = "The kernel was called with a number that was free already.")
@Outcome(id = ".*, 7", expect = Expect.FORBIDDEN, desc = "Another's counter was added to.")
@State
public class AddWhileClosing {
    private final EventFd counter = EventFd.open();
    private EventFd successor;
    private int seen;

    /** Adds. */
    @Actor
    public void add() {
        try {
            seen = counter.add(7) ? 1 : 0;
        } catch (IllegalStateException e) {
            seen = 2;
        } catch (RuntimeException e) {
            seen = 3;
        }
    }

    /** Closes, and opens the next. */
    @Actor
    public void close() {
        counter.close();
        successor = EventFd.open();
    }

    /** Looks what came of it. */
    @Arbiter
    public void look(IJ_Result result) {
        result.r1 = seen;
        result.r2 = successor.read();
        successor.close();
    }
}
