package dev.carillon.monitor.action;

import dev.carillon.config.Failure;
import dev.carillon.config.SpanOfTime;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Timeout;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * One call of a courier, on a thread of its own with an end to its patience. A thread of the system: to look up a name can hold up
 * the few that carry virtual ones, for as long as the other side likes.
 */
final class Call {
    private final EventLoop loop;
    private final Courier courier;
    private final Load load;
    private final Consumer<Answer> whenDone;
    private final Timeout patience;
    private final Thread thread;
    private boolean isDone;

    private Call(EventLoop loop, String name, Courier courier, Load load, Consumer<Answer> whenDone) {
        this.loop = loop;
        this.courier = courier;
        this.load = load;
        this.whenDone = whenDone;
        this.patience = loop.timeout(this::isOver);
        this.thread =
                Thread.ofPlatform().daemon().name("carillon-action " + name).unstarted(this::run);
    }

    /** Begins one; the answer comes on the loop's thread. */
    static Call begin(EventLoop loop, String name, Courier courier, Load load, Consumer<Answer> whenDone) {
        Call call = new Call(loop, name, courier, load, whenDone);
        call.patience.schedule(courier.timeout());
        call.thread.start();
        return call;
    }

    private void run() {
        Answer answer;
        try {
            answer = courier.tell(load);
        } catch (Exception e) { // whatever a library throws is why it was not told
            answer = Answer.failed(Failure.line(e));
        }
        Answer known = answer;
        try {
            loop.execute(() -> done(known));
        } catch (RejectedExecutionException e) {
            // The loop has ended: what was not told by then is known to the outbox.
        }
    }

    private void isOver() {
        thread.interrupt();
        done(Answer.failed("no answer from " + courier.where() + " in " + SpanOfTime.text(courier.timeout())));
    }

    private void done(Answer answer) {
        if (!isDone) {
            isDone = true;
            patience.cancel();
            whenDone.accept(answer);
        }
    }

    /** Nobody wants to know any more. */
    void abandon() {
        isDone = true;
        patience.cancel();
        thread.interrupt();
    }
}
