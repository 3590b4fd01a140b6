package dev.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FailureTest {
    @Test
    void causesAreNamed() {
        IOException cause = new FileSystemException("/proc/self/task", null, "Too many open files");
        assertThat(Failure.line(new UncheckedIOException("cannot read /proc/self/task", cause)))
                .isEqualTo("cannot read /proc/self/task: /proc/self/task: Too many open files");
    }

    @Test
    void whatAMessageHasAlreadyIsNotSaidAgain() {
        assertThat(Failure.line(new IllegalStateException("not here: gone", new IOException("gone"))))
                .isEqualTo("not here: gone");
    }

    @Test
    void aReasonThatOnlyTheClassHasIsPutInWords() {
        assertThat(Failure.line(new NoSuchFileException("/x"))).isEqualTo("/x: no such file");
        assertThat(Failure.line(new AccessDeniedException("/x"))).isEqualTo("/x: permission denied");
        assertThat(Failure.line(new NullPointerException())).isEqualTo("NullPointerException");
    }

    @Test
    void itIsOneLine() {
        assertThat(Failure.line(new IOException("first\n  second"))).isEqualTo("first second");
    }
}
