package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A copy of what {@code ./carillon} needs of this tree, as a build by Maven leaves it: the script remembers nothing yet. */
final class CopiedTree {
    private static final Path TREE = Path.of("..").toAbsolutePath().normalize();
    private static final Path LIB = Path.of("carillon-app/target/lib");
    private static final List<String> FILES =
            List.of("carillon", "pom.xml", "build/Modernise.java", "carillon-bench/run");

    /** What is remembered lies below. */
    static final Path STATE = Path.of("carillon-app/target/launcher");

    /** Somebody without a home. */
    static final List<String> NOBODY = List.of("setpriv", "--reuid=65534", "--clear-groups", "env", "-u", "HOME");

    private static final List<String> VARIABLES =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "CARILLON_JAVA_OPTS", "CARILLON_JAVA_HOME", "COLUMNS");

    private final Instant built = Instant.now().minus(Duration.ofHours(1));
    private final Instant written = built.minus(Duration.ofHours(1));
    private final Path directory;
    private final Path root;

    /** How a command ended, and what it printed. */
    record Run(int code, String out, String err) {
        void assertVersion() {
            assertThat(err).isEmpty();
            assertThat(out).matches("carillon \\d.*\n");
            assertThat(code).isZero();
        }

        /** Refused, in one line. */
        void assertRefused(String... words) {
            assertThat(err.lines())
                    .singleElement()
                    .asString()
                    .startsWith("carillon: ")
                    .contains(words);
            assertThat(out).isEmpty();
            assertThat(code).isEqualTo(1);
        }
    }

    /** Copies into a directory. */
    CopiedTree(Path directory) throws IOException {
        this.directory = directory;
        this.root = directory.resolve("tree");
        for (String file : FILES) {
            copy(Path.of(file), written);
        }
        for (Path file : sources()) {
            copy(file, written);
        }
        for (Path file : files(Path.of("carillon-bench/src/main"))) { // where help for the benchmarks comes from
            copy(file, written);
        }
        for (Path jar : jars()) {
            copy(jar, built);
        }
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.filter(Files::isDirectory).toList()) {
                Files.setLastModifiedTime(path, FileTime.from(written));
            }
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** The command's POMs and sources, relative to the tree. */
    static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : List.of("carillon-linux", "carillon-loop", "carillon-net", "carillon-app")) {
            sources.add(Path.of(module, "pom.xml"));
            sources.addAll(files(Path.of(module, "src/main")));
        }
        return sources;
    }

    static List<Path> jars() throws IOException {
        return files(LIB);
    }

    private static List<Path> files(Path below) throws IOException {
        try (Stream<Path> all = Files.walk(TREE.resolve(below))) {
            return all.filter(Files::isRegularFile).map(TREE::relativize).toList();
        }
    }

    private void copy(Path file, Instant time) throws IOException {
        Path copy = root.resolve(file);
        Files.createDirectories(copy.getParent());
        Files.copy(TREE.resolve(file), copy, StandardCopyOption.COPY_ATTRIBUTES);
        Files.setLastModifiedTime(copy, FileTime.from(time));
    }

    /** A file of the copy. */
    Path resolve(Path file) {
        return root.resolve(file);
    }

    Path script() {
        return root.resolve("carillon");
    }

    /** So that for root, too, there is nothing to remember anything in: the start-up caches take seconds to make. */
    CopiedTree withoutMemory() throws IOException {
        Files.createFile(root.resolve(STATE));
        return this;
    }

    CopiedTree withoutJar() throws IOException {
        Files.delete(root.resolve(LIB).resolve("carillon-app.jar"));
        return this;
    }

    /** As in the image of a container, for everybody but root. */
    CopiedTree readOnly() throws Exception {
        call("chmod", "-R", "a-w", root.toString());
        return this;
    }

    CopiedTree ownedByNobody() throws Exception {
        call("chown", "-R", "65534", root.toString());
        return this;
    }

    private static void call(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    /** Later than all that was touched before. */
    void touch(List<Path> files) throws IOException {
        for (Path file : files) {
            Path copy = root.resolve(file);
            Instant later = Files.getLastModifiedTime(copy).toInstant().plus(Duration.ofDays(1));
            Files.setLastModifiedTime(copy, FileTime.from(later));
        }
    }

    Run carillon(String... arguments) throws Exception {
        return carillon(List.of(), arguments);
    }

    /** Through other words, such as env with variables. */
    Run carillon(List<String> through, String... arguments) throws Exception {
        return run(through, script(), arguments);
    }

    Run run(List<String> through, Path script, String... arguments) throws Exception {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process = builder(through, script, arguments)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        process.getOutputStream().close();
        return new Run(process.waitFor(), Files.readString(out), Files.readString(err));
    }

    ProcessBuilder builder(List<String> through, Path script, String... arguments) {
        List<String> command = new ArrayList<>(through);
        command.add(script.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(new File("/"));
        VARIABLES.forEach(builder.environment()::remove);
        return builder;
    }
}
