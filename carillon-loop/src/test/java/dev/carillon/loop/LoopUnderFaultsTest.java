package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.Clock;
import dev.carillon.linux.Errno;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Spawn;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.ScriptedKernel;
import dev.carillon.testkit.Seeds;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole loop over a kernel that interrupts, refuses, shortens, delays and reorders: nothing is lost, and in order. */
class LoopUnderFaultsTest {
    private static final int STEPS = 300;

    /** A random program over one loop, and what should come of it. */
    private static final class Program {
        private final Random random;
        private final List<Throwable> failures = new ArrayList<>();
        private final EventLoop loop =
                EventLoop.open("faulty", Loops.OPTIONS.withErrorHandler((source, error) -> failures.add(error)));
        private final Pipe pipe = Pipe.open();
        private final List<String> linesSent = new ArrayList<>();
        private final List<String> linesSeen = new ArrayList<>();
        private final List<Integer> tasksSeen = new ArrayList<>();
        private final StringBuilder unsent = new StringBuilder();
        private final CounterSource counter;
        private final CounterSource semaphore;
        private final TimerSource timer;
        private final KernelTimerSource kernelTimer;
        private long added;
        private long counted;
        private long posted;
        private long taken;
        private int tasks;
        private int timeouts;
        private int timeoutsSeen;
        private int childrenLeft;

        Program(Random random) {
            this.random = random;
            counter = loop.counter("counter", (source, value) -> counted += value);
            semaphore = loop.semaphore("semaphore", 0, (source, value) -> taken += value);
            timer = loop.timer("timer", (source, ticks) -> {});
            timer.every(Duration.ofMillis(1));
            kernelTimer = loop.kernelTimer("kernel timer", Clock.MONOTONIC, (source, expirations) -> {});
            kernelTimer.arm(Duration.ofMillis(1), Duration.ofMillis(1));
            loop.lines("lines", pipe.reader(), (source, line) -> linesSeen.add(line));
            for (Trigger trigger :
                    Loops.can(Trigger.EDGE) ? List.of(Trigger.LEVEL, Trigger.EDGE) : List.of(Trigger.LEVEL)) {
                counter.trigger(trigger);
            }
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                act();
                send();
                if (random.nextBoolean()) {
                    loop.turn(random.nextInt(8) == 0 ? Duration.ofMillis(1) : Duration.ZERO);
                }
            }
        }

        private void act() {
            switch (random.nextInt(7)) {
                case 0 -> {
                    long value = random.nextInt(1000);
                    added += value;
                    counter.add(value);
                }
                case 1 -> {
                    posted++;
                    semaphore.add(1);
                }
                case 2, 3 -> {
                    String line = "line " + linesSent.size() + "x".repeat(random.nextInt(400));
                    linesSent.add(line);
                    unsent.append(line).append(random.nextBoolean() ? "\n" : "\r\n");
                }
                case 4 -> {
                    int number = tasks++;
                    loop.execute(() -> tasksSeen.add(number));
                }
                case 5 -> {
                    timeouts++;
                    loop.timeout(() -> timeoutsSeen++).schedule(Duration.ofNanos(random.nextInt(2_000_000)));
                }
                default -> startChild();
            }
        }

        private void startChild() {
            if (random.nextInt(12) == 0) {
                childrenLeft++;
                loop.child("child", Spawn.command("true"), (source, status) -> childrenLeft--);
            }
        }

        /** As much as the pipe takes. */
        private void send() {
            if (!unsent.isEmpty()) {
                ByteBuffer bytes = ByteBuffer.wrap(unsent.toString().getBytes(StandardCharsets.UTF_8));
                pipe.writer().write(bytes);
                unsent.delete(0, bytes.position()); // one byte a character
            }
        }

        boolean isDone() {
            send();
            return counted == added
                    && taken == posted
                    && linesSeen.size() == linesSent.size()
                    && tasksSeen.size() == tasks
                    && timeoutsSeen == timeouts
                    && childrenLeft == 0;
        }

        void check() {
            assertThat(failures).isEmpty();
            assertThat(linesSeen).isEqualTo(linesSent);
            assertThat(tasksSeen).isSorted();
            assertThat(counter.ledger().open()).isZero();
            assertThat(semaphore.ledger().open()).isZero();
            timer.disable();
            kernelTimer.disarm();
            assertThat(timer.ledger().open()).isZero();
            assertThat(kernelTimer.ledger().open()).isZero();
            assertThat(loop.audit()).isEmpty();
        }

        void close() {
            loop.close();
            pipe.writer().close();
        }
    }

    @Test
    void nothingIsLostWhateverTheKernelDoes() {
        Seeds.forAll(60, seed -> {
            ScriptedKernel kernel = ScriptedKernel.seeded(seed)
                    .interrupting(0.2)
                    .refusing(0.2)
                    .shortening(0.3)
                    .delaying(0.3)
                    .reordering();
            try (LeakCheck leaks = LeakCheck.start()) {
                kernel.run(() -> {
                    Program program = new Program(new Random(seed));
                    program.run();
                    Turns.until(program.loop, program::isDone);
                    kernel.calm();
                    program.check();
                    program.close();
                });
                leaks.assertNothingLeft();
            }
            assertThat(kernel.faults()).isPositive();
        });
    }

    /** Each kind of source that makes a descriptor of its own. */
    enum Made {
        COUNTER,
        SEMAPHORE,
        KERNEL_TIMER,
        STANDARD_INPUT,
        PATH;

        Source by(EventLoop loop) {
            return switch (this) {
                case COUNTER -> loop.counter("made", (source, value) -> {});
                case SEMAPHORE -> loop.semaphore("made", 1, (source, value) -> {});
                case KERNEL_TIMER -> loop.kernelTimer("made", Clock.MONOTONIC, (source, value) -> {});
                case STANDARD_INPUT -> loop.standardInput((source, line) -> {});
                case PATH -> loop.path("made", Path.of("/tmp"), (source, change) -> {});
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSourceThatCannotBeMadeLeavesNothingAndSaysWhy(Made kind) throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        try (LeakCheck leaks = LeakCheck.start()) {
            kernel.run(() -> refuseThenAccept(kernel, kind));
            leaks.assertNothingLeft();
        }
    }

    /** The timerfd is made when a deadline first needs it, which may be when no descriptor is left. */
    @Test
    void aDeadlineIsMetWithoutADescriptorForIt() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(1).failNext("timerfd_create", Errno.EMFILE, 100);
        kernel.run(() -> {
            try (EventLoop loop = EventLoop.open("poor", LoopOptions.DEFAULTS.withTimerAccuracy(Duration.ZERO))) {
                List<String> due = new ArrayList<>();
                loop.timeout(() -> due.add("due")).schedule(Duration.ofMillis(60)); // needs one from 50 ms on
                Turns.until(loop, () -> !due.isEmpty());
                assertThat(kernel.calls("timerfd_create")).isPositive();
            }
        });
    }

    private static void refuseThenAccept(ScriptedKernel kernel, Made kind) {
        try (EventLoop loop = Loops.open("poor")) {
            int before = loop.sources().size();
            kernel.exhaustNext(2, Errno.EMFILE); // standard input has a second way
            assertThatThrownBy(() -> kind.by(loop))
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContaining("EMFILE");
            kernel.calm();
            kernel.failNext("epoll_ctl", Errno.ENOSPC);
            refusedByEpoll(loop, kind);
            kernel.calm();
            assertThat(loop.sources()).hasSize(before);
            assertThat(kind.by(loop).isOpen()).isTrue();
        }
    }

    /** A file is not given to epoll. */
    private static void refusedByEpoll(EventLoop loop, Made kind) {
        try {
            kind.by(loop).close();
        } catch (LinuxException e) {
            assertThat(e).hasMessageContaining("epoll_ctl").hasMessageContaining("ENOSPC");
        }
    }
}
