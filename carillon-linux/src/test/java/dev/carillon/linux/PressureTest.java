package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.linux.Pressure.Resource;
import dev.carillon.linux.Pressure.Scope;
import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.UnistdH;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PressureTest {
    private static final Duration STALL = Duration.ofMillis(100);
    /** A window that needs no privilege. */
    private static final Duration WINDOW = Duration.ofSeconds(2);

    @BeforeEach
    void assumePressureFiles() {
        assumeTrue(Files.exists(Resource.MEMORY.file()), "this kernel has no pressure stall information");
    }

    @ParameterizedTest
    @EnumSource
    void eachResourceTakesATriggerThatIsPollableAndCloseOnExec(Resource resource) {
        for (Scope scope : Scope.values()) {
            try (Pressure pressure = Pressure.open(resource, scope, STALL, WINDOW)) {
                assertThat(pressure.isCloseOnExec()).isTrue();
                assertThat(pressure.isNonBlocking()).isTrue();
                assertThat(Expect.eventsNow(pressure, Epoll.PRI) & Epoll.ERR).isZero();
            }
        }
    }

    @Test
    void theTriggerReportsWhenTasksWaitForAProcessor() {
        // More busy processes than processors, so that some always wait; 1 us of 2 s is reached at once.
        int processors = Runtime.getRuntime().availableProcessors();
        String busy = "for i in $(seq " + (2 * processors + 2) + "); do (while :; do :; done) & done; wait";
        try (Pressure pressure = Pressure.open(Resource.CPU, Scope.SOME, Duration.ofNanos(1_000), WINDOW);
                Child child = Spawn.command("sh", "-c", busy).ownSession().start()) {
            try {
                assertThat(Expect.events(pressure, Epoll.PRI)).isEqualTo(Epoll.PRI);
            } finally {
                Expect.output(Spawn.command("kill", "-KILL", "--", "-" + child.pid()));
                Expect.exit(child);
            }
        }
    }

    @Test
    void aThresholdOutOfRangeIsRefused() {
        assertThatThrownBy(() -> Pressure.open(Resource.MEMORY, Scope.SOME, Duration.ofSeconds(3), WINDOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a pressure threshold is 1 us to the window of PT2S, not PT3S");
        assertThatThrownBy(() -> Pressure.open(Resource.MEMORY, Scope.SOME, Duration.ofNanos(999), WINDOW))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Pressure.open(Resource.MEMORY, Scope.SOME, Duration.ofDays(1_000_000), WINDOW))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theWindowsThatWereFoundToWorkDoWork() {
        List<Duration> windows = Pressure.windows(Resource.MEMORY.file(), Scope.SOME);

        assertThat(windows).contains(WINDOW).doesNotHaveDuplicates().isSorted();
        for (Duration window : windows) {
            Pressure.open(Resource.MEMORY, Scope.SOME, STALL, window).close();
        }
    }

    @Test
    void aWindowThatTheKernelDoesNotTakeIsRefusedWithThoseThatItTakesAndLeavesNothingOpen() {
        String windows = Pressure.windows(Resource.IO.file(), Scope.FULL).stream()
                .filter(window -> window.toMillis() >= 1_000)
                .map(window -> window.toSeconds() + " s")
                .collect(Collectors.joining(", "));
        OpenDescriptors before = OpenDescriptors.list();
        assertThatThrownBy(() -> Pressure.open(Resource.IO, Scope.FULL, STALL, Duration.ofHours(1)))
                .isInstanceOf(LinuxException.class)
                .hasMessageStartingWith(
                        "write(/proc/pressure/io, \"full 100000 3600000000\"): EINVAL (Invalid argument)"
                                + " - of the windows tried this process may have ")
                .hasMessageEndingWith(windows);
        assertThat(OpenDescriptors.list().since(before).toString()).isEmpty();
    }

    @Test
    void whereNoWindowWorksTheErrorSaysSo() {
        FailingKernel.with(UnistdH.WRITE, ErrnoH.EINVAL, () -> {
            assertThat(Pressure.windows(Resource.IO.file(), Scope.SOME)).isEmpty();
            assertThatThrownBy(() -> Pressure.open(Resource.IO, Scope.SOME, STALL, WINDOW))
                    .isInstanceOf(LinuxException.class)
                    .hasMessageEndingWith("EINVAL (Invalid argument) - this kernel takes no such trigger");
        });
    }

    @Test
    void whereTriggersNeedPrivilegeTheErrorSaysSo() {
        FailingKernel.with(
                FcntlH.OPEN,
                ErrnoH.EPERM,
                () -> assertThatThrownBy(() -> Pressure.open(Resource.IO, Scope.SOME, STALL, WINDOW))
                        .isInstanceOf(LinuxException.class)
                        .hasMessageContaining("before Linux 6.5 triggers need CAP_SYS_RESOURCE"));
    }

    @Test
    void aMissingPressureFileIsNamedWithWhatTheKernelNeeds() {
        Path missing = Path.of("/proc/pressure/missing");

        assertThatThrownBy(() -> Pressure.open(missing, Scope.SOME, STALL, WINDOW))
                .isInstanceOf(LinuxException.class)
                .hasMessageStartingWith("open(" + missing + "): ENOENT (No such file or directory) - the kernel has no")
                .hasMessageContaining("psi=1");
    }

    @ParameterizedTest
    @EnumSource
    void theAveragesOfTheMachineCanBeRead(Resource resource) {
        PressureReading reading = PressureReading.of(resource.file());

        assertThat(reading.some().avg10()).isBetween(0.0, 100.0);
        assertThat(reading.some().total()).isGreaterThanOrEqualTo(Duration.ZERO);
    }
}
