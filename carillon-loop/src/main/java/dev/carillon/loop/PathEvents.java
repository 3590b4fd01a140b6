package dev.carillon.loop;

import dev.carillon.linux.Inotify;
import dev.carillon.linux.InotifyEvent;
import dev.carillon.loop.PathChange.Kind;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes changes of paths out of inotify's events: pairs renames, follows directories, leaves out what is known. */
final class PathEvents {
    private final WatchTree tree;
    private final ArrayDeque<PathChange> changes = new ArrayDeque<>();

    /** Found while reading new directories; inotify may report them once more. */
    private final Set<Path> reported = new HashSet<>();

    private @Nullable Path movedFrom;
    private boolean movedDirectory;
    private int cookie;

    PathEvents(WatchTree tree) {
        this.tree = tree;
    }

    @Nullable PathChange poll() {
        return changes.poll();
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    /** Whether the first half of a rename waits for its second. */
    boolean isMoving() {
        return movedFrom != null;
    }

    /** The kernel has no more events now: what was found by reading is not reported again from here on. */
    void drained() {
        reported.clear();
    }

    void accept(InotifyEvent event) {
        if (event.isOverflow()) {
            settle();
            changes.add(new PathChange(Kind.OVERFLOW, tree.root()));
            tree.rescan();
            return;
        }
        Path directory = tree.pathOf(event.watch());
        if (directory == null) {
            return; // of a watch that was removed, queued before
        }
        if (event.has(Inotify.IGNORED)) {
            tree.forget(event.watch());
            return;
        }
        if (event.name().isEmpty()) {
            self(event, directory);
        } else {
            entry(event, directory.resolve(event.name()));
        }
    }

    /** Something happened to a watched file or directory itself; of all but the root, the parent's watch tells too. */
    private void self(InotifyEvent event, Path path) {
        if (!tree.isRoot(path)) {
            return;
        }
        if (event.has(Inotify.DELETE_SELF | Inotify.MOVE_SELF | Inotify.UNMOUNT)) {
            settle();
            changes.add(new PathChange(Kind.GONE, path));
        } else {
            content(event, path);
        }
    }

    private void entry(InotifyEvent event, Path path) {
        boolean directory = event.has(Inotify.ISDIR);
        if (event.has(Inotify.MOVED_TO) && movedFrom != null && cookie == event.cookie()) {
            renamed(movedFrom, path);
            return;
        }
        settle();
        if (event.has(Inotify.MOVED_FROM)) {
            movedFrom = path;
            movedDirectory = directory;
            cookie = event.cookie();
        } else if (event.has(Inotify.CREATE | Inotify.MOVED_TO)) {
            created(path, directory);
        } else if (event.has(Inotify.DELETE)) {
            reported.remove(path);
            changes.add(new PathChange(Kind.DELETED, path));
        } else {
            content(event, path);
        }
    }

    private void renamed(Path from, Path to) {
        movedFrom = null;
        changes.add(new PathChange(Kind.RENAMED, to, from));
        if (movedDirectory && !tree.moved(from, to)) {
            tree.add(to, this::found);
        }
    }

    private void found(Path path) {
        if (reported.add(path)) {
            changes.add(new PathChange(Kind.CREATED, path));
        }
    }

    private void created(Path path, boolean directory) {
        if (!reported.remove(path)) {
            changes.add(new PathChange(Kind.CREATED, path));
        }
        if (directory) {
            tree.add(path, this::found);
        }
    }

    private void content(InotifyEvent event, Path path) {
        if (event.has(Inotify.MODIFY)) {
            changes.add(new PathChange(Kind.MODIFIED, path));
        } else if (event.has(Inotify.CLOSE_WRITE)) {
            changes.add(new PathChange(Kind.WRITTEN, path));
        } else if (event.has(Inotify.ATTRIB)) {
            changes.add(new PathChange(Kind.ATTRIBUTES, path));
        }
    }

    /** The second half of a rename did not come: it went out of the tree. */
    void settle() {
        Path gone = movedFrom;
        if (gone == null) {
            return;
        }
        movedFrom = null;
        if (movedDirectory) {
            tree.remove(gone);
        }
        changes.add(new PathChange(Kind.DELETED, gone));
    }
}
