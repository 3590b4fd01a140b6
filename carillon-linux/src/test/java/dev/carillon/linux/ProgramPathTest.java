package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProgramPathTest {
    /** Prints where it finds a program. */
    static final class Finding {
        private Finding() {}

        public static void main(String[] arguments) {
            System.out.println("found " + ProgramPath.find(arguments[0]).isPresent());
        }
    }

    @Test
    void aNameIsLookedForAlongPath() {
        assertThat(ProgramPath.find("sh"))
                .hasValueSatisfying(
                        file -> assertThat(file).isAbsolute().isExecutable().hasFileName("sh"));
        assertThat(ProgramPath.find("no-such-program")).isEmpty();
    }

    @Test
    void aPathIsThatFileOrNone() {
        assertThat(ProgramPath.find("/bin/sh")).contains(Path.of("/bin/sh"));
        assertThat(ProgramPath.find("./sh")).isEmpty();
        assertThat(ProgramPath.find("/bin")).isEmpty();
        assertThat(ProgramPath.find("/etc/passwd")).isEmpty();
    }

    @Test
    void whatCanBeNoNameIsTold() {
        assertThatThrownBy(() -> ProgramPath.find("a\0b")).isInstanceOf(InvalidPathException.class);
    }

    @Test
    void withoutPathTheUsualDirectoriesAreLookedThrough() throws Exception {
        ProcessBuilder command = new ProcessBuilder(ChildJava.command(Finding.class, "sh"));
        command.environment().remove("PATH");
        Process java = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        assertThat(java.inputReader().readLine()).isEqualTo("found true");
        assertThat(java.waitFor()).isZero();
    }
}
