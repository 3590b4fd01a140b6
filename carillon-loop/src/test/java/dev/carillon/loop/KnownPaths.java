package dev.carillon.loop;

import dev.carillon.linux.PathName;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What a tree holds, as somebody knows who hears of its changes only. */
final class KnownPaths {
    private KnownPaths() {}

    static void apply(Set<PathName> known, PathChange change) {
        PathName path = change.path();
        PathName from = Objects.requireNonNullElse(change.from(), path);
        switch (change.kind()) {
            case CREATED -> known.add(path);
            case DELETED -> known.removeIf(some -> some.startsWith(path));
            case UNMOUNTED -> known.removeIf(some -> some.startsWith(path) && !some.equals(path));
            case GONE -> known.clear();
            case RENAMED -> {
                List<PathName> moved =
                        known.stream().filter(some -> some.startsWith(from)).toList();
                moved.forEach(known::remove);
                known.removeIf(some -> some.startsWith(path));
                moved.forEach(some -> known.add(path.resolve(some.below(from))));
                known.add(path);
            }
            default -> {}
        }
    }

    /** {@code RENAMED old -> new}, with the paths below the root. */
    static String text(Path root, PathChange change) {
        PathName top = PathName.of(root);
        PathName from = change.from();
        return change.kind() + " " + (from == null ? "" : from.below(top) + " -> ")
                + change.path().below(top);
    }
}
