package dev.carillon.loop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a tree holds, as somebody knows who hears of its changes only; and as it is. */
final class KnownPaths {
    private KnownPaths() {}

    static void apply(Set<Path> known, PathChange change) {
        Path from = Objects.requireNonNullElse(change.from(), change.path());
        switch (change.kind()) {
            case CREATED -> known.add(change.path());
            case DELETED -> known.removeIf(path -> path.startsWith(change.path()));
            case RENAMED -> {
                Set<Path> moved =
                        known.stream().filter(path -> path.startsWith(from)).collect(Collectors.toSet());
                known.removeAll(moved);
                known.removeIf(path -> path.startsWith(change.path()));
                moved.forEach(path -> known.add(change.path().resolve(from.relativize(path))));
                known.add(change.path());
            }
            default -> {}
        }
    }

    static Set<Path> contents(Path tree) throws IOException {
        try (Stream<Path> walk = Files.walk(tree)) {
            return walk.filter(path -> !path.equals(tree)).collect(Collectors.toSet());
        }
    }
}
