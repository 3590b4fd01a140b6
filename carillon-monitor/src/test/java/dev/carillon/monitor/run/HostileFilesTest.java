package dev.carillon.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.monitor.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hostile test 12: thousands of files, and directories that are made with what is in them. {@code -Dcarillon.trial.directories=50000}
 * for the whole of it, where fs.inotify.max_user_watches allows.
 */
class HostileFilesTest {
    private static final int DIRECTORIES = Integer.getInteger("carillon.trial.directories", 1000);

    @TempDir
    private Path directory;

    @Test
    void whatIsKnownInTheEndIsWhatIsThere() throws Exception {
        Path watch = Files.createDirectory(directory.resolve("w"));
        String file = "[source.a]\npath = { watch = \"" + watch + "\" }\n";
        try (Watched watched = Watched.of(directory, file)) {
            for (int i = 0; i < DIRECTORIES; i++) {
                Path deep = Files.createDirectories(
                        watch.resolve("a" + i).resolve("b").resolve("c"));
                Path touched = Files.createFile(deep.resolve("f"));
                if (i % 3 == 0) {
                    Files.delete(touched);
                }
                if (i % 10 == 0) { // else the kernel's queue is full: that is for the whole of it
                    watched.await(() -> true);
                }
            }
            watched.await(() -> known(watched).equals(found(watch)));
            assertThat(watched.ledger("a").waiting()).isZero();
        }
    }

    private static Set<String> known(Watched watched) {
        Set<String> known = new TreeSet<>();
        for (Event event : watched.events) {
            String path = String.valueOf(event.fields().get("path"));
            switch (event.kind()) {
                case "created" -> known.add(path);
                case "deleted" -> known.removeIf(each -> each.equals(path) || each.startsWith(path + "/"));
                default -> {}
            }
        }
        return known;
    }

    private static Set<String> found(Path watch) {
        try (Stream<Path> all = Files.walk(watch)) {
            return all.filter(each -> !each.equals(watch))
                    .map(Path::toString)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
