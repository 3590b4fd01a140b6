package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.ResourceLimit.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ResourceLimitTest {
    /** Changed here because nothing in a test run depends on it. */
    private static final ResourceLimit HARMLESS = ResourceLimit.MSGQUEUE;

    @ParameterizedTest
    @EnumSource
    void everyLimitCanBeRead(ResourceLimit limit) {
        Values values = limit.get();

        assertThat(Long.compareUnsigned(values.soft(), values.hard())).isNotPositive();
    }

    @ParameterizedTest
    @CsvSource({"NOFILE, n", "CORE, c", "NPROC, u", "STACK, s", "SIGPENDING, i", "FSIZE, f", "MEMLOCK, l"})
    void aLimitIsTheOneThatTheShellShowsByThatLetter(ResourceLimit limit, String letter) {
        String shown =
                Expect.output(Spawn.command("bash", "-c", "ulimit -S" + letter)).strip();
        long unit = switch (limit) {
            case STACK, MEMLOCK, FSIZE, CORE -> 1024;
            default -> 1;
        };
        long soft = limit.get().soft();
        assertThat(shown).isEqualTo(soft == ResourceLimit.UNLIMITED ? "unlimited" : Long.toString(soft / unit));
    }

    @Test
    void aLoweredSoftLimitCanBeRaisedToTheHardOneAgain() {
        Values before = HARMLESS.get();
        try {
            HARMLESS.set(new Values(4096, before.hard()));
            assertThat(HARMLESS.get()).isEqualTo(new Values(4096, before.hard()));

            assertThat(HARMLESS.raiseToHard()).isEqualTo(before.hard());
            assertThat(HARMLESS.get()).isEqualTo(new Values(before.hard(), before.hard()));
        } finally {
            HARMLESS.set(before);
        }
    }

    @Test
    void aLimitPassesToChildren() {
        Values before = ResourceLimit.CORE.get();
        try {
            ResourceLimit.CORE.set(new Values(0, before.hard()));
            assertThat(Expect.output(Spawn.command("bash", "-c", "ulimit -Sc"))).isEqualTo("0\n");
        } finally {
            ResourceLimit.CORE.set(before);
        }
    }

    @Test
    void aHardLimitThatTheKernelRefusesIsNamedInTheMessage() {
        long beyond = Long.MAX_VALUE;

        assertThatThrownBy(() -> ResourceLimit.NOFILE.set(new Values(beyond, beyond)))
                .isInstanceOf(LinuxException.class)
                .hasMessage("prlimit(NOFILE, " + beyond + " of " + beyond + "): EPERM (Operation not permitted) - "
                        + "raising a hard limit needs CAP_SYS_RESOURCE, and NOFILE ends at /proc/sys/fs/nr_open");
    }

    @Test
    void aSoftLimitAboveTheHardOneIsRefused() {
        assertThatThrownBy(() -> new Values(ResourceLimit.UNLIMITED, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a soft limit is at most the hard one: unlimited is more than 10");
    }

    @Test
    void theValuesReadAsTheyAre() {
        assertThat(new Values(1024, 4096)).hasToString("1024 of 4096");
        assertThat(new Values(1024, ResourceLimit.UNLIMITED)).hasToString("1024 of unlimited");
    }
}
