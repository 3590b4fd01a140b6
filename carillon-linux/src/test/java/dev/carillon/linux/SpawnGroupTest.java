package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.PidfdH;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A signal to all that a child has started. */
class SpawnGroupTest {
    /** A leader that ends when told, and two that hold its standard output for ever. */
    private static final Spawn FAMILY = Spawn.command("sh", "-c", "sleep 1000 & sleep 1000 & echo up; read x")
            .pipeInput()
            .pipeOutput()
            .ownGroup();

    /** A kernel before 6.9 refuses flags. */
    private static void on(boolean oldKernel, Runnable action) {
        FailingKernel.with(oldKernel ? PidfdH.SEND_SIGNAL : null, ErrnoH.EINVAL, action);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSignalReachesAllOfTheGroup(boolean oldKernel) {
        try (Child child = FAMILY.start()) {
            Expect.textUntil(child.output(), "up");
            on(oldKernel, () -> {
                assertThat(child.hasGroupMembers()).isTrue();
                assertThat(child.signalGroup(Signal.TERM)).isTrue();
            });
            assertThat(Expect.textToEnd(child.output()))
                    .as("the end, once nobody can write any more")
                    .isEmpty();
            assertThat(Expect.exit(child)).hasToString("killed by TERM");
        }
    }

    @Test
    void aGroupIsReachedByItsNumberAsLongAsAnybodyIsInIt() {
        int group;
        try (Child child = FAMILY.start()) {
            group = child.pid();
            Expect.textUntil(child.output(), "up");
            assertThat(Signals.sendToGroup(group, Signal.TERM)).isTrue();
            assertThat(Expect.textToEnd(child.output())).isEmpty();
            Expect.exit(child);
        }
        while (Signals.sendToGroup(group, Signal.KILL)) {
            Thread.onSpinWait(); // until their new parent has reaped them
        }
        assertThatThrownBy(() -> Signals.sendToGroup(1, Signal.TERM)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void thoseLeftAreReachedAfterTheLeadersEnd(boolean oldKernel) {
        try (Child child = FAMILY.start()) {
            Expect.textUntil(child.output(), "up");
            child.input().close();
            Expect.exit(child);
            assertThat(child.pidFd().sendSignal(Signal.TERM)).isFalse();
            on(oldKernel, () -> assertThat(child.signalGroup(Signal.KILL)).isTrue());
            assertThat(Expect.textToEnd(child.output())).isEmpty();
            on(oldKernel, () -> {
                while (child.hasGroupMembers()) {
                    Thread.onSpinWait(); // until they have ended
                }
                while (child.signalGroup(Signal.KILL)) {
                    Thread.onSpinWait(); // until their new parent has reaped them
                }
            });
        }
    }

    @Test
    void whoWaitsForItsParentAloneIsNobodyInTheGroup() {
        try (Child child = Spawn.command("sleep", "1000").ownGroup().start()) {
            assertThat(child.hasGroupMembers()).isTrue();
            child.pidFd().sendSignal(Signal.KILL);
            Poll poll = new Poll();
            poll.add(child.pidFd(), Poll.IN);
            poll.await(-1);
            assertThat(child.signalGroup(Signal.KILL))
                    .as("the kernel counts zombies")
                    .isTrue();
            assertThat(child.hasGroupMembers()).isFalse();
            assertThat(Expect.exit(child)).hasToString("killed by KILL");
        }
    }

    @Test
    void aSessionOfItsOwnIsAGroupToo() {
        try (Child child = Spawn.command("sleep", "1000").ownSession().start()) {
            assertThat(child.hasOwnGroup()).isTrue();
            assertThat(child.signalGroup(Signal.KILL)).isTrue();
            assertThat(Expect.exit(child)).hasToString("killed by KILL");
        }
    }

    @Test
    void ourOwnGroupIsNeverSignalled() {
        try (Child child = Spawn.command("true").start()) {
            assertThatThrownBy(() -> child.signalGroup(Signal.KILL))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "child " + child.pid() + " is in our own process group: Spawn.ownGroup() gives it another");
            Expect.exit(child);
        }
    }
}
