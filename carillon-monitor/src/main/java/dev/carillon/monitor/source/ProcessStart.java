package dev.carillon.monitor.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** When a process was started, in the kernel's ticks since the machine's start: with its number it is no other's. */
final class ProcessStart {
    /** Counted from the state, which follows the name. */
    private static final int FIELD = 19;

    private ProcessStart() {}

    /** Empty if there is no such process. */
    static OptionalLong of(int pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
            return OptionalLong.of(Long.parseLong(fields[FIELD]));
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return OptionalLong.empty(); // it ended while it was read
        }
    }
}
