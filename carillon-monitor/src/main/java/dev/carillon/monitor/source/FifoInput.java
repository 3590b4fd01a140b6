package dev.carillon.monitor.source;

import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Lines of a FIFO.
 *
 * @param path where
 * @param mode its permissions if it is made
 * @param group whose it is if it is made; empty for the usual one
 */
record FifoInput(Path path, int mode, Optional<String> group) implements Input {
    static final String KEY = "fifo";
    private static final String USUAL_MODE = "0600";
    private static final int OCTAL = 8;
    private static final Key<Path> PATH =
            new Key<>("path", Kind.path(), "Where it is; made if it is missing, opened again when it is replaced.");
    private static final Key<String> MODE = new Key<>(
            "mode",
            Kind.text("permissions: \"0620\"", "0?[0-7]{3}", FifoInput::mode),
            "The permissions of one that is made.");
    private static final Key<String> GROUP = new Key<>("group", Kind.text(), "The group of one that is made.");

    static Optional<Input> read(Section source) {
        return source.section(KEY, "Lines that programs write to a FIFO.").map(of -> {
            Path path = of.require(PATH, Path.of("fifo"));
            Path parent = path.toAbsolutePath().getParent();
            if (of.has(PATH.name()) && !of.hasWrong(PATH.name()) && (parent == null || !Files.isDirectory(parent))) {
                of.wrong(PATH.name(), "there is no directory " + parent + "; allowed: a path in one that is there");
            }
            if (of.has(PATH.name()) && !of.hasWrong(PATH.name())) {
                OpenFifo.objection(path)
                        .ifPresent(why -> of.wrong(PATH.name(), why + "; allowed: one, or nothing yet"));
            }
            return new FifoInput(path, Integer.parseInt(of.get(MODE, USUAL_MODE), OCTAL), of.find(GROUP));
        });
    }

    private static String mode(String text) {
        if (!text.matches("0?[0-7]{3}")) {
            throw new IllegalArgumentException("");
        }
        return text;
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public Set<String> claims() {
        return Set.of(path.toString());
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
    public OpenInput open(Inlet inlet) throws IOException {
        return new OpenFifo(this, inlet);
    }
}
