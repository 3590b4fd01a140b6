package dev.carillon.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many connections may wait in the kernel to be accepted. */
final class Backlog {
    private static final Path LIMIT = Path.of("/proc/sys/net/core/somaxconn");
    /** Since Linux 5.4. */
    private static final int DEFAULT_LIMIT = 4096;

    private Backlog() {}

    /** The most that wait at one moment: a socket that was handed over may have another backlog than was asked for. */
    static int most(int asked) {
        return Math.max(asked, limit()) + 1; // the kernel compares before it adds one
    }

    private static int limit() {
        try {
            return Integer.parseInt(Files.readAllLines(LIMIT).getFirst().strip());
        } catch (IOException | NumberFormatException e) {
            return DEFAULT_LIMIT; // it cannot be read in every container
        }
    }
}
