package dev.carillon.monitor.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Child;
import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.PidFd;
import dev.carillon.linux.Poll;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Spawn;
import dev.carillon.loop.EventLoop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The end of the shell's pipe is what it sees of a monitor that is killed. */
class GuardianTest {
    private static final long PATIENCE = Duration.ofSeconds(20).toNanos();

    private final EventLoop loop = EventLoop.open("test");
    private final Guardian guardian = new Guardian(loop);

    @AfterEach
    void close() {
        loop.close();
    }

    private static Child start(String script) {
        return Spawn.command("sh", "-c", script).ownGroup().pipeOutput().start();
    }

    private static void awaitReady(Child child) {
        assertThat(awaits(child, Poll.IN)).isTrue();
    }

    /** The end of all that holds the pipe. */
    private static boolean awaits(Child child, int events) {
        Poll poll = new Poll();
        poll.add(child.output(), events);
        return poll.await(PATIENCE) > 0;
    }

    private static ExitStatus awaitExit(PidFd child) {
        Poll poll = new Poll();
        poll.add(child, Poll.IN);
        assertThat(poll.await(PATIENCE)).isPositive();
        return Objects.requireNonNull(child.reap());
    }

    private void watch(Child child, Duration grace) {
        guardian.watch(child.pid(), Signal.TERM, grace);
        loop.turn(Duration.ZERO);
    }

    private Child shell() {
        return Objects.requireNonNull(guardian.shell());
    }

    @Test
    void whatIsLeftIsAskedToEndWithAllThatItHasStarted() {
        try (Child child = start("sleep 1000 & echo ready; exec sleep 1000")) {
            awaitReady(child);
            child.output().read(ByteBuffer.allocate(100));
            watch(child, Duration.ofSeconds(1000));
            shell().closePipes();
            assertThat(awaitExit(child.pidFd()).signal()).isEqualTo(Signal.TERM);
            assertThat(awaits(child, 0))
                    .as("the group has let go of its output")
                    .isTrue();
        }
    }

    @Test
    void itEndsWithTheLoopAndIsReaped() {
        try (Child child = start("exec sleep 1000")) {
            watch(child, Duration.ofSeconds(1));
            long pid = shell().pid();
            child.signalGroup(Signal.KILL);
            awaitExit(child.pidFd());
            loop.close();
            assertThat(ProcessHandle.current().children()).noneMatch(each -> each.pid() == pid);
        }
    }

    @Test
    void whoDoesNotEndIsKilled() {
        try (Child child = start("trap '' TERM; echo ready; while :; do sleep 1000; done")) {
            awaitReady(child);
            watch(child, Duration.ofSeconds(1));
            shell().closePipes();
            assertThat(awaitExit(child.pidFd()).signal()).isEqualTo(Signal.KILL);
        }
    }

    @Test
    void whatIsOverIsLeftAlone() {
        try (Child child = start("exec sleep 1000");
                Child other = start("exec sleep 1000")) {
            watch(child, Duration.ofSeconds(1));
            watch(other, Duration.ofSeconds(1));
            guardian.forget(child.pid());
            loop.turn(Duration.ZERO);
            shell().closePipes();
            assertThat(awaitExit(other.pidFd()).signal()).isEqualTo(Signal.TERM);
            awaitExit(shell().pidFd());
            assertThat(child.pidFd().reap()).isNull();
            child.signalGroup(Signal.KILL);
            assertThat(awaitExit(child.pidFd()).signal()).isEqualTo(Signal.KILL);
        }
    }

    @Test
    void aGuardianThatIsKilledIsReplacedByOneThatKnowsAll() {
        try (Child child = start("exec sleep 1000");
                Child second = start("exec sleep 1000")) {
            watch(child, Duration.ofSeconds(1000));
            Child first = shell();
            PidFd.open(first.pid()).sendSignal(Signal.KILL);
            awaitExit(first.pidFd());
            watch(second, Duration.ofSeconds(1000));
            assertThat(shell().pid()).isNotEqualTo(first.pid());
            shell().closePipes();
            assertThat(awaitExit(child.pidFd()).signal()).isEqualTo(Signal.TERM);
            assertThat(awaitExit(second.pidFd()).signal()).isEqualTo(Signal.TERM);
        }
    }
}
