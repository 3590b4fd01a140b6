package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.app.CopiedTree.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tree that was built starts from anywhere and for anybody, and is not built again. */
class LauncherIT {
    @TempDir
    private Path directory;

    private CopiedTree tree;

    @BeforeEach
    void copyTheTree() throws IOException {
        tree = new CopiedTree(directory);
    }

    private static void assumeRoot() throws IOException {
        assumeTrue(Files.getOwner(Path.of("/proc/self")).getName().equals("root"), "only root can be somebody else");
    }

    @Test
    void whatMavenHasBuiltIsNotBuiltAgainAndItsCachesOutliveAnotherBuild() throws Exception {
        Run first = tree.carillon("--version");
        assertThat(first.err()).isEqualTo("carillon:   start-up cache\n");
        assertThat(first.out()).matches("carillon \\d.*\n");
        Run monitor = tree.carillon("monitor", "--for", "1ms");
        assertThat(monitor.err()).isEqualTo("carillon:   start-up cache for what runs long\n");
        assertThat(monitor.code()).isZero();
        List<String> caches = caches();
        assertThat(caches).as(log()).hasSize(2);

        tree.touch(CopiedTree.jars()); // the same jars, made again
        tree.carillon("--version").assertVersion();
        tree.carillon("--version").assertVersion();
        tree.touch(CopiedTree.sources()); // as a copy does
        tree.carillon("--version").assertVersion();
        assertThat(caches()).isEqualTo(caches);
        assertStartsFromACache("--version");
        assertStartsFromACache("monitor", "--for", "1ms");
    }

    private void assertStartsFromACache(String... command) throws Exception {
        Run run = tree.carillon(List.of("env", "CARILLON_JAVA_OPTS=-Xlog:class+load"), command);
        assertThat(run.out()).containsPattern("dev\\.carillon\\.app\\.Carillon source: shared objects file");
        assertThat(run.err()).isEmpty();
    }

    /** By a "timeout" that fails: the training runs through it. */
    @Test
    void cachesThatCanNotBeMadeAreTriedOnceAndMissedByNobody() throws Exception {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        Path timeout = Files.writeString(bin.resolve("timeout"), "#!/bin/sh\nexit 1\n");
        Files.setPosixFilePermissions(timeout, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> failing = List.of("env", "PATH=" + bin + ":" + System.getenv("PATH"));
        assertThat(tree.carillon(failing, "--version").out()).matches("carillon \\d.*\n");
        assertThat(tree.carillon(failing, "monitor", "--for", "1ms").code()).isZero();
        tree.carillon("--version").assertVersion();
        Run again = tree.carillon("monitor", "--for", "1ms");
        assertThat(again.err()).isEmpty();
        assertThat(again.code()).isZero();
        assertThat(caches()).isEmpty();
    }

    private List<String> caches() throws IOException {
        try (Stream<Path> all = Files.walk(tree.resolve(CopiedTree.STATE))) {
            return all.filter(path -> path.toString().endsWith(".aot"))
                    .map(path -> path + " " + path.toFile().lastModified())
                    .sorted()
                    .toList();
        }
    }

    private String log() throws IOException {
        Path state = tree.resolve(CopiedTree.STATE);
        return Files.readString(state.resolve("training.log")) + Files.readString(state.resolve("rehearsal.log"));
    }

    @Test
    void aTreeThatNobodyMayWriteStartsForAnybody() throws Exception {
        assumeRoot();
        tree.readOnly();
        tree.carillon(CopiedTree.NOBODY, "--version").assertVersion();
        Run demo = tree.carillon(CopiedTree.NOBODY, "demo", "eventfd-threads");
        assertThat(demo.err()).isEmpty();
        assertThat(demo.code()).isZero();
    }

    @Test
    void itStartsByALinkFromAnywhere() throws Exception {
        tree.withoutMemory();
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("tree/carillon"));
        tree.run(List.of(), link, "--version").assertVersion();
    }

    @Test
    void sourcesThatHaveChangedWhereNothingCanBeBuiltAreOneLine() throws Exception {
        tree.withoutMemory().touch(List.of(Path.of("carillon-loop/src/main")));
        Run run = tree.carillon("--version");
        assertThat(run.err().lines()).singleElement().asString().startsWith("carillon: the sources have changed");
        assertThat(run.out()).matches("carillon \\d.*\n");
        assertThat(run.code()).isZero();
    }

    @Test
    void whereItCanNotBuildItSaysSo() throws Exception {
        tree.withoutMemory().withoutJar();
        tree.carillon("--version").assertRefused("needs to build itself, but can not write to");
    }

    @Test
    void aBuildWithoutAHomeIsOneLine() throws Exception {
        assumeRoot();
        tree.withoutJar().ownedByNobody();
        tree.carillon(CopiedTree.NOBODY, "--version").assertRefused("needs a home directory to build itself");
    }

    @Test
    void helpForTheBenchmarksBuildsNothing() throws Exception {
        tree.withoutJar();
        Run run = tree.carillon("bench", "--help");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).startsWith("usage: carillon bench");
        assertThat(run.code()).isZero();
        assertThat(tree.resolve(CopiedTree.STATE)).doesNotExist();
    }
}
