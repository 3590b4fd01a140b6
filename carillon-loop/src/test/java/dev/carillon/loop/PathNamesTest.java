package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Directory;
import dev.carillon.linux.PathName;
import dev.carillon.loop.PathOptions.Target;
import dev.carillon.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names are bytes: any is watched. */
class PathNamesTest {
    private static final PathName ODD = PathName.of(new byte[] {'d', (byte) 0xFF, '\n'});
    private static final int LEVELS = 20;

    @TempDir
    private Path root;

    private final List<PathName> created = new ArrayList<>();
    private final EventLoop loop = Loops.open("test");

    @AfterEach
    void close() {
        loop.close();
    }

    private PathSource watch() {
        return loop.path("watch", root, PathOptions.DEFAULTS.withTarget(Target.FILE), (_, change) -> {
            if (change.kind() == PathChange.Kind.CREATED) {
                created.add(change.path().below(PathName.of(root)));
            }
        });
    }

    @Test
    void inADirectoryWhoseNameIsNoTextChangesAreTold() throws IOException {
        Files.createDirectory(root.resolve(ODD.toPath()));
        watch();
        Files.createFile(root.resolve(ODD.toPath()).resolve(ODD.toPath()));
        Turns.until(loop, () -> created.contains(ODD.resolve(ODD)));
    }

    @Test
    void inANewDirectoryWhoseNameIsNoTextChangesAreTold() throws IOException {
        watch();
        Files.createDirectory(root.resolve(ODD.toPath()));
        Turns.until(loop, () -> created.contains(ODD));
        Files.createFile(root.resolve(ODD.toPath()).resolve("file"));
        Turns.until(loop, () -> created.contains(ODD.resolve(PathName.of("file"))));
    }

    @Test
    void deeperThanAPathCanSayChangesAreTold() throws Exception {
        PathName name = PathName.of("d".repeat(250));
        PathName deep = PathName.EMPTY;
        try {
            for (int i = 0; i < LEVELS; i++) {
                make(deep, name);
                deep = deep.resolve(name);
            }
            assertThat(deep.length()).isGreaterThan(4096);
            PathSource source = watch();
            assertThat(source.watchStatistics().watches()).isEqualTo(1 + LEVELS);
            PathName last = deep.resolve(PathName.of("new"));
            make(deep, PathName.of("new"));
            Turns.until(loop, () -> created.contains(last));
            assertThat(source.watchStatistics().refused()).isZero();
        } finally {
            remove(root.resolve(name.toPath()));
        }
    }

    /** Through the descriptor of the one above: Java's own call takes no such path. */
    private void make(PathName in, PathName name) throws IOException {
        try (Directory above = Directory.locate(PathName.of(root).resolve(in))) {
            Files.createDirectory(Path.of("/proc/self/fd/" + above.number(), name.toString()));
        }
    }

    /** What JUnit cannot, for want of a path. */
    private static void remove(Path deep) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("rm", "-r", deep.toString()).start().waitFor())
                .isZero();
    }

    @Test
    void inALocaleWithoutTheLettersChangesAreTold() throws Exception {
        Files.createDirectory(root.resolve("caf\u00e9"));
        try (ChildJvm child = ChildJvm.of(InAsciiLocale.class)
                .environment("LC_ALL", "C")
                .arguments(root.toString())
                .start()) {
            child.awaitLine("watching");
            Files.createFile(root.resolve("caf\u00e9").resolve("file"));
            assertThat(child.awaitLine("CREATED")).endsWith("636166c3a9/file");
        }
    }

    /** Tells what is made, the last name but one in hexadecimal digits: its output has no letters for it either. */
    static final class InAsciiLocale {
        private InAsciiLocale() {}

        public static void main(String[] arguments) {
            try (EventLoop loop = EventLoop.open("child")) {
                PathOptions options = PathOptions.DEFAULTS.withKinds(Set.of(PathChange.Kind.CREATED));
                loop.path("watch", Path.of(arguments[0]), options, (_, change) -> {
                    List<PathName> names = change.path().names();
                    String in = java.util.HexFormat.of()
                            .formatHex(names.get(names.size() - 2).bytes());
                    System.out.println(change.kind() + " " + in + "/" + names.getLast());
                });
                System.out.println("watching");
                loop.run();
            }
        }
    }
}
