package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.Clock;
import dev.carillon.linux.KernelFeature;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Pressure;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Signals;
import dev.carillon.linux.Spawn;
import dev.carillon.testkit.LinuxVersion;
import dev.carillon.testkit.ScriptedKernel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The loop's sources on kernels without what later ones have added. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OldKernelsTest {
    private static final List<String> ALL = List.of(
            "counter 3",
            "timer",
            "kernel timer",
            "line one",
            "child 3",
            "child of the JDK 4",
            "path made",
            "signal",
            "task");

    private final List<Throwable> failures = new ArrayList<>();
    private final Set<String> seen = new TreeSet<>();

    @ParameterizedTest
    @EnumSource
    void everySourceIsHandled(LinuxVersion version, @TempDir Path directory) throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(1).as(version);
        kernel.run(() -> {
            LoopOptions options = LoopOptions.DEFAULTS.withErrorHandler((source, error) -> failures.add(error));
            try (EventLoop loop = EventLoop.open("old", options)) {
                Pipe pipe = Pipe.open();
                Process process = new ProcessBuilder("/bin/sh", "-c", "exit 4").start();
                makeSources(loop, directory, pipe, process);
                loop.turn(Duration.ZERO);
                Files.createDirectory(directory.resolve("made"));
                pipe.writer().write(ByteBuffer.wrap("one\n".getBytes(StandardCharsets.UTF_8)));
                Signals.send(ProcessHandle.current().pid(), Signal.WINCH);
                Turns.until(loop, () -> seen.containsAll(ALL));
                pipe.writer().close();
            }
        });
        assertThat(failures).isEmpty();
        assertThat(kernel.lastFaults()).as("what it lacks was asked for").isNotEmpty();
    }

    private void makeSources(EventLoop loop, Path directory, Pipe pipe, Process process) {
        loop.counter("counter", (source, value) -> seen.add("counter " + value)).add(3);
        loop.timer("timer", (source, ticks) -> seen.add("timer")).after(Duration.ofMillis(2));
        loop.kernelTimer("kernel timer", Clock.MONOTONIC, (source, expirations) -> seen.add("kernel timer"))
                .arm(Duration.ofMillis(2), Duration.ZERO);
        loop.lines("lines", pipe.reader(), (source, line) -> seen.add("line " + line));
        Spawn spawn = Spawn.command("/bin/sh", "-c", "exit 3");
        loop.child("child", spawn, (source, status) -> seen.add("child " + status.code()));
        loop.child("child of the JDK", process, (source, status) -> seen.add("child of the JDK " + status.code()));
        loop.path(
                "path",
                directory,
                (source, change) -> seen.add("path " + change.path().fileName()));
        loop.signals("signals", Set.of(Signal.WINCH), (source, info) -> seen.add("signal"));
        loop.execute(() -> seen.add("task"));
    }

    @ParameterizedTest
    @CsvSource({
        "V5_10, EPOLL_PWAIT2 PIPE_NOWAIT PRESSURE_TRIGGERS PIDFD_GROUP_SIGNAL PIDFD_INFO",
        "V5_15, PIPE_NOWAIT PRESSURE_TRIGGERS PIDFD_GROUP_SIGNAL PIDFD_INFO",
        "V6_1, PIPE_NOWAIT PRESSURE_TRIGGERS PIDFD_GROUP_SIGNAL PIDFD_INFO",
        "V6_8, PIDFD_GROUP_SIGNAL PIDFD_INFO",
        "V6_12, PIDFD_INFO",
    })
    void whatAKernelLacksIsFoundOut(LinuxVersion version, String missing) throws Exception {
        ScriptedKernel.seeded(1).as(version).run(() -> {
            for (String name : missing.split(" ", -1)) {
                assertThat(KernelFeature.valueOf(name).isThere()).as(name).isFalse();
            }
        });
    }

    @Test
    void aTriggerThatNeedsPrivilegeIsRefusedWithTheReasonAndTheLoopGoesOn() throws Exception {
        ScriptedKernel.seeded(1).as(LinuxVersion.V5_10).run(() -> {
            try (EventLoop loop = EventLoop.open("old", LoopOptions.DEFAULTS)) {
                assertThatThrownBy(() -> loop.pressure(
                                "pressure",
                                Pressure.Resource.MEMORY,
                                Pressure.Scope.SOME,
                                Duration.ofMillis(100),
                                Duration.ofSeconds(2),
                                source -> {}))
                        .isInstanceOf(LinuxException.class)
                        .hasMessageContaining("before Linux 6.5 triggers need CAP_SYS_RESOURCE");
                loop.execute(() -> seen.add("task"));
                Turns.until(loop, () -> seen.contains("task"));
            }
        });
    }
}
