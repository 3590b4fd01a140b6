package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.ffm.WaitH;
import org.junit.jupiter.api.Test;

class ExitStatusTest {
    @Test
    void aWaitStatusHasTheExitCodeInItsSecondByte() {
        assertThat(ExitStatus.ofWaitStatus(0)).isEqualTo(new ExitStatus(0, null, false));
        assertThat(ExitStatus.ofWaitStatus(255 << 8)).isEqualTo(new ExitStatus(255, null, false));
    }

    @Test
    void aWaitStatusHasTheSignalAndTheCoreInItsFirstByte() {
        assertThat(ExitStatus.ofWaitStatus(15)).isEqualTo(new ExitStatus(143, Signal.TERM, false));
        assertThat(ExitStatus.ofWaitStatus(11 | 0x80)).isEqualTo(new ExitStatus(139, Signal.parse("SEGV"), true));
    }

    @Test
    void aSiginfoSaysWithItsCodeHowToReadTheStatus() {
        assertThat(ExitStatus.ofSiginfo(WaitH.CLD_EXITED, 9)).isEqualTo(new ExitStatus(9, null, false));
        assertThat(ExitStatus.ofSiginfo(WaitH.CLD_KILLED, 9)).isEqualTo(new ExitStatus(137, Signal.KILL, false));
        assertThat(ExitStatus.ofSiginfo(WaitH.CLD_DUMPED, 6).coreDumped()).isTrue();
    }

    @Test
    void itReadsLikeASentence() {
        assertThat(new ExitStatus(3, null, false)).hasToString("exited with code 3");
        assertThat(new ExitStatus(143, Signal.TERM, false)).hasToString("killed by TERM");
        assertThat(new ExitStatus(139, Signal.parse("SEGV"), true)).hasToString("killed by SEGV (core dumped)");
    }

    @Test
    void onlyExitCodeZeroIsSuccess() {
        assertThat(new ExitStatus(0, null, false).isSuccess()).isTrue();
        assertThat(new ExitStatus(1, null, false).isSuccess()).isFalse();
        assertThat(new ExitStatus(143, Signal.TERM, false).isSuccess()).isFalse();
    }
}
