package dev.carillon.app.monitor;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.PathChange;
import dev.carillon.loop.Source;
import java.nio.file.Path;

/** Watched files and directories. */
final class PathInput {
    private PathInput() {}

    static Source add(EventLoop loop, Journal journal, String name, Path path) {
        return loop.path(name, path, (source, change) -> changed(journal, source, change));
    }

    private static void changed(Journal journal, Source source, PathChange change) {
        String kind = change.kind().name();
        Path from = change.from();
        if (from == null) {
            journal.event(source, "path", "change", kind, "path", change.path());
        } else {
            journal.event(source, "path", "change", kind, "path", change.path(), "from", from);
        }
    }
}
