package dev.carillon.net;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The orderly end of a {@link Listener}, a {@link ListenerGroup} or a {@link Connector}, with a limit of time.
 *
 * <p>Who waits in the backlog when it begins is accepted still, then the listener closes. Each connection gets what it has
 * been sent already read once more, and ends after the exchange in which it is ({@link Connection#finishAfterExchange}): not
 * while an answer is being made, its input is held by the program, a worker or straight-line code, a message has come in
 * part, or bytes are forwarded from or to it. A client that has only just connected is about to say something: it is
 * awaited for a second.
 *
 * <p>A handler that ends its connections itself ({@link ConnectionHandler#endsItself}) is left to it, also where nothing is in
 * progress: HTTP answers the next request of a connection at rest, and says that it is the last one.
 *
 * <p>When the time is over what has not ended is closed, and counted. A stream that is cut off by that shows a reset.
 *
 * <p>Safe from any thread.
 */
public final class Drain {
    private final Duration limit;
    private final CompletableFuture<Drain> ended = new CompletableFuture<>();
    private final AtomicLong cutOff = new AtomicLong();
    private final AtomicLong atRest = new AtomicLong();
    /** What has to end, and the beginning itself. */
    private final AtomicInteger left = new AtomicInteger(1);

    Drain(Duration limit) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("the time for a drain is zero or more, not " + limit);
        }
        this.limit = limit;
    }

    Duration limit() {
        return limit;
    }

    /** One more has to end. */
    void join() {
        left.incrementAndGet();
    }

    /** One that has joined has ended; or all have joined. */
    void leave() {
        if (left.decrementAndGet() == 0) {
            ended.complete(this);
        }
    }

    void countCutOff() {
        cutOff.incrementAndGet();
    }

    void countAtRest() {
        atRest.incrementAndGet();
    }

    /**
     * When nothing listens any more and every connection has ended.
     *
     * @return completed, with this, on the thread of the loop on which the last one ended
     */
    public CompletionStage<Drain> ended() {
        return ended.minimalCompletionStage();
    }

    /**
     * Connections that had not ended when the time was over, and were closed.
     *
     * @return the count so far
     */
    public long cutOff() {
        return cutOff.get();
    }

    /**
     * Connections that were at rest all the time until it was over, and were closed: nothing of an answer was lost, for nobody
     * had asked. Only those whose handler {@linkplain ConnectionHandler#endsItself ends them itself} wait so long.
     *
     * @return the count so far
     */
    public long atRest() {
        return atRest.get();
    }
}
