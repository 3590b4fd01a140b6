package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names as bytes, and as paths and texts of Java. */
class PathNameTest {
    /** No UTF-8 at all. */
    private static final PathName ODD = raw("a\u00ff\u00feb");

    private static PathName raw(String latin) {
        return PathName.of(latin.getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"plain", "/absolute/path", "new\nline", "café", "日本", "tab\there", "%41?#;", "back\\slash", "."})
    void goesToAPathAndBackUnchanged(String text) {
        PathName name = PathName.of(text);
        assertThat(PathName.of(name.toPath())).isEqualTo(name);
        assertThat(name.toPath().isAbsolute()).isEqualTo(name.isAbsolute());
    }

    @Test
    void bytesThatAreNoTextGoToAPathAndBackUnchanged() {
        assertThat(PathName.of(ODD.toPath())).isEqualTo(ODD);
        PathName deep = PathName.of("/srv/data").resolve(ODD).resolve(raw("\u00c3"));
        assertThat(PathName.of(deep.toPath())).isEqualTo(deep);
    }

    @Test
    void thePathOfADirectoryThatExistsHasNoSlashAtItsEnd(@TempDir Path directory) throws IOException {
        Path made = Files.createDirectory(directory.resolve("café"));
        assertThat(PathName.of(made)).isEqualTo(PathName.of(directory + "/café"));
    }

    @Test
    void inALocaleWithoutTheLettersAFileIsReachedAllTheSame(@TempDir Path directory) throws Exception {
        List<String> command = ChildJava.command(InAsciiLocale.class);
        command.add(directory.toString());
        ProcessBuilder child = new ProcessBuilder(command).redirectErrorStream(true);
        child.environment().put("LC_ALL", "C");
        Process process = child.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(directory.resolve("café").resolve("file")).exists();
    }

    /** Makes a directory and a file by names that {@code Path.of} refuses there. */
    static final class InAsciiLocale {
        private InAsciiLocale() {}

        public static void main(String[] arguments) throws IOException {
            PathName name = PathName.of(arguments[0] + "/caf\u00e9");
            Files.createDirectory(name.toPath());
            try (Directory directory = Directory.open(PathName.of(name.toPath()))) {
                Files.createFile(directory.path().resolve(PathName.of("file")).toPath());
                System.exit(directory.read().size() == 1 ? 0 : 1);
            }
        }
    }

    @Test
    void aPathOfAnotherFileSystemIsRefused(@TempDir Path directory) throws IOException {
        Path zip = directory.resolve("some.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("entry"));
        }
        try (var files = java.nio.file.FileSystems.newFileSystem(zip)) {
            assertThatThrownBy(() -> PathName.of(files.getPath("entry"))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aZeroByteIsRefused() {
        assertThatThrownBy(() -> PathName.of("a\0b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a path has no zero byte: a\\x00b");
    }

    @Test
    void differentNamesNeverLookTheSame() {
        assertThat(ODD).hasToString("a\\xFF\\xFEb");
        assertThat(PathName.of("a\\xFF\\xFEb")).hasToString("a\\\\xFF\\\\xFEb");
        assertThat(PathName.of("\ufffd")).hasToString("\ufffd");
        assertThat(raw("\u00c3")).hasToString("\\xC3");
        assertThat(raw("\u00e6\u0097")).hasToString("\\xE6\\x97");
    }

    @Test
    void noNameEndsALineOrMovesTheCursor() {
        assertThat(PathName.of("a\nb\u001b[2Jc\u0085\u2028\u202e"))
                .hasToString("a\\x0Ab\\x1B[2Jc\\xC2\\x85\\xE2\\x80\\xA8\\xE2\\x80\\xAE");
        assertThat(PathName.of("café 日本 👩‍🚀")).hasToString("café 日本 👩‍🚀");
    }

    @Test
    void namesAreJoinedAndTakenApart() {
        PathName path = PathName.of("/a").resolve(PathName.of("b"));
        assertThat(path).isEqualTo(PathName.of("/a/b"));
        assertThat(path.fileName()).isEqualTo(PathName.of("b"));
        assertThat(path.names()).containsExactly(PathName.of("a"), PathName.of("b"));
        assertThat(PathName.of("/").resolve(PathName.of("b"))).isEqualTo(PathName.of("/b"));
        assertThat(PathName.EMPTY.resolve(path)).isSameAs(path);
        assertThat(PathName.of("x").resolve(path)).isSameAs(path);
        assertThat(PathName.of("dir/").resolve(PathName.of("b"))).isEqualTo(PathName.of("dir/b"));
        assertThat(PathName.of("//a///b/").names()).hasSize(2);
        assertThat(PathName.EMPTY.names()).isEmpty();
    }

    @Test
    void aPathBeginsWithWholeNamesOnly() {
        PathName path = PathName.of("a/bc");
        assertThat(path.startsWith(PathName.of("a"))).isTrue();
        assertThat(path.startsWith(PathName.of("a/b"))).isFalse();
        assertThat(path.startsWith(path)).isTrue();
        assertThat(PathName.of("/x").startsWith(PathName.of("/"))).isTrue();
        assertThat(path.startsWith(PathName.EMPTY)).isTrue();
    }

    @Test
    void theBytesAreTheCallersOwn() {
        byte[] bytes = {'a'};
        PathName name = PathName.of(bytes);
        bytes[0] = 'b';
        name.bytes()[0] = 'c';
        assertThat(name).hasToString("a").hasSameHashCodeAs(PathName.of("a"));
    }
}
