package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.FcntlH;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TerminalTest {
    private static final Path SCRIPT = Path.of("/usr/bin/script");

    /** All that a shell command prints, at a terminal of its own. */
    private static String atATerminal(String command) throws Exception {
        assumeTrue(Files.isExecutable(SCRIPT), "script(1) is not installed");
        return output(SCRIPT.toString(), "-qec", command, "/dev/null");
    }

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.strip();
    }

    @Test
    void itSaysHowWideItIsAndThatItIsThere() throws Exception {
        assertThat(atATerminal("stty cols 91 rows 33; exec " + ChildJava.shellCommand(TerminalMain.class)))
                .isEqualTo("terminal true, columns 91, rows 33, controlling true");
    }

    @Test
    void aTerminalWithoutASizeHasNoColumns() throws Exception {
        assertThat(atATerminal("stty cols 0; exec " + ChildJava.shellCommand(TerminalMain.class)))
                .isEqualTo("terminal true, columns 0, rows 0, controlling true");
    }

    @Test
    void aSessionOfItsOwnHasNoTerminal() throws Exception {
        String java = ChildJava.shellCommand(TerminalMain.class);
        assertThat(output("setsid", "sh", "-c", "exec 3>&1; " + java + " 2>&3 >/dev/null"))
                .isEqualTo("terminal false, columns 0, rows 0, controlling false");
    }

    @Test
    void keyByKeyNothingIsEchoedAndCtrlCIsStillASignal() throws Exception {
        String modes = atATerminal(ChildJava.shellCommand(TerminalMain.class) + " keys; stty -a");
        assertThat(modes)
                .contains("-icanon")
                .contains(" -echo ")
                .contains("-iexten")
                .contains("-ixon");
        assertThat(modes).contains("isig ").contains("quit = <undef>").contains("min = 1; time = 0");
    }

    @Test
    void whatWasThereBeforeIsPutBack() throws Exception {
        assertThat(atATerminal("stty eof ^A; stty -g; " + ChildJava.shellCommand(TerminalMain.class) + " back; stty -g")
                        .lines()
                        .map(line -> line.replaceFirst("^\\^D\\x08*", "")) // what script(1) types at its end
                        .distinct())
                .hasSize(1);
    }

    @Test
    void whatIsNoTerminalHasNoMode() {
        try (Pipe pipe = Pipe.open()) {
            assertThatExceptionOfType(LinuxException.class)
                    .isThrownBy(() -> TerminalMode.of(pipe.reader().number()))
                    .withMessageContaining("tcgetattr")
                    .withMessageContaining("ENOTTY");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ENXIO", "EIO", "ENOENT"})
    void aTerminalThatDoesNotOpenIsNotThere(Errno errno) {
        FailingKernel.with(
                FcntlH.OPEN,
                errno.number(),
                () -> assertThat(Terminal.hasControlling()).isFalse());
    }

    @Test
    void wantOfDescriptorsSaysNothingOfTheTerminal() {
        FailingKernel.with(
                FcntlH.OPEN,
                ErrnoH.EMFILE,
                () -> assertThatExceptionOfType(LinuxException.class)
                        .isThrownBy(Terminal::hasControlling)
                        .withMessageContaining("/dev/tty")
                        .withMessageContaining("EMFILE"));
    }
}
