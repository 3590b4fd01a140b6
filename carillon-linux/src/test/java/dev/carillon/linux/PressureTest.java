package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.linux.Pressure.Resource;
import dev.carillon.linux.Pressure.Scope;
import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.UnistdH;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    void aWindowOutOfRangeIsRefused() {
        assertThatThrownBy(() -> Pressure.open(Resource.MEMORY, Scope.SOME, STALL, Duration.ofMillis(499)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a pressure window is 500 ms to 10 s, not PT0.499S");
        assertThatThrownBy(() -> Pressure.open(Resource.MEMORY, Scope.SOME, STALL, Duration.ofSeconds(11)))
                .isInstanceOf(IllegalArgumentException.class);
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
    void aWindowThatNeedsPrivilegeIsRefusedWithTheRuleAndLeavesNothingOpen() {
        OpenDescriptors before = OpenDescriptors.list();
        FailingKernel.with(UnistdH.WRITE, ErrnoH.EINVAL, () -> {
            assertThatThrownBy(() -> Pressure.open(Resource.IO, Scope.FULL, STALL, Duration.ofMillis(500)))
                    .isInstanceOf(LinuxException.class)
                    .hasMessage("write(/proc/pressure/io, \"full 100000 500000\"): EINVAL (Invalid argument) - "
                            + "without CAP_SYS_RESOURCE the window has to be a multiple of 2 s");
        });
        assertThat(OpenDescriptors.list().since(before).toString()).isEmpty();
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
