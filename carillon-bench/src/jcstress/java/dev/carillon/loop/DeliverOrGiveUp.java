package dev.carillon.loop;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.TimeoutException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A thread waits for an event and gives up, while the loop delivers one, if it finds somebody waiting. First what the waiter
 * got, second what the loop delivered, third what is kept for the next waiter.
 */
@JCStressTest
@Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "Delivered to the waiter.")
@Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "The waiter gave up at that moment: kept.")
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "Nobody was waiting: the event stays in the kernel.")
@Outcome(id = "0, 1, 0", expect = Expect.FORBIDDEN, desc = "Lost.")
@Outcome(id = "1, 1, 1", expect = Expect.FORBIDDEN, desc = "Delivered twice.")
@State
public class DeliverOrGiveUp {
    private static final Loops<EventLoop> LOOPS = new Loops<>(() -> {
        EventLoop loop = EventLoop.open("race");
        loop.defer("awaited", _ -> {});
        return loop;
    });

    private final EventLoop loop = LOOPS.lend();
    private final Waiters<Integer> waiters = new Waiters<>(loop.registry.all().getLast());
    private int got;
    private int delivered;

    /** Any thread: waits for less than it takes to be served, more or less. */
    @Actor
    public void await() {
        try {
            got = waiters.await(Duration.ofNanos(500));
        } catch (TimeoutException e) {
            got = 0;
        } catch (InterruptedException e) {
            got = -1;
        }
    }

    /** The loop: enlists who has come to wait, and has an event for them. */
    @Actor
    public void deliver() {
        Loops.dawdle();
        loop.mailbox.dispatch(10);
        if (waiters.areWaiting()) {
            waiters.deliver(1);
            delivered = 1;
        }
    }

    /** Looks what came of it, and tidies up. */
    @Arbiter
    public void look(III_Result result) {
        result.r1 = got;
        result.r2 = delivered;
        result.r3 = kept();
        loop.mailbox.dispatch(10);
        LOOPS.giveBack(loop);
    }

    private int kept() {
        try {
            Field unclaimed = Waiters.class.getDeclaredField("unclaimed");
            unclaimed.setAccessible(true);
            return ((Queue<?>) unclaimed.get(waiters)).size();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
