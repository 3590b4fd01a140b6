package dev.carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code carillon-bench/run} in a tree that was never built, where Maven only tells that it was called. */
class RunScriptTest {
    @TempDir
    private Path tree;

    private Path home;

    /** How it ended, and what it said. */
    private record Answer(int code, String said) {}

    @BeforeEach
    void makeTree() throws IOException {
        home = Files.createDirectory(tree.resolve("carillon-bench"));
        Path here = Path.of("").toAbsolutePath();
        Files.createSymbolicLink(home.resolve("src"), here.resolve("src"));
        Files.copy(here.resolve("run"), home.resolve("run"));
        Path maven = Files.writeString(tree.resolve("mvn"), "#!/bin/sh\necho called >\"${0%/*}/called\"\nexit 1\n");
        assertThat(maven.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void helpNeedsNoBuild() throws Exception {
        assertThat(run("echo", "--help")).isEqualTo(new Answer(0, Arguments.USAGE));
        assertThat(tree.resolve("called")).doesNotExist();
    }

    @Test
    void wrongUsageNeedsNoBuild() throws Exception {
        Answer answer = run("--rounds", "none");
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.said()).startsWith("carillon bench: --rounds needs a number from 1, not none");
        assertThat(tree.resolve("called")).doesNotExist();
    }

    @Test
    void whatIsToBeMeasuredIsBuilt() throws Exception {
        Answer answer = run("echo", "--quick");
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.said()).contains("building ...", "the build failed");
        assertThat(tree.resolve("called")).exists();
    }

    private Answer run(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", home.resolve("run").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PATH", tree + ":" + System.getenv("PATH"));
        builder.environment().put("CARILLON_JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), said);
    }
}
