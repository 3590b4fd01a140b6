package dev.carillon.app.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this machine, as the kernel has it: no name server is asked. */
public final class HostName {
    private HostName() {}

    /** As it is now. */
    public static String find() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "this machine"; // without /proc
        }
    }
}
