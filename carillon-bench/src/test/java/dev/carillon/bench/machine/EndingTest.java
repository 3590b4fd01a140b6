package dev.carillon.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndingTest {
    private static final String FOR_EVER = "echo ready; while :; do :; done";

    @Test
    void aProgramThatIsEndedRemovesItsFiles(@TempDir Path directory) throws Exception {
        Path file = Files.createFile(directory.resolve("board"));
        Process program = begin("trap 'rm \"$0\"; exit 0' TERM; " + FOR_EVER, file.toString());
        Ending.endAll(Stream.of(program.toHandle()), Duration.ofMinutes(1));
        assertThat(program.waitFor()).isZero();
        assertThat(file).doesNotExist();
    }

    @Test
    void aProgramThatDoesNotListenIsEndedAsWell() throws Exception {
        Process program = begin("trap '' TERM; " + FOR_EVER, "deaf");
        Ending.endAll(Stream.of(program.toHandle()), Duration.ofMillis(1));
        assertThat(program.waitFor()).isEqualTo(128 + 9);
    }

    private static Process begin(String script, String name) throws IOException {
        Process program = new ProcessBuilder("sh", "-c", script, name).start();
        byte[] ready = program.getInputStream().readNBytes("ready".length());
        assertThat(new String(ready, StandardCharsets.UTF_8)).isEqualTo("ready");
        return program;
    }
}
