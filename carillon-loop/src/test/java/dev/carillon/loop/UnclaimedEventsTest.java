package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loop.life.SourceState.Hold;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events that nobody waits for: kept as far as there is room, and the source rests unless it reads ahead. */
class UnclaimedEventsTest {
    private final EventLoop loop = Loops.open("test");
    private final Ahead source = new Ahead(loop);
    private final Waiters<String> waiters = source.waiters;

    @AfterEach
    void close() {
        loop.close();
    }

    /** A source that may have read ahead what it hands out. */
    private static final class Ahead extends Source implements Awaited<String> {
        private final Waiters<String> waiters = new Waiters<>(this);
        private boolean readsAhead;
        private int turns;

        private Ahead(EventLoop loop) {
            super(loop, "ahead", "test");
        }

        @Override
        Outcome dispatch(int budget) {
            turns++;
            return Outcome.DONE;
        }

        @Override
        boolean readsAhead() {
            return readsAhead;
        }

        @Override
        Waiters<String> waiters() {
            return waiters;
        }
    }

    @Test
    void soManyAreKeptAndNoMore() {
        assertThat(waiters.deliverOrKeep("one", 2)).isTrue();
        assertThat(waiters.deliverOrKeep("two", 2)).isTrue();
        assertThat(waiters.deliverOrKeep("three", 2)).isFalse();
        assertThat(source.next()).isCompletedWithValue("one");
        assertThat(waiters.deliverOrKeep("four", 2)).isTrue();
        assertThat(source.next()).isCompletedWithValue("two");
        assertThat(source.next()).isCompletedWithValue("four");
        CompletableFuture<String> waiting = source.next();
        assertThat(waiters.deliverOrKeep("five", 0)).isTrue();
        assertThat(waiting).isCompletedWithValue("five");
    }

    @Test
    void aSourceThatIsAskedForNothingRestsUntilItIs() {
        assertThat(waiters.areWaiting()).isFalse();
        assertThat(source.isHeld(Hold.UNAWAITED)).isTrue();
        CompletableFuture<String> waiting = source.next();
        assertThat(waiters.areWaiting()).isTrue();
        assertThat(source.isHeld(Hold.UNAWAITED)).isFalse();
        loop.turn(Duration.ZERO);
        assertThat(source.turns).isZero();
        waiting.cancel(true);
    }

    @Test
    void oneThatReadsAheadGoesOnAndLooksAtOnceForWhatItHas() {
        source.readsAhead = true;
        assertThat(waiters.areWaiting()).isFalse();
        assertThat(source.isListening()).isTrue();
        CompletableFuture<String> waiting = source.next();
        loop.turn(Duration.ZERO);
        assertThat(source.turns).isEqualTo(1);
        waiting.cancel(true);
    }
}
