package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Spawn;
import dev.carillon.loop.SupervisorEvent.Cause;
import dev.carillon.loop.SupervisorEvent.Ended;
import dev.carillon.loop.SupervisorEvent.GaveUp;
import dev.carillon.loop.SupervisorEvent.NotStarted;
import dev.carillon.loop.SupervisorEvent.Ready;
import dev.carillon.loop.SupervisorEvent.Restarting;
import dev.carillon.loop.SupervisorEvent.Started;
import dev.carillon.loop.SupervisorEvent.Stopped;
import dev.carillon.testkit.LeakCheck;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A command that is kept running; the loop's time is the test's, the processes are real. */
class SupervisorTest {
    private static final Spawn SERVER = script("echo up; exec sleep 1000").pipeOutput();
    private static final Spawn DEAF =
            script("trap '' TERM; echo up; exec sleep 1000").pipeOutput();
    private static final SupervisorOptions OPTIONS = SupervisorOptions.DEFAULTS.withBackoff(Backoff.USUAL
            .withFirst(Duration.ofHours(1))
            .withLongest(Duration.ofHours(10))
            .withJitter(0));

    private final ManualTime time = new ManualTime();
    private final EventLoop loop =
            EventLoop.open("test", Loops.OPTIONS.withTime(time).withTimerAccuracy(Duration.ZERO));
    private final List<SupervisorEvent> events = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    @AfterEach
    void close() {
        loop.close(Duration.ofMillis(500));
    }

    private static Spawn script(String text) {
        return Spawn.command("sh", "-c", text);
    }

    private final class Witness implements Supervisor.Handler {
        @Override
        public void happened(Supervisor supervisor, SupervisorEvent event) {
            events.add(event);
        }

        @Override
        public void output(Supervisor supervisor, String line) {
            lines.add(line);
        }

        @Override
        public void error(Supervisor supervisor, String line) {
            lines.add("error " + line);
        }
    }

    private Supervisor supervise(Spawn spawn, SupervisorOptions options) {
        return loop.supervise("command", spawn, options, new Witness());
    }

    /** Waits for an event of a type, and forgets it with all before it. */
    private <E extends SupervisorEvent> E next(Class<E> type) {
        Turns.until(loop, () -> events.stream().anyMatch(type::isInstance));
        while (true) {
            SupervisorEvent event = events.removeFirst();
            if (type.isInstance(event)) {
                return type.cast(event);
            }
        }
    }

    private void untilUp(int times) {
        Turns.until(loop, () -> lines.size() >= times);
    }

    private void nothingHappens() {
        Turns.some(loop, 5);
        assertThat(events).isEmpty();
    }

    @Test
    void aCrashLoopWaitsLongerAndLongerAndIsGivenUpAtTheLimit() {
        Supervisor supervisor = supervise(script("exit 3"), OPTIONS.withStartLimit(5, Duration.ofDays(2)));
        List<Long> hours = new ArrayList<>();
        for (int start = 1; start <= 5; start++) {
            assertThat(next(Started.class).count()).isEqualTo(start);
            Ended ended = next(Ended.class);
            assertThat(ended.status()).isEqualTo(new ExitStatus(3, null, false));
            assertThat(ended.cause()).isEqualTo(Cause.ITSELF);
            if (start < 5) {
                Restarting restarting = next(Restarting.class);
                assertThat(restarting.failures()).isEqualTo(start);
                hours.add(restarting.delay().toHours());
                nothingHappens();
                assertThat(supervisor.state()).isEqualTo(Supervisor.State.WAITING);
                time.pass(restarting.delay());
            }
        }
        assertThat(hours).containsExactly(1L, 2L, 4L, 8L);
        assertThat(next(GaveUp.class)).isEqualTo(new GaveUp(5, Duration.ofDays(2)));
        assertThat(supervisor.state()).isEqualTo(Supervisor.State.GAVE_UP);
        time.pass(Duration.ofDays(100));
        nothingHappens();
        supervisor.start();
        assertThat(next(Started.class).count()).isEqualTo(6);
        assertThat(next(Restarting.class).failures()).as("counted anew").isEqualTo(1);
    }

    @Test
    void aProcessThatWasHealthyBeginsAnew() {
        try (Pipe input = Pipe.openToWrite()) {
            Supervisor supervisor = supervise(
                    script("read x; exit 1").standardInput(input.reader()),
                    OPTIONS.withHealthyAfter(Duration.ofMinutes(1)));
            for (int failures = 1; failures <= 3; failures++) {
                next(Started.class);
                input.writer().write(ByteBuffer.wrap(new byte[] {'\n'}));
                Restarting restarting = next(Restarting.class);
                assertThat(restarting.failures()).isEqualTo(failures);
                time.pass(restarting.delay());
            }
            next(Started.class);
            time.pass(Duration.ofMinutes(1));
            input.writer().write(ByteBuffer.wrap(new byte[] {'\n'}));
            Ended ended = next(Ended.class);
            assertThat(ended.lived()).isEqualTo(Duration.ofMinutes(1));
            assertThat(next(Restarting.class)).isEqualTo(new Restarting(Duration.ofHours(1), 1));
            supervisor.stop();
            next(Stopped.class);
        }
    }

    @Test
    void jitterComesFromTheGeneratorGiven() {
        Backoff backoff = OPTIONS.backoff().withJitter(0.5);
        supervise(script("exit 3"), OPTIONS.withBackoff(backoff).withRandom(new Random(4)));
        Random same = new Random(4);
        for (int failures = 1; failures <= 3; failures++) {
            Duration delay = next(Restarting.class).delay();
            assertThat(delay.toNanos()).isEqualTo(backoff.nanos(failures, same));
            time.pass(delay);
        }
    }

    @ParameterizedTest
    @EnumSource(RestartPolicy.class)
    void thePolicySaysWhetherAnEndIsFollowedByAStart(RestartPolicy policy) {
        SupervisorOptions options = OPTIONS.withRestart(policy).withSuccessCodes(Set.of(0, 7));
        boolean onSuccess = policy == RestartPolicy.ALWAYS;
        boolean onFailure = policy != RestartPolicy.NEVER;
        assertFollows("exit 0", options, onSuccess);
        assertFollows("exit 7", options, onSuccess);
        assertFollows("exit 1", options, onFailure);
        assertFollows("kill -KILL $$", options, onFailure);
    }

    private void assertFollows(String command, SupervisorOptions options, boolean start) {
        Supervisor supervisor = supervise(script(command), options);
        next(Ended.class);
        SupervisorEvent follows = start ? next(Restarting.class) : next(Stopped.class);
        assertThat(follows).isNotNull();
        assertThat(supervisor.state()).isEqualTo(start ? Supervisor.State.WAITING : Supervisor.State.STOPPED);
        supervisor.close();
    }

    @Test
    void stoppingEndsTheProcessAndStartsNoOther() {
        try (LeakCheck leaks = LeakCheck.start().allowing("timerfd")) {
            Supervisor supervisor = supervise(SERVER, OPTIONS);
            int pid = next(Started.class).pid();
            untilUp(1);
            assertThat(supervisor.pid()).isEqualTo(pid);
            supervisor.stop();
            Ended ended = next(Ended.class);
            assertThat(ended.cause()).isEqualTo(Cause.ASKED);
            assertThat(ended.status().signal()).isEqualTo(Signal.TERM);
            next(Stopped.class);
            assertThat(supervisor.pid()).isZero();
            assertThat(supervisor.send(Signal.HUP)).isFalse();
            time.pass(Duration.ofDays(1));
            nothingHappens();
            assertThat(Processes.exists(pid)).isFalse();
            supervisor.close();
            leaks.assertNothingLeft();
        }
    }

    @Test
    void oneThatIgnoresTermIsKilledWhenTheStopTimeoutIsOver() {
        Supervisor supervisor = supervise(DEAF, OPTIONS.withStopTimeout(Duration.ofHours(3)));
        untilUp(1);
        events.clear();
        supervisor.stop();
        time.pass(Duration.ofHours(3).minusNanos(1));
        nothingHappens();
        time.pass(Duration.ofNanos(1));
        Ended ended = next(Ended.class);
        assertThat(ended.cause()).isEqualTo(Cause.KILLED);
        assertThat(ended.status().signal()).isEqualTo(Signal.KILL);
        next(Stopped.class);
    }

    @Test
    void theWholeGroupIsGoneBeforeTheNextStart() {
        try (Pipe alive = Pipe.openToRead();
                LeakCheck leaks = LeakCheck.start().allowing("timerfd")) {
            // The leader ends by itself and leaves two behind, one of which does not listen.
            Spawn family = script("for t in '' 'echo asked; exit'; do"
                            + " sh -c \"trap '$t' TERM; echo up; sleep 1000 & wait; wait\" & done; read x; exit 1")
                    .pipeInput()
                    .pipeOutput()
                    .descriptor(9, alive.writer())
                    .ownGroup();
            Supervisor supervisor = supervise(family, OPTIONS.withStopTimeout(Duration.ofHours(1)));
            untilUp(2);
            supervisor.send(Signal.KILL);
            next(Ended.class);
            nothingHappens();
            assertThat(supervisor.state()).isEqualTo(Supervisor.State.STOPPING);
            time.pass(Duration.ofHours(1));
            Turns.until(loop, () -> {
                time.pass(Duration.ofMillis(1)); // no event tells that a group is empty: it is looked for
                return supervisor.state() == Supervisor.State.WAITING;
            });
            next(Restarting.class);
            alive.writer().close();
            assertThat(alive.reader().read(ByteBuffer.allocate(1)))
                    .as("nobody is left")
                    .isEqualTo(-1);
            supervisor.close();
            leaks.assertNothingLeft();
        }
    }

    @Test
    void aRestartFollowsTheEndAtOnce() {
        Supervisor supervisor = supervise(SERVER, OPTIONS);
        int first = next(Started.class).pid();
        untilUp(1);
        supervisor.restart();
        assertThat(next(Ended.class).cause()).isEqualTo(Cause.ASKED);
        Started second = next(Started.class);
        assertThat(second.pid()).isNotEqualTo(first);
        untilUp(2);
        supervisor.restart();
        supervisor.stop();
        next(Stopped.class);
        supervisor.restart();
        assertThat(next(Started.class).count()).isEqualTo(3);
        supervisor.stop();
        supervisor.start();
        assertThat(next(Started.class).count()).isEqualTo(4);
    }

    @Test
    void aStartThatWaitsIsMadeAtOnceOrGivenUp() {
        Supervisor supervisor = supervise(script("exit 1"), OPTIONS);
        next(Restarting.class);
        supervisor.start();
        assertThat(next(Started.class).count()).isEqualTo(2);
        next(Restarting.class);
        supervisor.stop();
        next(Stopped.class);
        time.pass(Duration.ofDays(1));
        nothingHappens();
    }

    @Test
    void aProcessIsReadyWhenItWritesANewlineToTheDescriptor() {
        try (Pipe input = Pipe.openToWrite()) {
            Supervisor supervisor = supervise(
                    script("printf half >&7; read x; echo >&7; exec 7>&-; exec sleep 1000")
                            .standardInput(input.reader()),
                    OPTIONS.withReady(ReadyWhen.notified(7)));
            next(Started.class);
            nothingHappens();
            assertThat(supervisor.state()).isEqualTo(Supervisor.State.STARTING);
            time.pass(Duration.ofSeconds(5));
            input.writer().write(ByteBuffer.wrap(new byte[] {'\n'}));
            assertThat(next(Ready.class)).isEqualTo(new Ready(supervisor.pid(), Duration.ofSeconds(5)));
            assertThat(supervisor.state()).isEqualTo(Supervisor.State.READY);
        }
    }

    @Test
    void aProcessIsReadyWhenALineMatches() {
        SupervisorOptions options = OPTIONS.withReady(ReadyWhen.line(Pattern.compile("listening on \\d+")));
        supervise(
                script("echo begin; echo now listening on 80 >&2; exec sleep 1000")
                        .pipeOutput()
                        .pipeError(),
                options);
        next(Ready.class);
        Turns.until(loop, () -> lines.size() == 2);
        assertThat(lines).containsExactlyInAnyOrder("begin", "error now listening on 80");
        assertThatThrownBy(() -> supervise(script("true"), options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "supervisor \"command\": a line with listening on \\d+ is seen only where its output comes to"
                                + " us: Spawn.pipeOutput() or pipeError()");
        assertThatThrownBy(() -> ReadyWhen.notified(2))
                .hasMessage("readiness is told by a descriptor from 3 on, not by 2");
    }

    @Test
    void aProcessThatIsNotReadyInTimeIsStoppedAndThatIsAFailure() {
        supervise(
                SERVER,
                OPTIONS.withReady(ReadyWhen.notified(3))
                        .withReadyTimeout(Duration.ofMinutes(1))
                        .withRestart(RestartPolicy.ON_FAILURE));
        next(Started.class);
        untilUp(1);
        time.pass(Duration.ofMinutes(1));
        assertThat(next(Ended.class).cause()).isEqualTo(Cause.NOT_READY);
        assertThat(next(Restarting.class).failures()).isEqualTo(1);
    }

    @Test
    void aProgramThatCannotBeStartedIsAFailureToo() {
        Supervisor supervisor = supervise(Spawn.command("no-such-program"), OPTIONS);
        assertThat(next(NotStarted.class).error())
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("posix_spawnp(no-such-program): ENOENT");
        time.pass(next(Restarting.class).delay());
        next(NotStarted.class);
        assertThat(next(Restarting.class).failures()).isEqualTo(2);
        assertThat(supervisor.pid()).isZero();
    }

    @Test
    void whileItIsDisabledNothingIsStarted() {
        Supervisor supervisor = supervise(script("exit 1"), OPTIONS);
        time.pass(next(Restarting.class).delay());
        supervisor.disable();
        nothingHappens();
        supervisor.enable();
        assertThat(next(Started.class).count()).isEqualTo(2);
    }

    @Test
    void closingEndsTheProcess() {
        try (LeakCheck leaks = LeakCheck.start().allowing("timerfd")) {
            Supervisor supervisor = supervise(SERVER, OPTIONS);
            int pid = next(Started.class).pid();
            untilUp(1);
            supervisor.close();
            events.clear();
            Turns.until(loop, () -> !Processes.exists(pid));
            nothingHappens();
            leaks.assertNothingLeft();
        }
    }

    @Test
    void theLoopsEndEndsTheProcess() {
        Supervisor supervisor = supervise(DEAF, OPTIONS.withStopTimeout(Duration.ofMillis(10)));
        untilUp(1);
        int pid = supervisor.pid();
        loop.close();
        assertThat(Processes.exists(pid)).isFalse();
    }
}
