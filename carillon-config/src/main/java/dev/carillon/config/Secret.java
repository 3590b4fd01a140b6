package dev.carillon.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What nobody is to read in a file of configuration: it stands in a file of its own, or in the environment. Prints as where it is
 * from. Equal to another if both where it is from and what it is are equal.
 */
public final class Secret {
    private static final String FILE = "file:";
    private static final String VARIABLE = "env:";
    private static final int LONGEST = 16 * 1024;

    private final String from;
    private final String text;

    private Secret(String from, String text) {
        this.from = from;
        this.text = text;
    }

    /** Reads one; of a file without the newline at its end. */
    static Secret read(String text, Path directory) {
        if (text.startsWith(FILE) && text.length() > FILE.length()) {
            return new Secret(text, ofFile(directory.resolve(text.substring(FILE.length()))));
        }
        if (text.startsWith(VARIABLE)) {
            String name = text.substring(VARIABLE.length());
            String value = System.getenv(name);
            if (value == null || value.isEmpty()) {
                throw new IllegalArgumentException("the environment has no " + name);
            }
            return new Secret(text, value);
        }
        throw new IllegalArgumentException("");
    }

    private static String ofFile(Path path) {
        try {
            if (!Files.isRegularFile(path)) { // to open a FIFO would wait for who writes to it
                throw new IllegalArgumentException(
                        Files.exists(path) ? "that is no regular file" : "there is no such file");
            }
            if (Files.size(path) > LONGEST) {
                throw new IllegalArgumentException("longer than " + LONGEST / 1024 + " KiB");
            }
            String text = Files.readString(path).stripTrailing();
            if (text.isEmpty()) {
                throw new IllegalArgumentException("there is nothing in it");
            }
            return text;
        } catch (IOException e) {
            throw new IllegalArgumentException("it cannot be read: " + Failure.line(e), e);
        }
    }

    /** What it is. */
    public String text() {
        return text;
    }

    /** Where it is from. */
    @Override
    public String toString() {
        return from;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && from.equals(secret.from) && text.equals(secret.text);
    }

    @Override
    public int hashCode() {
        return from.hashCode();
    }
}
