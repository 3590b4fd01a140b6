package dev.carillon.dashboard;

import dev.carillon.dashboard.board.News;
import dev.carillon.dashboard.board.Occurrence;
import dev.carillon.dashboard.board.State;
import dev.carillon.dashboard.board.Tally;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jctools.queues.atomic.SpscAtomicArrayQueue;

/**
 * What crosses from a loop to its dashboard: a queue with a bound. Of more events of a source than can be told apart only their count
 * crosses. What comes too fast for the dashboard all the same is not shown, and counted; what
 * the monitor says of itself and how things stand has room kept for it. One thread puts, another takes.
 */
public final class Intake {
    private static final int CAPACITY = 16_384;
    /** Only for what may not be missed as long as there is any room. */
    private static final int RESERVE = 4_096;

    private final SpscAtomicArrayQueue<News> queue = new SpscAtomicArrayQueue<>(CAPACITY);
    private final AtomicBoolean isCalled = new AtomicBoolean();
    private volatile Runnable taker = () -> {};
    private final AtomicLong passedBy = new AtomicLong();
    private final Thinning thinning = new Thinning(this::offer);

    /** Nothing has come yet. */
    public Intake() {}

    /** Says something; it is copied nowhere, and must not change. */
    public void put(News news) {
        switch (news) {
            case Occurrence occurrence -> thinning.put(occurrence);
            case Tally tally -> offer(tally);
            case State state -> { // it is asked for four times a second at most
                thinning.rest();
                offer(state);
            }
        }
    }

    private void offer(News news) {
        int room = CAPACITY - queue.size();
        boolean isUrgent = !(news instanceof Occurrence occurrence) || occurrence.isOwn();
        if (room <= RESERVE && !isUrgent || !queue.relaxedOffer(news)) {
            passedBy.incrementAndGet();
        }
        if (room < CAPACITY / 2 && isCalled.compareAndSet(false, true)) {
            taker.run(); // or it would wait for the next tick, for which there may be no room
        }
    }

    /** How much was not shown. From any thread. */
    public long passedBy() {
        return passedBy.get();
    }

    /** Has somebody be told, on the thread that puts, when it is half full. */
    void callWhenHalfFull(Runnable newTaker) {
        taker = newTaker;
    }

    /** Takes all there is. */
    void drain(Consumer<News> consumer) {
        isCalled.set(false);
        queue.drain(consumer::accept, CAPACITY);
    }
}
