package dev.carillon.monitor.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A file with comments, that runs as it is. */
public final class Example {
    private static final String NAME = "monitor.toml";

    private Example() {}

    /** The file. */
    public static String text() throws IOException {
        try (InputStream text = Objects.requireNonNull(Example.class.getResourceAsStream(NAME), NAME)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
