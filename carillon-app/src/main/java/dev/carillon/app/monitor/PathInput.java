package dev.carillon.app.monitor;

import dev.carillon.linux.LinuxException;
import dev.carillon.linux.PathName;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.PathChange;
import dev.carillon.loop.Source;
import java.nio.file.Path;
import java.util.Map;

/** Watched files and directories, but for the monitor's own output. */
final class PathInput {
    private final Journal journal;
    private final OwnOutput ownOutput;

    PathInput(Journal journal, OwnOutput ownOutput) {
        this.journal = journal;
        this.ownOutput = ownOutput;
    }

    Source add(EventLoop loop, String name, Path path) {
        return loop.path(name, path, this::changed);
    }

    private void changed(Source source, PathChange change) {
        if (ownOutput.leavesOut(change.path())) {
            if (ownOutput.leftOut() == 1) {
                String text = "changes of " + change.path() + " are left out: it is this monitor's own output";
                journal.note("note", Map.of("text", text));
            }
            return;
        }
        String kind = change.kind().name();
        PathName from = change.from();
        LinuxException refusal = change.refusal();
        if (refusal != null) {
            journal.event(
                    source,
                    "path",
                    "change",
                    kind,
                    "path",
                    change.path(),
                    "because",
                    String.valueOf(refusal.getMessage()));
        } else if (from == null) {
            journal.event(source, "path", "change", kind, "path", change.path());
        } else {
            journal.event(source, "path", "change", kind, "path", change.path(), "from", from);
        }
    }
}
