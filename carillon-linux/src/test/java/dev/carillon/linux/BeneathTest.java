package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Openat2H;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is opened below a directory, and that nothing else is. */
class BeneathTest {
    /** By the call that there is for it, and as where a sandbox has none. */
    enum Way {
        AT_ONCE,
        BY_NAMES;

        void run(Runnable action) {
            if (this == AT_ONCE) {
                action.run();
            } else {
                FailingKernel.with(Openat2H.OPENAT2, ErrnoH.ENOSYS, action);
            }
        }
    }

    @TempDir
    private Path place;

    private Path root;
    private Directory directory;

    @BeforeEach
    void fill() throws IOException {
        root = Files.createDirectory(place.resolve("root"));
        Files.createDirectories(root.resolve("a/b"));
        Files.writeString(root.resolve("a/b/file"), "four");
        Files.writeString(place.resolve("secret"), "secret");
        Files.createSymbolicLink(root.resolve("inward"), Path.of("a/b/file"));
        Files.createSymbolicLink(root.resolve("a/upward"), Path.of("../a/b/file"));
        Files.createSymbolicLink(root.resolve("outward"), Path.of("../secret"));
        Files.createSymbolicLink(root.resolve("absolute"), place.resolve("secret"));
        Files.createSymbolicLink(root.resolve("dir"), Path.of("a"));
        Files.createSymbolicLink(root.resolve("above"), Path.of(".."));
        Files.createSymbolicLink(root.resolve("circle"), Path.of("circle"));
        directory = Directory.open(PathName.of(root));
    }

    @AfterEach
    void close() {
        directory.close();
    }

    private @Nullable String found(String path, boolean followLinks) {
        Opened opened = directory.openBeneath(PathName.of(path), followLinks);
        if (opened == null) {
            return null;
        }
        try (Fd fd = opened.fd()) {
            return fd.kind() + " " + opened.status().size();
        }
    }

    @ParameterizedTest
    @EnumSource
    void fileIsOpenedWithItsStatus(Way way) {
        way.run(() -> {
            assertThat(found("a/b/file", false)).isEqualTo("file 4");
            assertThat(found("a//b/./file", false)).isEqualTo("file 4");
        });
    }

    @ParameterizedTest
    @EnumSource
    void directoryIsOpenedToBeRead(Way way) {
        way.run(() -> {
            Opened opened = directory.openBeneath(PathName.of("a"), false);
            assertThat(opened).isNotNull();
            assertThat(opened.status().type()).isEqualTo(FileType.DIRECTORY);
            try (Directory found = (Directory) opened.fd()) {
                assertThat(found.read()).extracting(DirectoryEntry::name).contains(PathName.of("b"));
                assertThat(found.path()).isEqualTo(PathName.of(root.resolve("a")));
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void emptyPathIsTheDirectoryItself(Way way) {
        way.run(() -> assertThat(found("", false)).startsWith("directory"));
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsFoundWhereNothingIs(Way way) {
        String tooLong = "x".repeat(300);
        String far = "x/".repeat(3000) + "x";
        way.run(() -> {
            assertThat(found("nothing", true)).isNull();
            assertThat(found("a/b/file/x", true)).isNull();
            assertThat(found("a/b/file/", true)).isNull();
            assertThat(found(tooLong, true)).isNull();
            assertThat(found(far, true)).isNull();
            assertThat(found("circle", true)).isNull();
        });
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsFoundOutside(Way way) {
        String absolute = place.resolve("secret").toString();
        way.run(() -> {
            assertThat(found("..", true)).isNull();
            assertThat(found("../secret", true)).isNull();
            assertThat(found("a/../../secret", true)).isNull();
            assertThat(found("outward", true)).isNull();
            assertThat(found("above/secret", true)).isNull();
            assertThat(found("absolute", true)).isNull();
            assertThat(found(absolute, true)).isNull();
            assertThat(found(root + "/a/b/file", true)).isNull();
        });
    }

    @ParameterizedTest
    @EnumSource
    void noLinkIsFollowedUnlessAskedFor(Way way) {
        way.run(() -> {
            assertThat(found("inward", false)).isNull();
            assertThat(found("dir/b/file", false)).isNull();
            assertThat(found("a/upward", false)).isNull();
        });
    }

    @Test
    void linksThatStayInsideAreFollowedWhenAskedFor() {
        assertThat(found("inward", true)).isEqualTo("file 4");
        assertThat(found("dir/b/file", true)).isEqualTo("file 4");
        assertThat(found("a/upward", true)).isEqualTo("file 4");
    }

    @ParameterizedTest
    @ValueSource(ints = {ErrnoH.ENOSYS, ErrnoH.EPERM})
    void whereASandboxHasNoOpenat2NoLinkIsFollowedAtAll(int errno) {
        FailingKernel.with(Openat2H.OPENAT2, errno, () -> {
            assertThat(found("a/b/file", true)).isEqualTo("file 4");
            assertThat(found("inward", true)).isNull();
            assertThat(found("dir/b/file", true)).isNull();
        });
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNeitherFileNorDirectoryIsNotFoundAndNotWaitedFor(Way way) throws IOException {
        Pipe.makeFifo(root.resolve("fifo"), 0600);
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(root.resolve("socket")));
            way.run(() -> {
                assertThat(found("fifo", true)).isNull();
                assertThat(found("socket", true)).isNull();
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingStaysOpen(Way way) {
        Pipe.makeFifo(root.resolve("fifo"), 0600);
        OpenDescriptors before = OpenDescriptors.list();
        way.run(() -> {
            found("a/b/file", true);
            found("a/b/nothing", true);
            found("a", true);
            found("circle", true);
            found("fifo", true);
        });
        assertThat(OpenDescriptors.list().since(before).toString()).isEmpty();
    }

    @Test
    void withoutDescriptorsThereIsAnError() {
        FailingKernel.with(
                Openat2H.OPENAT2,
                ErrnoH.EMFILE,
                () -> assertThatThrownBy(() -> found("a/b/file", true))
                        .isInstanceOf(LinuxException.class)
                        .hasMessageContaining("openat2(directory")
                        .hasMessageContaining("root/a/b/file")
                        .hasMessageContaining("EMFILE"));
    }

    @Test
    void renamesThatNeverEndAreGivenUp() {
        FailingKernel.with(
                Openat2H.OPENAT2,
                ErrnoH.EAGAIN,
                () -> assertThatThrownBy(() -> found("a/upward", true))
                        .isInstanceOf(LinuxException.class)
                        .hasMessageContaining("EAGAIN"));
    }

    @Test
    void failureMidwayLeavesNothingOpen() {
        OpenDescriptors before = OpenDescriptors.list();
        FailingKernel.with(
                Openat2H.OPENAT2,
                ErrnoH.ENOSYS,
                () -> FailingKernel.with(
                        FcntlH.Directories.OPENAT,
                        ErrnoH.EACCES,
                        () -> assertThatThrownBy(() -> found("a/b/file", true)).hasMessageContaining("EACCES")));
        assertThat(OpenDescriptors.list().since(before).toString()).isEmpty();
    }
}
