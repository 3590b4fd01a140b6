package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.carillon.loop.life.SourceState;
import dev.carillon.loop.life.SourceState.Event;
import dev.carillon.loop.life.SourceState.Hold;
import dev.carillon.loop.life.Steps;
import dev.carillon.testkit.Seeds;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A source's life against a simple model: a set of reasons, a worker, and whether it was closed. */
@SuppressWarnings("EnumOrdinal") // reasons are drawn by number
class SourceStateTest {
    private static final int STEPS = 300;

    /** A source that only tells what is done with it. */
    private static final class Probe extends Source {
        private int handled;
        private int changes;
        private int silenced;
        private int released;

        Probe(EventLoop loop) {
            super(loop, "probe", "test");
        }

        @Override
        Outcome dispatch(int budget) {
            handled++;
            return Outcome.DONE;
        }

        @Override
        void listeningChanged() {
            changes++;
        }

        @Override
        void silence(Steps steps) {
            silenced++;
        }

        @Override
        void release(Steps steps) {
            released++;
        }
    }

    /** One life, and what it should be. */
    private static final class Life {
        private final Random random;
        private final EventLoop loop;
        private final Probe probe;
        private final Set<Hold> reasons = EnumSet.noneOf(Hold.class);
        private boolean withWorker;
        private boolean closed;
        private boolean due;
        private int handled;
        private int changes;

        Life(EventLoop loop, long seed) {
            this.loop = loop;
            this.random = new Random(seed);
            this.probe = new Probe(loop);
        }

        private boolean listens() {
            return !closed && !withWorker && reasons.isEmpty();
        }

        void step() {
            boolean before = listens();
            switch (random.nextInt(closed ? 8 : 60)) {
                case 0, 8, 9, 10, 11, 12 -> pend();
                case 1, 13, 14 -> forget();
                case 2, 15, 16, 17, 18, 19 -> turn();
                case 3, 20, 21, 22 -> hand();
                case 4, 23, 24, 25 -> giveBack();
                case 5 -> close();
                case 6, 26, 27 -> probe.priority(random.nextInt(Priority.LAST + 1));
                default -> hold(Hold.values()[random.nextInt(Hold.values().length)]);
            }
            if (!closed && listens() != before) {
                changes++;
            }
            check();
        }

        private void pend() {
            probe.pend();
            due = !closed;
        }

        private void forget() {
            probe.forgetPending();
            due = false;
        }

        private void turn() {
            loop.turn(Duration.ZERO);
            if (due && listens()) {
                handled++;
                due = false;
            }
        }

        private void hold(Hold reason) {
            if (random.nextBoolean()) {
                probe.hold(reason);
                reasons.add(reason);
            } else {
                probe.release(reason);
                reasons.remove(reason);
            }
        }

        private void hand() {
            if (closed || withWorker) {
                assertThatIllegalStateException().isThrownBy(probe::handed);
            } else {
                probe.handed();
                withWorker = true;
            }
        }

        private void giveBack() {
            if (withWorker) {
                probe.returned();
                withWorker = false;
            }
        }

        private void close() {
            if (closed && random.nextBoolean()) {
                probe.closeWithLoop();
                withWorker = false;
            } else {
                probe.close();
            }
            closed = true;
            due = false;
        }

        private void check() {
            assertThat(probe.isListening()).as("listens").isEqualTo(listens());
            assertThat(probe.isOpen()).isEqualTo(!closed);
            assertThat(probe.isEnabled()).isEqualTo(!closed && !reasons.contains(Hold.DISABLED));
            assertThat(probe.isHandedOut()).as("with a worker").isEqualTo(withWorker);
            assertThat(probe.handled).as("handled").isEqualTo(handled);
            assertThat(probe.changes).as("changes told").isEqualTo(changes);
            assertThat(probe.silenced).as("silenced").isEqualTo(closed ? 1 : 0);
            assertThat(probe.released).as("released").isEqualTo(closed && !withWorker ? 1 : 0);
            assertThat(loop.registry.find(probe.token())).isSameAs(probe.released == 0 ? probe : null);
        }
    }

    @Test
    void whateverHappensInWhateverOrderTheSourceIsWhatItShouldBe() {
        Seeds.forAll(200, seed -> {
            try (EventLoop loop = Loops.open("model")) {
                Life life = new Life(loop, seed);
                for (int step = 0; step < STEPS; step++) {
                    life.step();
                }
                life.giveBack();
                life.close();
                life.check();
            }
        });
    }

    @Test
    void whatTheTableHasNoPlaceForIsRefused() {
        for (SourceState state : SourceState.values()) {
            for (Event event : Set.of(Event.HAND, Event.RETURN, Event.DONE)) {
                boolean allowed = switch (event) {
                    case HAND -> state == SourceState.LISTENING || state == SourceState.HELD;
                    case RETURN -> state != SourceState.LISTENING && state != SourceState.HELD;
                    default -> state == SourceState.CLOSING;
                };
                if (!allowed) {
                    assertThatIllegalStateException()
                            .isThrownBy(() -> state.after(event))
                            .withMessage("a source that is " + state + " meets " + event);
                }
            }
        }
    }

    @Test
    void fromEveryStateTheEndOfTheLoopLeadsToTheEndOfTheSource() {
        for (SourceState state : SourceState.values()) {
            SourceState end = state.after(Event.END);
            assertThat(end == SourceState.CLOSED ? end : end.after(Event.DONE)).isEqualTo(SourceState.CLOSED);
        }
    }
}
