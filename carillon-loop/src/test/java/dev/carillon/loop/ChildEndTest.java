package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.Child;
import dev.carillon.linux.Errno;
import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Spawn;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.ScriptedKernel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Children end with their source and with their loop, and nothing is left of them. */
class ChildEndTest {
    /** Says that it is there, and then ends by TERM. */
    private static final Spawn GENTLE = script("echo up; exec sleep 1000");

    /** Ignores TERM. */
    private static final Spawn DEAF = script("trap '' TERM; echo up; exec sleep 1000");

    /** Two others in its group; it ends by TERM. They write down that they were asked. */
    private static final Spawn FAMILY = script(
                    "for i in 1 2; do sh -c 'trap \"echo asked; exit\" TERM; echo up; sleep 1000 & wait' & done; wait")
            .ownGroup();

    private final List<String> lines = new ArrayList<>();
    private final List<ExitStatus> ends = new ArrayList<>();
    private EventLoop loop = Loops.open("test");

    @AfterEach
    void close() {
        loop.close();
    }

    private static Spawn script(String text) {
        return Spawn.command("sh", "-c", text).pipeOutput();
    }

    /** Starts it and waits until it has said so many times that it is there. */
    private ChildSource start(Spawn spawn, int ups) {
        ChildSource child = loop.child("child", spawn, (source, status) -> ends.add(status));
        child.outputLines((source, line) -> lines.add(line));
        Turns.until(loop, () -> lines.size() == ups);
        return child;
    }

    private boolean isAnyEnding() {
        return loop.sources().stream().anyMatch(source -> source.kind().equals("ending child"));
    }

    private void untilNoneIsLeft() {
        Turns.until(loop, () -> !isAnyEnding());
    }

    @Test
    void aChildEndsWithItsSourceAndTheLoopGoesOnMeanwhile() {
        try (LeakCheck leaks = LeakCheck.start().allowing("timerfd")) {
            ChildSource child = start(GENTLE, 1);
            child.close();
            assertThat(isAnyEnding()).as("the loop sees to it").isTrue();
            untilNoneIsLeft();
            assertThat(Processes.exists(child.pid())).isFalse();
            leaks.assertNothingLeft();
        }
        assertThat(ends).as("told after closing").isEmpty();
    }

    @Test
    void oneThatDoesNotListenIsKilledWhenItsTimeIsOver() {
        ChildSource child = start(DEAF, 1).endsBy(Signal.TERM, Duration.ofMillis(50));
        child.close();
        Turns.some(loop, 3);
        assertThat(Processes.exists(child.pid())).as("it has its time").isTrue();
        untilNoneIsLeft();
        assertThat(Processes.exists(child.pid())).isFalse();
    }

    @Test
    void oneThatIsAskedKeepsItsSourceUntilItsEnd() {
        ChildSource child = start(GENTLE, 1);
        child.end();
        child.end();
        Turns.until(loop, () -> !child.isOpen());
        assertThat(ends).containsExactly(new ExitStatus(143, Signal.TERM, false));
        ends.clear();
        lines.clear();
        ChildSource deaf = start(DEAF, 1).endsBy(Signal.TERM, Duration.ofMillis(20));
        deaf.end();
        Turns.until(loop, () -> !ends.isEmpty());
        assertThat(ends).containsExactly(new ExitStatus(137, Signal.KILL, false));
    }

    @Test
    void theSignalThatAsksIsTheUsersChoice() {
        ChildSource child = start(DEAF, 1).endsBy(Signal.INT, Duration.ofDays(1));
        child.end();
        Turns.until(loop, () -> !ends.isEmpty());
        assertThat(ends).containsExactly(new ExitStatus(130, Signal.INT, false));
    }

    @Test
    void oneThatIsStoppedEndsToo() {
        ChildSource child = start(GENTLE, 1).endsBy(Signal.TERM, Duration.ofDays(1));
        child.send(Signal.STOP);
        child.close();
        untilNoneIsLeft();
        assertThat(Processes.exists(child.pid())).isFalse();
    }

    @Test
    void whatItHasStartedEndsWithItWhereItHasAGroupOfItsOwn() {
        try (LeakCheck leaks = LeakCheck.start().allowing("timerfd")) {
            ChildSource child = start(FAMILY, 2);
            child.end();
            Turns.until(loop, () -> !child.isOpen());
            assertThat(lines).as("each had its time").containsExactly("up", "up", "asked", "asked");
            leaks.assertNothingLeft();
        }
        assertThat(ends).containsExactly(new ExitStatus(143, Signal.TERM, false));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void thoseOfTheGroupThatDoNotListenAreKilledAlsoAfterItsOwnEnd(boolean loopEnds) {
        try (Pipe alive = Pipe.openToRead()) {
            Spawn deaf = script("for i in 1 2; do sh -c 'trap \"\" TERM; echo up; exec sleep 1000' & done; wait")
                    .descriptor(9, alive.writer())
                    .ownGroup();
            ChildSource child = start(deaf, 2).endsBy(Signal.TERM, Duration.ofMillis(50));
            alive.writer().close();
            if (loopEnds) {
                loop.close();
            } else {
                child.close();
                untilNoneIsLeft();
            }
            assertThat(Processes.exists(child.pid())).isFalse();
            assertThat(alive.reader().read(java.nio.ByteBuffer.allocate(1)))
                    .as("the end: nobody has the other side")
                    .isEqualTo(-1);
        }
    }

    @Test
    void theLoopsEndEndsAllOfThemAndLeavesNoZombie() {
        List<Integer> pids = new ArrayList<>();
        try (LeakCheck leaks = LeakCheck.start().allowing("timerfd")) {
            EventLoop before = loop;
            loop = Loops.open("another");
            for (int i = 1; i <= 3; i++) {
                pids.add(start(GENTLE, i).pid());
            }
            pids.add(start(DEAF, 4).endsBy(Signal.TERM, Duration.ofMillis(20)).pid());
            ChildSource ending = start(DEAF, 5).endsBy(Signal.TERM, Duration.ofMillis(20));
            pids.add(ending.pid());
            ending.close(); // on its way already
            ChildSource ended = start(script("echo up"), 6);
            Processes.awaitEnd(ended.pid());
            pids.add(ended.pid());
            ends.clear(); // it may have ended while its output was awaited
            loop.close();
            loop = before;
            leaks.assertNothingLeft();
        }
        assertThat(pids).hasSize(6).noneMatch(Processes::exists);
        assertThat(ends).isEmpty();
    }

    @Test
    void aLoopThatRunsEndsItsChildrenOnItsOwnThread() throws Exception {
        LoopGroup group = LoopGroup.start("group", 1, Loops.OPTIONS);
        EventLoop running = group.next();
        ChildSource child = running.submit(() -> running.child("child", Spawn.command("sleep", "1000"), (s, e) -> {}))
                .get();
        group.close();
        assertThat(Processes.exists(child.pid())).isFalse();
    }

    @Test
    void whoClosesTheLoopSaysHowLongThatMayTake() throws Exception {
        ChildSource child = start(DEAF, 1).endsBy(Signal.TERM, Duration.ofDays(1));
        assertThat(loop.close(Duration.ofMillis(100))).isTrue();
        assertThat(Processes.exists(child.pid())).isFalse();

        EventLoop running = Loops.open("running");
        Thread thread = new Thread(running::run);
        thread.start();
        BlockingQueue<Integer> up = new LinkedBlockingQueue<>();
        running.execute(() -> {
            ChildSource deaf = running.child("deaf", DEAF, (s, e) -> {});
            deaf.endsBy(Signal.TERM, Duration.ofDays(1));
            deaf.outputLines((s, line) -> up.add(deaf.pid()));
        });
        int pid = up.take();
        running.close(Duration.ofMillis(100));
        thread.join();
        assertThat(Processes.exists(pid)).isFalse();
    }

    @Test
    void oneThatLivesOnIsLeftAloneAndReapedAllTheSame() {
        try (Pipe input = Pipe.openToWrite();
                LeakCheck leaks = LeakCheck.start().allowing("timerfd")) {
            ChildSource child = start(script("echo up; read x").standardInput(input.reader()), 1)
                    .livesOn();
            child.close();
            Turns.some(loop, 3);
            assertThat(isAnyEnding()).isTrue();
            assertThat(Processes.exists(child.pid())).isTrue();
            input.writer().write(java.nio.ByteBuffer.wrap(new byte[] {'\n'}));
            untilNoneIsLeft();
            assertThat(Processes.exists(child.pid())).isFalse();
            leaks.assertNothingLeft();
        }
    }

    @Test
    @SuppressWarnings("try") // the child ends when its input does
    void oneThatLivesOnOutlivesTheLoop() {
        try (Pipe input = Pipe.openToWrite()) {
            ChildSource source = start(script("echo up; read x").standardInput(input.reader()), 1)
                    .livesOn();
            loop.close();
            assertThat(Processes.exists(source.pid())).isTrue();
            input.close();
            Processes.awaitEnd(source.pid());
        }
    }

    @Test
    void aChildWhoseSourceIsRefusedIsEndedAndReaped() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        kernel.run(() -> {
            for (String call : List.of("epoll_ctl", "pidfd_open")) {
                EventLoop own = EventLoop.open("own");
                try (LeakCheck leaks = LeakCheck.start().allowing("timerfd")) {
                    kernel.failNext(call, call.equals("epoll_ctl") ? Errno.ENOSPC : Errno.EMFILE);
                    assertThatThrownBy(() -> own.child("child", Spawn.command("sleep", "4712"), (s, e) -> {}))
                            .isInstanceOf(LinuxException.class)
                            .hasMessageContaining(call);
                    leaks.assertNothingLeft();
                }
                own.close();
            }
        });
        assertThat(children()).noneMatch(command -> command.contains("4712"));
    }

    private static List<String> children() {
        return ProcessHandle.current()
                .children()
                .map(child -> child.pid() + " " + child.info().commandLine().orElse("a zombie, or not ours to see"))
                .toList();
    }

    @Test
    void aChildThatWasStartedBeforeIsTheSourcesAlsoWhenThatIsRefused() {
        try (LeakCheck leaks = LeakCheck.start().allowing("timerfd")) {
            Child refused = Spawn.command("sleep", "1000").pipeOutput().start();
            assertThatThrownBy(() -> loop.child(" ", refused, (s, e) -> {})).hasMessage("a source needs a name");
            assertThat(Processes.exists(refused.pid())).isFalse();
            Child taken = Spawn.command("sleep", "1000").pipeOutput().start();
            loop.child("child", taken, (s, e) -> {}).close();
            untilNoneIsLeft();
            assertThat(Processes.exists(taken.pid())).isFalse();
            leaks.assertNothingLeft();
        }
    }

    @Test
    void whereItsEndCannotBeWatchedItIsKilledAtOnce() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        kernel.run(() -> {
            try (EventLoop own = EventLoop.open("own")) {
                ChildSource child = own.child("child", Spawn.command("sleep", "1000"), (s, e) -> {});
                own.turn(Duration.ZERO);
                kernel.failAfter(1, "epoll_ctl", Errno.ENOMEM); // the first takes the source's own watch away
                child.close();
                assertThat(Processes.exists(child.pid())).isFalse();
            }
        });
    }

    @Test
    void oneThatSomebodyElseHasReapedHasEndedAllTheSame() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        kernel.run(() -> {
            try (EventLoop own = EventLoop.open("own")) {
                ChildSource child = own.child("child", Spawn.command("true"), (s, status) -> ends.add(status));
                Processes.awaitEnd(child.pid());
                kernel.failNext("waitid", Errno.ECHILD);
                kernel.failNext("ioctl", Errno.ESRCH, 2);
                Turns.until(own, () -> !child.isOpen());
            }
        });
        assertThat(ends).containsExactly(ExitStatus.UNKNOWN);
    }
}
