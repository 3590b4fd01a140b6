package dev.carillon.monitor.source;

import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The end of a process that is not ours, by pidfd: with its cause where the kernel tells it (since 6.15), and no other that got its
 * number.
 *
 * @param number the process; empty if it is of a file
 * @param file where it leaves its number; followed when that changes
 */
record PidInput(Optional<Integer> number, Optional<Path> file) implements Input {
    static final String KEY = "process";
    private static final Key<Integer> NUMBER =
            new Key<>("pid", Kind.number(1, 4_194_304), "The process, which has to be there.");
    private static final Key<Path> FILE = new Key<>(
            "pid-file", Kind.path(), "The file in which it leaves its number: who is there next is followed, too.");

    static Optional<Input> read(Section source) {
        return source.section(KEY, "The end of a process that the monitor has not started.")
                .map(of -> {
                    of.exactlyOne(List.of(NUMBER.name(), FILE.name()));
                    return new PidInput(of.find(NUMBER), of.find(FILE));
                });
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public OpenInput open(Inlet inlet) throws IOException {
        return new OpenPid(this, inlet);
    }
}
