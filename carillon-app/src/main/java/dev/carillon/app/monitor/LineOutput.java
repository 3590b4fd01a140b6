package dev.carillon.app.monitor;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes each text with a single call, so that lines of several writers never mix and a reader sees whole lines. */
final class LineOutput {
    private final OutputStream out;

    LineOutput(OutputStream out) {
        this.out = out;
    }

    void write(String text) throws ReaderGoneException {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new ReaderGoneException(e);
        }
    }
}
