package dev.carillon.app.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Objects;

/** The file that {@code carillon serve example} prints: every key that there is, with what it is without it. */
final class ServeExample {
    private static final String NAME = "serve.toml";

    private ServeExample() {}

    static void print(PrintStream out) throws IOException {
        try (InputStream text = Objects.requireNonNull(ServeExample.class.getResourceAsStream(NAME), NAME)) {
            text.transferTo(out);
        }
    }
}
