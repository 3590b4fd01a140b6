package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A name is watched, whatever it leads to. */
class PathTargetTest {
    private static final PathOptions NAME = PathOptions.DEFAULTS.withAbsent(true);

    @TempDir
    private Path root;

    private final List<String> seen = new ArrayList<>();
    private final EventLoop loop = Loops.open("test");

    @AfterEach
    void close() {
        loop.close();
    }

    private PathSource watch(Path path) {
        return loop.path("watch", path, NAME, (_, change) -> seen.add(KnownPaths.text(path, change)));
    }

    private void expect(String change) {
        Turns.until(loop, () -> seen.contains(change));
    }

    @Test
    void aFileThatIsReplacedByRenameAgainAndAgainIsWatchedOn() throws IOException {
        Path file = Files.writeString(root.resolve("app.conf"), "one");
        PathSource source = watch(file);
        for (int i = 0; i < 3; i++) {
            seen.clear();
            Files.writeString(root.resolve("app.conf.new"), "two");
            Files.move(root.resolve("app.conf.new"), file, StandardCopyOption.ATOMIC_MOVE);
            expect("REPLACED ");
        }
        seen.clear();
        Files.writeString(file, "three");
        expect("WRITTEN ");
        assertThat(source.isOpen()).isTrue();
        assertThat(loop.audit()).isEmpty();
    }

    @Test
    void whatIsRemovedAndMadeAgainIsGoneAndAppears() throws IOException {
        Path file = Files.writeString(root.resolve("app.conf"), "one");
        watch(file);
        Files.delete(file);
        expect("GONE ");
        Files.writeString(file, "two");
        expect("APPEARED ");
        seen.clear();
        Files.writeString(file, "three");
        expect("WRITTEN ");
    }

    @Test
    void aVolumeWhoseLinkIsSwappedIsToldByWhatDiffers() throws IOException {
        Files.createDirectory(root.resolve("..2026_1"));
        Files.writeString(root.resolve("..2026_1/app.conf"), "one");
        Files.writeString(root.resolve("..2026_1/old.conf"), "one");
        Files.createSymbolicLink(root.resolve("..data"), Path.of("..2026_1"));
        Files.createSymbolicLink(root.resolve("app.conf"), Path.of("..data/app.conf"));
        watch(root.resolve("..data"));
        Path file = root.resolve("app.conf");
        List<String> ofFile = new ArrayList<>();
        loop.path("file", file, NAME, (_, change) -> ofFile.add(KnownPaths.text(file, change)));
        swap("..2026_2", "new.conf");
        expect("CREATED new.conf");
        expect("DELETED old.conf");
        assertThat(seen).startsWith("REPLACED ").contains("MODIFIED app.conf");
        Turns.until(loop, () -> ofFile.contains("REPLACED "));
        ofFile.clear();
        Files.writeString(root.resolve("..2026_2/app.conf"), "three");
        Turns.until(loop, () -> ofFile.contains("WRITTEN "));
        expect("WRITTEN app.conf");
    }

    /** As the kubelet does it: a new directory, a new link, and the link renamed over the old one. */
    private void swap(String directory, String further) throws IOException {
        Files.createDirectory(root.resolve(directory));
        Files.writeString(root.resolve(directory).resolve("app.conf"), "two");
        Files.writeString(root.resolve(directory).resolve(further), "two");
        Files.createSymbolicLink(root.resolve("..data_tmp"), Path.of(directory));
        Files.move(root.resolve("..data_tmp"), root.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void whatIsNotThereYetAppearsWithTheDirectoriesAboveIt() throws IOException {
        Path file = root.resolve("etc/app/app.conf");
        watch(file);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "one");
        expect("APPEARED ");
    }

    @Test
    void aDirectoryAboveThatIsRenamedAwayAndBackIsFollowed() throws IOException {
        Path above = Files.createDirectories(root.resolve("etc/app"));
        Path file = Files.writeString(above.resolve("app.conf"), "one");
        watch(file);
        Files.move(above, root.resolve("etc/away"));
        expect("GONE ");
        Files.move(root.resolve("etc/away"), above);
        expect("APPEARED ");
        seen.clear();
        Files.writeString(file, "two");
        expect("WRITTEN ");
    }

    @Test
    void aLinkThatLeadsToItselfLeadsNowhere() throws IOException {
        Path link = root.resolve("link");
        Files.createSymbolicLink(link, link);
        watch(link);
        Files.delete(link);
        Files.writeString(link, "one");
        expect("APPEARED ");
    }
}
