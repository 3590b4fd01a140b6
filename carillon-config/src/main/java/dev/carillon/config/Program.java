package dev.carillon.config;

import dev.carillon.linux.ProgramPath;
import java.nio.file.InvalidPathException;
import java.util.List;

/** A program that a file names, to be started some time: whoever reads the file hears that there is none, not who needs it. */
public final class Program {
    private Program() {}

    /** Notes it where a command names no program that could be run, by its path or found by PATH. */
    public static void check(Section section, String key, List<String> command) {
        if (command.isEmpty()) {
            if (section.has(key) && !section.hasWrong(key)) {
                section.wrong(key, "allowed: a program and its arguments");
            }
        } else if (!isThere(command.getFirst())) {
            section.wrong(key, "there is no program " + command.getFirst() + "; allowed: one that can be run");
        }
    }

    private static boolean isThere(String program) {
        try {
            return ProgramPath.find(program).isPresent();
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
