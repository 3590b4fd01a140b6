package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FifoTest {
    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void choosePath() {
        path = directory.resolve("a fifo");
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String readFrom(StreamFd fifo) {
        ByteBuffer into = ByteBuffer.allocate(100);
        assertThat(fifo.read(into)).isPositive();
        return StandardCharsets.UTF_8.decode(into.flip()).toString();
    }

    @Test
    void isMadeWithItsPermissions() throws IOException {
        Pipe.makeFifo(path, 0600);
        assertThat(Files.getAttribute(path, "unix:mode")).isEqualTo(0010600);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void isNotMadeOverSomethingElse() {
        Pipe.makeFifo(path, 0600);
        assertThatThrownBy(() -> Pipe.makeFifo(path, 0600)).hasMessage("mkfifo(" + path + "): EEXIST (File exists)");
    }

    @Test
    void whatIsNotThereCannotBeOpened() {
        assertThatThrownBy(() -> Pipe.openFifo(path))
                .hasMessage("open(" + path + "): ENOENT (No such file or directory)");
    }

    @Test
    void cannotBeWrittenWhileNobodyReads() {
        Pipe.makeFifo(path, 0600);
        assertThatThrownBy(() -> Pipe.openFifoForWriting(path))
                .isInstanceOf(LinuxException.class)
                .hasMessageStartingWith("open(" + path + "): ENXIO");
    }

    @Test
    void outlivesItsWriters() {
        Pipe.makeFifo(path, 0600);
        try (StreamFd reader = Pipe.openFifo(path)) {
            assertThat(reader.isCloseOnExec()).isTrue();
            assertThat(reader.isNonBlocking()).isTrue();
            for (String word : new String[] {"first", "second"}) {
                try (StreamFd writer = Pipe.openFifoForWriting(path)) {
                    assertThat(writer.isNonBlocking()).isTrue();
                    writer.write(bytes(word));
                }
                assertThat(readFrom(reader)).isEqualTo(word);
                assertThat(reader.read(ByteBuffer.allocate(1)))
                        .as("no end, only nothing now")
                        .isZero();
            }
        }
    }

    @Test
    void aWriterThatComesLaterWakesTheLoop() {
        Pipe.makeFifo(path, 0600);
        try (StreamFd reader = Pipe.openFifo(path);
                Epoll epoll = Epoll.open(1)) {
            epoll.add(reader, Epoll.IN, 4);
            assertThat(epoll.await(0)).as("no writer yet, and no hang-up").isZero();
            try (StreamFd writer = Pipe.openFifoForWriting(path)) {
                writer.write(bytes("x"));
            }
            assertThat(epoll.await(0)).isEqualTo(1);
            assertThat(epoll.eventsOf(0)).isEqualTo(Epoll.IN);
        }
    }

    @Test
    void namesMayHaveAnyLetters() {
        Path named = directory.resolve("Glockenspiel-äöü-鐘");
        Pipe.makeFifo(named, 0600);
        assertThat(Files.exists(named)).isTrue();
        try (StreamFd reader = Pipe.openFifo(named)) {
            assertThat(reader.kind()).isEqualTo("fifo");
        }
    }
}
