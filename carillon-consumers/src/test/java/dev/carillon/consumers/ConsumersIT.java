package dev.carillon.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users do with the artifacts as they are published, without network, in projects that know nothing of this build. */
class ConsumersIT {
    private static final Path PROJECTS = Path.of("src/outside");

    @TempDir
    private static Path outside;

    private static Command build;

    @BeforeAll
    static void buildsTheirProjects() throws Exception {
        copy(PROJECTS, outside);
        copy(PROJECTS.resolve("class-path/src"), outside.resolve("module-path/src"));
        Path resolved = Path.of(System.getProperty("consumers.repository"));
        Path repository =
                LocalRepository.make(outside.resolve("repository"), resolved, System.getProperty("consumers.version"));
        List<String> arguments = new ArrayList<>(List.of("--offline", "--batch-mode", "test"));
        arguments.add("-Dmaven.repo.local=" + repository);
        // Whichever repository the user's settings name, what is there is there.
        arguments.add("-Daether.enhancedLocalRepository.trackingFilename=none");
        arguments.addAll(
                List.of(System.getProperty("consumers.properties").strip().split("\\s+")));
        build = Command.run(outside, Path.of(System.getProperty("consumers.maven"), "bin/mvn"), arguments);
    }

    @Test
    void testsRunOnTheClassPathAndOnTheModulePath() {
        assertThat(build.succeeded().output())
                .containsPattern("tested in unnamed module")
                .contains("tested in module outside");
    }

    @Test
    void programOnTheClassPathNeedsNoFlagAndOnlyTheJdkWarns() throws Exception {
        Command program = java(onTheClassPath());
        assertThat(program.output()).isEqualTo("heard hello\n");
        assertOnlyTheJdkWarns(program);
    }

    @Test
    void programOnTheModulePathNeedsNoFlagAndOnlyTheJdkWarns() throws Exception {
        Command program = java(onTheModulePath());
        assertThat(program.output()).isEqualTo("heard hello\n");
        assertOnlyTheJdkWarns(program);
    }

    @Test
    void nothingWarnsWithTheFlagOfTheReadme() throws Exception {
        assertThat(java(Stream.concat(Stream.of("--enable-native-access=ALL-UNNAMED"), onTheClassPath()))
                        .errors())
                .isEmpty();
        assertThat(java(Stream.concat(Stream.of("--enable-native-access=dev.carillon.linux"), onTheModulePath()))
                        .errors())
                .isEmpty();
    }

    @Test
    void jshellCanUseIt() throws Exception {
        String path = path("class-path").collect(Collectors.joining(":"));
        Command session = Command.tool(outside, "jshell", List.of("--class-path", path, "session.jsh"));
        assertThat(session.succeeded().output()).contains("counted 3");
    }

    @Test
    void bomNamesEverythingThatIsPublished() throws IOException {
        String bom = Files.readString(LocalRepository.pom("carillon-bom"));
        assertThat(LocalRepository.published())
                .contains("carillon-bom", "carillon-net")
                .filteredOn(artifact -> !artifact.equals("carillon-bom"))
                .allSatisfy(artifact -> assertThat(bom).contains("<artifactId>" + artifact + "</artifactId>"));
    }

    private static Command java(Stream<String> arguments) throws Exception {
        return Command.tool(outside, "java", arguments.toList()).succeeded();
    }

    private static Stream<String> onTheClassPath() throws IOException {
        String path = "class-path/target/classes:" + path("class-path").collect(Collectors.joining(":"));
        return Stream.of("--class-path", path, "outside.Echo", "hello");
    }

    private static Stream<String> onTheModulePath() throws IOException {
        String path = "module-path/target/classes:" + path("module-path").collect(Collectors.joining(":"));
        return Stream.of("--module-path", path, "--module", "outside/outside.Echo", "hello");
    }

    /** The jars which Maven has for a program of that project. */
    private static Stream<String> path(String project) throws IOException {
        build.succeeded();
        return Stream.of(Files.readString(outside.resolve(project).resolve("target/path"))
                .strip()
                .split(":"));
    }

    private static void assertOnlyTheJdkWarns(Command program) {
        assertThat(program.errors().lines().filter(line -> !line.isEmpty()))
                .hasSize(4)
                .allMatch(line -> line.startsWith("WARNING: "))
                .anyMatch(line -> line.contains("--enable-native-access"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }
}
