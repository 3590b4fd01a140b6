package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of a Unix socket goes with it, and no other file does. */
class BoundTest {
    @TempDir
    private Path directory;

    @Test
    void aSuccessorsFileOfTheSameNameStays() throws Exception {
        Path path = directory.resolve("socket");
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        Bound first = Bound.to(address, ListenerOptions.DEFAULTS);
        Files.move(path, directory.resolve("moved"));
        Bound second = Bound.to(address, ListenerOptions.DEFAULTS);
        first.close();
        assertThat(path).exists();
        second.close();
        assertThat(path).doesNotExist();
    }
}
