package dev.carillon.monitor.source;

import dev.carillon.config.Section;
import dev.carillon.linux.StandardInput;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lines of standard input. */
record StdinInput() implements Input {
    static final String KEY = "stdin";

    static Optional<Input> read(Section source) {
        return source.section(KEY, "Lines of standard input: stdin = {}.").map(of -> new StdinInput());
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public Set<String> claims() {
        return Set.of("standard input");
    }

    @Override
    public Set<String> fields() {
        return LINE_FIELDS;
    }

    @Override
    public boolean givesText() {
        return true;
    }

    @Override
    public boolean canWait() {
        return true;
    }

    @Override
    public OpenInput open(Inlet inlet) {
        return LineReader.open(inlet, StandardInput.open(), () -> inlet.notice("ended", Map.of()));
    }
}
