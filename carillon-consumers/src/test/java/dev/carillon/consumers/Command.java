package dev.carillon.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that has ended. */
record Command(int code, String output, String errors) {
    private static final Path JDK = Path.of(System.getProperty("java.home"));

    /** Runs a tool of the JDK of this test. */
    static Command tool(Path directory, String name, List<String> arguments) throws Exception {
        return run(directory, JDK.resolve("bin").resolve(name), arguments);
    }

    /** Runs any program, with that JDK as the user's and nothing of the build around in its environment. */
    static Command run(Path directory, Path program, List<String> arguments) throws Exception {
        Path output = Files.createTempFile(directory, "output", ".log");
        Path errors = Files.createTempFile(directory, "errors", ".log");
        ProcessBuilder builder = new ProcessBuilder(program.toString())
                .directory(directory.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.command().addAll(arguments);
        builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_") || name.contains("JAVA"));
        builder.environment().put("JAVA_HOME", JDK.toString());
        return ended(builder.start(), output, errors);
    }

    private static Command ended(Process process, Path output, Path errors) throws IOException, InterruptedException {
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ends").isTrue();
            return new Command(process.exitValue(), Files.readString(output), Files.readString(errors));
        } finally {
            process.destroyForcibly();
        }
    }

    Command succeeded() {
        assertThat(code).as(output + errors).isZero();
        return this;
    }
}
