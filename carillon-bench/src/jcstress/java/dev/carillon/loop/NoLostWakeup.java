package dev.carillon.loop;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A task is handed in while the loop goes to sleep, with the loop's real mailbox and wake-up. First whether the loop's last
 * look found the mailbox empty, so that it sleeps; second whether the eventfd was written, so that it wakes up.
 */
@JCStressTest
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "The loop saw the task in its last look.")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "It saw the task, and is woken for nothing.")
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "It sleeps, and is woken.")
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "It sleeps with a task waiting.")
@State
public class NoLostWakeup {
    private static final Loops<EventLoop> LOOPS = new Loops<>(() -> EventLoop.open("race"));

    private final EventLoop loop = LOOPS.lend();
    private final Runnable task = () -> {};
    private boolean sleeps;

    /** Any thread. */
    @Actor
    public void handIn() {
        loop.execute(task);
    }

    /** What the loop does before it waits. */
    @Actor
    public void goToSleep() {
        loop.tasks.aboutToSleep();
        sleeps = loop.tasks.isEmpty();
    }

    /** Looks what came of it, and tidies up. */
    @Arbiter
    public void look(ZZ_Result result) {
        result.r1 = sleeps;
        result.r2 = loop.poller.poll(0) > 0;
        if (result.r2) {
            loop.wakeup.dispatch(1);
        }
        loop.tasks.awake();
        loop.mailbox.dispatch(10);
        LOOPS.giveBack(loop);
    }
}
