package dev.carillon.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this machine, as the kernel has it: no name server is asked, which could take its time. */
public final class HostName {
    private static final Path NAME = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    /**
     * As it is now.
     *
     * @param otherwise what it is called without {@code /proc}
     */
    public static String find(String otherwise) {
        try {
            return Files.readString(NAME).strip();
        } catch (IOException e) {
            return otherwise;
        }
    }
}
