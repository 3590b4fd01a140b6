package dev.carillon.loop;

import static dev.carillon.loop.Borrowed.borrowed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.carillon.linux.Clock;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.Errno;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.FileFd;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Pressure;
import dev.carillon.linux.Signal;
import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.linux.Spawn;
import dev.carillon.linux.StreamFd;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.ScriptedKernel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What bad input gets: one clear line that names the thing and the rule. After every refusal the loop has as many sources
 * as before, another source goes on, and in the end no descriptor is left.
 */
class BadInputTest {
    private static final int NOBODYS = 987_654;
    private static final Duration NEGATIVE = Duration.ofMillis(-1);

    private final LeakCheck leaks = LeakCheck.start();
    private final EventLoop loop = Loops.open("test");
    private final List<String> seen = new ArrayList<>();
    private final CounterSource bystander = loop.counter("bystander", (source, value) -> seen.add("bystander"));

    @BeforeEach
    void assertAnAwakeBystander() {
        assertUndisturbed();
    }

    @AfterEach
    void assertNothingLeft() {
        assertUndisturbed();
        assertThat(loop.audit()).isEmpty();
        loop.close();
        leaks.assertNothingLeft();
    }

    private void assertUndisturbed() {
        seen.clear();
        bystander.add(1);
        Turns.until(loop, () -> seen.contains("bystander"));
    }

    private void assertRefused(Class<? extends Throwable> type, String message, ThrowingCallable call) {
        int before = loop.sources().size();
        Throwable refusal = catchThrowable(call);
        assertThat(refusal).isInstanceOf(type).hasMessage(message);
        assertThat(message.lines()).hasSize(1);
        assertThat(loop.sources()).hasSize(before);
        assertUndisturbed();
    }

    private void assertBadArgument(String message, ThrowingCallable call) {
        assertRefused(IllegalArgumentException.class, message, call);
    }

    private void assertBadState(String message, ThrowingCallable call) {
        assertRefused(IllegalStateException.class, message, call);
    }

    private static void write(StreamFd to, String text) {
        to.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aClosedDescriptor() {
        Pipe pipe = Pipe.open();
        EventFd eventFd = EventFd.open();
        pipe.close();
        eventFd.close();
        String closed = pipe.reader() + " is closed";
        assertBadState(closed, () -> loop.descriptor("x", pipe.reader(), Epoll.IN, (s, events) -> {}));
        assertBadState(closed, () -> loop.lines("x", pipe.reader()));
        assertBadState(closed, () -> loop.bytes("x", pipe.reader(), (s, bytes) -> {}));
        assertBadState(eventFd + " is closed", () -> loop.counter("x", eventFd, (s, value) -> {}));
    }

    @Test
    void aNumberThatIsNobodysDescriptor() {
        Loops.assumeEpoll();
        StreamFd foreign = StreamFd.adopt(NOBODYS, "pipe");
        String rule = "epoll_ctl(ADD, pipe " + NOBODYS
                + "): EBADF (Bad file descriptor) - the descriptor is closed, or was never open";
        assertRefused(
                LinuxException.class, rule, () -> loop.descriptor("x", borrowed(foreign), Epoll.IN, (s, events) -> {}));
        assertRefused(LinuxException.class, rule, () -> loop.lines("x", borrowed(foreign)));
        assertRefused(LinuxException.class, rule, () -> loop.lines("x", foreign));
        assertRefused(
                LinuxException.class,
                "fcntl(eventfd " + NOBODYS + ", F_GETFL): EBADF (Bad file descriptor)",
                () -> loop.counter("x", EventFd.adopt(NOBODYS, false), (s, value) -> {}));
    }

    /** A source of a library, which owns what it is given. */
    private static final class Custom extends CustomSource {
        private Custom(EventLoop loop, StreamFd fd) {
            super(loop, "custom", "custom", fd, Epoll.IN, new SourceStatistics());
        }

        @Override
        protected Outcome ready(int events, int budget) {
            return Outcome.NOTHING;
        }
    }

    @Test
    void aNumberThatIsNobodysDescriptorGivenAway() {
        Loops.assumeEpoll();
        assertRefused(
                LinuxException.class,
                "epoll_ctl(ADD, pipe " + NOBODYS
                        + "): EBADF (Bad file descriptor) - the descriptor is closed, or was never open",
                () -> new Custom(loop, StreamFd.adopt(NOBODYS, "pipe")));
    }

    @Test
    void aRegularFileWhereOnlyEpollWillDo(@TempDir Path directory) throws IOException {
        Loops.assumeEpoll();
        try (FileFd file = FileFd.open(Files.createFile(directory.resolve("file")))) {
            assertRefused(
                    LinuxException.class,
                    "epoll_ctl(ADD, " + file + "): EPERM (Operation not permitted) - epoll does not take regular files"
                            + " and directories: they are always ready",
                    () -> loop.descriptor("x", file, Epoll.IN, (s, events) -> {}));
        }
    }

    @Test
    void aBlockingDescriptorThatWouldStopTheLoop() {
        try (Pipe pipe = Pipe.openBlocking();
                EventFd eventFd = EventFd.open(0, EnumSet.of(EventFd.Flag.CLOEXEC))) {
            String rule = " would block the loop; ";
            assertBadArgument(
                    "pipe \"x\": " + pipe.reader() + rule + "set it nonBlocking(true)",
                    () -> loop.lines("x", pipe.reader()));
            assertBadArgument(
                    "counter \"x\": " + eventFd + rule + "open it with NONBLOCK or set it nonBlocking(true)",
                    () -> loop.counter("x", eventFd, (s, value) -> {}));
        }
    }

    @Test
    void aSecondSourceOnADescriptorLeavesTheFirstAlone() {
        Pipe pipe = Pipe.open();
        StreamSource first = loop.lines("first", pipe.reader(), (s, line) -> seen.add(line));
        String rule = ": " + pipe.reader() + " is watched by pipe \"first\" already";
        assertBadArgument("pipe \"second\"" + rule, () -> loop.lines("second", pipe.reader()));
        assertBadArgument("pipe \"third\"" + rule, () -> loop.bytes("third", pipe.reader(), (s, bytes) -> {}));
        assertBadArgument(
                "descriptor \"fourth\"" + rule,
                () -> loop.descriptor("fourth", pipe.reader(), Epoll.IN, (s, events) -> {}));
        assertBadArgument("a source needs a name", () -> loop.lines(" ", pipe.reader()));
        write(pipe.writer(), "still read\n");
        Turns.until(loop, () -> seen.contains("still read"));
        first.close();
        pipe.writer().close();
    }

    @Test
    void aSecondSourceOnAFileThatEpollDoesNotKnow(@TempDir Path directory) throws IOException {
        FileFd file = FileFd.open(Files.writeString(directory.resolve("file"), "one\ntwo\n"));
        StreamSource first = loop.lines("first", file, (s, line) -> seen.add(line));
        first.disable();
        assertBadArgument(
                "file \"second\": " + file + " is watched by file \"first\" already", () -> loop.lines("second", file));
        first.enable();
        Turns.until(loop, () -> !first.isOpen());
        assertThat(seen).contains("one", "two");
    }

    @Test
    void aThreadThatIsNotTheLoops() throws Exception {
        Pipe pipe = Pipe.open();
        String rule = "event loop \"test\" belongs to thread \""
                + Thread.currentThread().getName() + "\", called from \"stranger\": use execute() or submit()";
        List<ThrowingCallable> calls = List.of(
                () -> loop.counter("x"),
                () -> loop.semaphore("x", 1),
                () -> loop.timer("x"),
                () -> loop.kernelTimer("x", Clock.MONOTONIC, (s, n) -> {}),
                () -> loop.signals("x", Set.of(Signal.WINCH)),
                () -> loop.standardInput(),
                () -> loop.lines("x", pipe.reader()),
                () -> loop.child("x", Spawn.command("true")),
                () -> loop.path("x", Path.of("/tmp")),
                () -> loop.defer("x", s -> {}),
                () -> loop.post("x", s -> {}),
                () -> loop.idle("x", Duration.ofSeconds(1), (s, quiet) -> {}),
                () -> loop.exit("x", s -> {}),
                bystander::close,
                bystander::disable,
                () -> bystander.name("y"),
                () -> bystander.priority(1),
                () -> bystander.budget(1),
                () -> bystander.trigger(Trigger.EDGE),
                () -> bystander.rateLimit(1, Duration.ofSeconds(1)));
        List<String> messages = new ArrayList<>();
        Thread stranger = Thread.ofPlatform().name("stranger").start(() -> {
            for (ThrowingCallable call : calls) {
                messages.add(String.valueOf(catchThrowable(call)));
            }
        });
        stranger.join();
        assertThat(messages).hasSize(calls.size()).containsOnly("java.lang.IllegalStateException: " + rule);
        pipe.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void aBlankName(String blank) {
        String rule = "a source needs a name";
        assertBadArgument(rule, () -> loop.counter(blank));
        assertBadArgument(rule, () -> loop.semaphore(blank, 1));
        assertBadArgument(rule, () -> loop.timer(blank));
        assertBadArgument(rule, () -> loop.kernelTimer(blank, Clock.MONOTONIC, (s, n) -> {}));
        assertBadArgument(rule, () -> loop.signals(blank, Set.of(Signal.WINCH)));
        assertBadArgument(rule, () -> loop.path(blank, Path.of("/tmp")));
        assertBadArgument(rule, () -> loop.defer(blank, s -> {}));
        assertBadArgument(rule, () -> loop.post(blank, s -> {}));
        assertBadArgument(rule, () -> loop.idle(blank, Duration.ofSeconds(1), (s, quiet) -> {}));
        assertBadArgument(rule, () -> loop.exit(blank, s -> {}));
        assertBadArgument(rule, () -> bystander.name(blank));
    }

    @Test
    void aSignalThatDoesNotExistOrCannotBeReceived() {
        assertBadArgument(
                "there is no signal \"USR3\": names are those of kill -l (USR1, TERM, RTMIN+3), numbers 1 to 64",
                () -> loop.signals("x", Set.of(Signal.parse("USR3"))));
        assertBadArgument("there is no signal 65: signals are 1 to 64", () -> loop.signals("x", Set.of(Signal.of(65))));
        assertBadArgument("signal \"x\" needs at least one signal", () -> loop.signals("x", Set.of()));
        assertThat(catchThrowable(() -> loop.signals("x", Set.of(Signal.KILL))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("KILL");
    }

    @Test
    void aPathThatDoesNotExist(@TempDir Path directory) {
        Path missing = directory.resolve("missing");
        assertBadArgument(
                "path \"x\": " + missing
                        + " does not exist; PathOptions.withAbsent(true) waits for what is to come there",
                () -> loop.path("x", missing));
    }

    @Test
    void spansThatAreNone() {
        String rule = "idle \"x\": the span is longer than zero, not ";
        assertBadArgument(rule + "PT0S", () -> loop.idle("x", Duration.ZERO, (s, quiet) -> {}));
        assertBadArgument(rule + "PT-0.001S", () -> loop.idle("x", NEGATIVE, (s, quiet) -> {}));
        TimerSource timer = loop.timer("timer");
        rule = "a timer's period is longer than zero, not ";
        assertBadArgument(rule + "PT0S", () -> timer.every(Duration.ZERO));
        assertBadArgument(rule + "PT-0.001S", () -> timer.every(NEGATIVE));
        assertBadArgument("an accuracy is zero or more, not PT-0.001S", () -> timer.accuracy(NEGATIVE));
        assertBadArgument(
                "a pressure threshold is 1 us to the window of PT-0.001S, not PT0.001S",
                () -> loop.pressure(
                        "x", Pressure.Resource.CPU, Pressure.Scope.SOME, Duration.ofMillis(1), NEGATIVE, s -> {}));
    }

    @Test
    void numbersOutOfRange() {
        assertBadArgument("a priority is 0 (first) to 63 (last), not 64", () -> bystander.priority(64));
        assertBadArgument("a priority is 0 (first) to 63 (last), not -1", () -> bystander.priority(-1));
        assertBadArgument("a budget is 1 event a turn or more, not 0", () -> bystander.budget(0));
        assertBadArgument("the initial value of an eventfd is 0 to 4294967295, not -1", () -> loop.semaphore("x", -1));
        assertBadArgument(
                "the initial value of an eventfd is 0 to 4294967295, not 4294967296",
                () -> loop.semaphore("x", 1L << 32));
        assertBadArgument("an eventfd takes 0 to 2^64-2 in one add, not 2^64-1", () -> bystander.add(-1));
        assertBadArgument("budget is 1 or more, not 0", () -> LoopOptions.DEFAULTS.withBudget(0));
        assertBadArgument("batch is 1 or more, not -1", () -> LoopOptions.DEFAULTS.withBatch(-1));
        assertBadArgument("readBuffer is 1 or more, not 0", () -> LoopOptions.DEFAULTS.withReadBuffer(0));
        assertBadArgument(
                "timerAccuracy is zero or more, not PT-0.001S", () -> LoopOptions.DEFAULTS.withTimerAccuracy(NEGATIVE));
        assertBadArgument(
                "slowHandler is longer than zero, not PT0S", () -> LoopOptions.DEFAULTS.withSlowHandler(Duration.ZERO));
        assertBadArgument(
                "a loop group has 1 loop or more, not 0", () -> LoopGroup.start("x", 0, LoopOptions.DEFAULTS));
    }

    @Test
    void aRefusedRateLimitLeavesTheOldOne() {
        int[] permits = {0};
        CounterSource limited = loop.semaphore("limited", 100, (s, value) -> permits[0]++);
        limited.rateLimit(10, Duration.ofDays(1));
        assertBadArgument("a rate limit is 1 event or more, not 0", () -> limited.rateLimit(0, Duration.ofSeconds(1)));
        assertBadArgument(
                "a rate limit's interval is longer than zero, not PT0S", () -> limited.rateLimit(1, Duration.ZERO));
        Turns.some(loop, 20);
        assertThat(permits[0]).isEqualTo(10);
        limited.close();
    }

    @Test
    void interestAndTriggersThatDoNotGoTogether() {
        Loops.assumeEpoll();
        try (SocketPair pair = SocketPair.open(SocketType.STREAM)) {
            String rule =
                    "an interest is a mix of IN, OUT, PRI and RDHUP; triggers are set with trigger(), ERR and HUP are"
                            + " always reported";
            assertBadArgument(
                    rule, () -> loop.descriptor("x", borrowed(pair.one()), Epoll.IN | Epoll.EDGE, (s, events) -> {}));
            DescriptorSource source = loop.descriptor("socket", borrowed(pair.one()), Epoll.RDHUP, (s, events) -> {});
            assertBadArgument(rule, () -> source.watchFor(Epoll.HUP));
            String exclusive = "descriptor \"socket\": EPOLLEXCLUSIVE does not go with ";
            assertBadArgument(exclusive + "EPOLLRDHUP", () -> source.trigger(Trigger.EXCLUSIVE));
            source.watchFor(Epoll.PRI);
            assertBadArgument(exclusive + "EPOLLPRI", () -> source.trigger(Trigger.EXCLUSIVE));
            source.watchFor(Epoll.IN);
            source.trigger(Trigger.EXCLUSIVE);
            assertBadArgument(exclusive + "EPOLLPRI", () -> source.watchFor(Epoll.PRI | Epoll.IN));
            source.close();
        }
    }

    @Test
    void aClosedSource() {
        CounterSource closed = loop.counter("closed");
        closed.close();
        closed.close();
        String rule = "source \"closed\" is closed";
        assertBadState(rule, closed::enable);
        assertBadState(rule, closed::disable);
        assertBadState(rule, () -> closed.trigger(Trigger.EDGE));
        assertBadState(rule, closed::rearm);
    }

    @Test
    void aLoopThatHasEnded() {
        EventLoop ended = Loops.open("ended");
        ended.close();
        String rule = "event loop \"ended\" has ended";
        assertBadState(rule, () -> ended.counter("x"));
        assertBadState(rule, () -> ended.timer("x"));
        assertBadState(rule, () -> ended.turn(Duration.ZERO));
        assertBadState(rule, ended::run);
    }

    @Test
    void aKernelThatHasNoDescriptorLeft() throws Exception {
        Loops.assumeEpoll();
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        kernel.run(() -> {
            kernel.exhaustNext(1, Errno.EMFILE);
            assertRefused(
                    LinuxException.class,
                    "eventfd(0, [CLOEXEC, NONBLOCK]): EMFILE (Too many open files)",
                    () -> loop.counter("x"));
            for (String call : List.of("epoll_create1", "eventfd")) {
                kernel.failNext(call, Errno.EMFILE);
                assertThat(catchThrowable(() -> Loops.open("x")))
                        .isInstanceOf(LinuxException.class)
                        .hasMessageContaining("EMFILE");
            }
            kernel.failNext("epoll_ctl", Errno.ENOSPC);
            assertRefused(
                    LinuxException.class,
                    "epoll_ctl(ADD, timerfd " + nextNumber()
                            + "): ENOSPC (No space left on device) - raise /proc/sys/fs/epoll/max_user_watches",
                    () -> loop.kernelTimer("x", Clock.MONOTONIC, (s, n) -> {}));
        });
    }

    /** The kernel gives the lowest number that is free. */
    private static int nextNumber() {
        try (EventFd probe = EventFd.open()) {
            return probe.number();
        }
    }
}
