package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A source that others change while it is pending keeps its place in the turn. */
class PlaceInTurnTest {
    private final EventLoop loop = Loops.open("test");
    private final List<String> seen = new ArrayList<>();

    @AfterEach
    void close() {
        loop.close();
    }

    private DeferSource deferred(String name) {
        DeferSource source = loop.defer(name, s -> seen.add(name));
        source.schedule();
        return source;
    }

    /** Each turn somebody with an earlier place does something to a source that is pending in that turn. */
    private long handledThough(Consumer<DeferSource> meddling) {
        DeferSource victim = loop.defer("victim", DeferSource::schedule);
        victim.schedule();
        DeferSource meddler = loop.defer("meddler", source -> {
            source.schedule();
            meddling.accept(victim);
        });
        meddler.priority(Priority.FIRST);
        meddler.schedule();
        Turns.some(loop, 100);
        return victim.statistics().events();
    }

    @Test
    void oneWhosePriorityIsSetInEachTurnIsHandledInEach() {
        int[] turn = {0};
        assertThat(handledThough(victim -> victim.priority(10 + turn[0]++ % 40)))
                .isEqualTo(100);
    }

    @Test
    void oneThatIsDisabledAndEnabledInEachTurnIsHandledInEach() {
        assertThat(handledThough(victim -> {
                    victim.disable();
                    victim.enable();
                }))
                .isEqualTo(100);
    }

    @Test
    void oneThatIsOffInOneTurnIsHandledInTheNext() {
        boolean[] off = {false};
        assertThat(handledThough(victim -> {
                    if (off[0]) {
                        victim.enable();
                    } else {
                        victim.disable();
                    }
                    off[0] = !off[0];
                }))
                .isEqualTo(50);
    }

    @Test
    void aPriorityCountsAtOnceAndTheSameAgainChangesNothing() {
        deferred("first");
        deferred("second").priority(Priority.NORMAL);
        deferred("third").priority(Priority.NORMAL + 1);
        deferred("fourth").priority(Priority.NORMAL - 1);
        loop.turn(Duration.ZERO);
        assertThat(seen).containsExactly("fourth", "first", "second", "third");
    }

    @Test
    void whatIsStoppedIsForgottenAlsoWhereItStoodInTheQueue() {
        TimerSource timer = loop.timer("timer", (s, ticks) -> seen.add("timer"));
        timer.after(Duration.ZERO);
        DeferSource stopper = loop.defer("stopper", s -> timer.stop());
        stopper.priority(Priority.FIRST);
        stopper.schedule();
        Turns.some(loop, 5);
        assertThat(seen).isEmpty();
    }

    @Test
    void oneThatIsOffAndPendingLetsTheLoopSleep() {
        DeferSource source = deferred("off");
        source.disable();
        Turns.some(loop, 2);
        long before = loop.statistics().turns();
        loop.timeout(() -> seen.add("timeout")).schedule(Duration.ofMillis(20));
        Turns.until(loop, () -> seen.contains("timeout"));
        assertThat(loop.statistics().turns() - before).as("turns in 20 ms").isLessThan(10);
        source.enable();
        Turns.until(loop, () -> seen.contains("off"));
    }
}
