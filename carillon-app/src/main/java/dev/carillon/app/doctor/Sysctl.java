package dev.carillon.app.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Settings of the kernel, below {@code /proc/sys}. */
final class Sysctl {
    private static final Path ROOT = Path.of("/proc/sys");

    private Sysctl() {}

    /** The text of a setting, or "not there". */
    static String text(String name) {
        try {
            List<String> lines = Files.readAllLines(ROOT.resolve(name)); // readString gets one byte of integers
            return lines.isEmpty() ? "" : lines.getFirst().strip();
        } catch (IOException e) {
            return "not there";
        }
    }

    /** The number of a setting; empty if there is none. */
    static OptionalLong number(String name) {
        String text = text(name);
        return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
