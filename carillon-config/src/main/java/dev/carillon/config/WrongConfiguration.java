package dev.carillon.config;

import java.io.Serial;
import java.util.List;

/** A file cannot be used. Says all that is wrong with it, each in a line. */
public final class WrongConfiguration extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient List<String> lines;

    WrongConfiguration(List<String> lines) {
        super(String.join("\n", lines));
        this.lines = List.copyOf(lines);
    }

    /** What is wrong, in the order of the file: {@code file:line:column: what, and what is allowed}. */
    public List<String> lines() {
        return lines;
    }
}
