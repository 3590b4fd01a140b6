package dev.carillon.loop;

import dev.carillon.loop.WatchTree.Entry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Renames that are not complete. Of a rename the kernel tells in three events: the old name, the new one with the same
 * cookie, and, to the watch of a directory, that it is this one which has moved. The second does not come where the new name
 * is outside, the first where the old one was; the third not for a directory that was not watched yet. Nothing else can
 * happen to either name in between: the kernel holds both directories' locks.
 */
final class PathMoves {
    private final Map<Integer, Left> left = new LinkedHashMap<>();
    private final List<Renamed> renamed = new ArrayList<>();

    /** The first event only, so far. */
    static final class Left {
        final Entry from;
        final Path path;
        final boolean isDirectory;
        final long due;
        /** The directory itself, once the third event has come. */
        @Nullable
        WatchedDirectory directory;

        Left(Entry from, boolean isDirectory, long due) {
            this.from = from;
            this.path = from.path();
            this.isDirectory = isDirectory;
            this.due = due;
        }

        /** The directory that has left, if it was watched. */
        @Nullable
        WatchedDirectory movedDirectory() {
            return directory == null && isDirectory ? from.directory().child(from.name()) : directory;
        }
    }

    /** The first two events of a directory; the third tells which one it was. */
    record Renamed(Left from, Entry to) {}

    /** Takes the move with which a directory has left the tree; null if it has not. */
    @Nullable
    Left takeLeft(WatchedDirectory directory) {
        for (Map.Entry<Integer, Left> entry : left.entrySet()) {
            WatchedDirectory moved = entry.getValue().movedDirectory();
            if (moved != null && directory.isIn(moved)) {
                return left.remove(entry.getKey());
            }
        }
        return null;
    }

    boolean isEmpty() {
        return left.isEmpty();
    }

    void left(int cookie, Left move) {
        left.put(cookie, move);
    }

    @Nullable
    Left takeLeft(int cookie) {
        return left.remove(cookie);
    }

    void renamed(Renamed rename) {
        renamed.add(rename);
    }

    /** When the first of them will have waited long enough; to be called with at least one. */
    long due() {
        return left.values().iterator().next().due;
    }

    /** The third event: completes a rename, which is returned; or says what has left the tree. */
    @Nullable
    Renamed moved(WatchedDirectory directory) {
        for (Renamed rename : renamed) {
            if (directory.isAt(rename.from.from.directory(), rename.from.from.name())) {
                renamed.remove(rename);
                directory.place(rename.to.directory(), rename.to.name());
                return rename;
            }
        }
        for (Left move : left.values()) {
            if (directory.isAt(move.from.directory(), move.from.name())) {
                move.directory = directory;
            }
        }
        return null;
    }

    /** Renames of directories whose third event will not come any more, because something else happens to a name. */
    void settleAt(Entry entry, Consumer<Renamed> each) {
        settle(each, rename -> rename.to.equals(entry) || rename.from.from.equals(entry));
    }

    /** All renames of directories that wait for their third event. */
    void settleAll(Consumer<Renamed> each) {
        settle(each, rename -> true);
    }

    private void settle(Consumer<Renamed> each, Predicate<Renamed> which) {
        if (!renamed.isEmpty()) {
            List<Renamed> settled = renamed.stream().filter(which).toList();
            renamed.removeAll(settled);
            settled.forEach(each);
        }
    }

    /** Takes those at, above or below a path. */
    List<Left> takeAround(Path path) {
        return take(move -> path.startsWith(move.path) || move.path.startsWith(path));
    }

    /** Takes those that have waited long enough for their second event. */
    List<Left> takeDue(long now) {
        return take(move -> move.due <= now);
    }

    private List<Left> take(Predicate<Left> which) {
        if (left.isEmpty()) {
            return List.of();
        }
        List<Left> taken = left.values().stream().filter(which).toList();
        left.values().removeAll(taken);
        return taken;
    }

    void clear() {
        left.clear();
        renamed.clear();
    }
}
