package dev.carillon.loop;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A watch, and where its directory is as far as events were read: the directory above, and the name there. A rename changes
 * these two of one directory, and with that the paths of all below it.
 */
final class WatchedDirectory {
    final int watch;
    private final @Nullable Path top;
    private final Map<String, WatchedDirectory> below = new HashMap<>();
    private @Nullable WatchedDirectory parent;
    private String name = "";

    /** The root, whose place does not change; it may be a file. */
    WatchedDirectory(int watch, Path top) {
        this.watch = watch;
        this.top = top;
    }

    WatchedDirectory(int watch, WatchedDirectory parent, String name) {
        this.watch = watch;
        this.top = null;
        place(parent, name);
    }

    /** Puts it where it is now. What had that name before keeps believing so, until an event tells what became of it. */
    void place(WatchedDirectory newParent, String newName) {
        leave();
        parent = newParent;
        name = newName;
        newParent.below.put(newName, this);
    }

    /** Takes it out from below its parent. */
    void leave() {
        WatchedDirectory above = parent;
        if (above != null) {
            above.below.remove(name, this);
        }
        parent = null;
    }

    boolean isAt(WatchedDirectory directory, String entry) {
        return directory.equals(parent) && entry.equals(name);
    }

    boolean isIn(WatchedDirectory other) {
        WatchedDirectory at = this;
        while (at != null && !at.equals(other)) {
            at = at.parent;
        }
        return at != null;
    }

    Path path() {
        WatchedDirectory above = parent;
        if (above == null) {
            return top == null ? Path.of(name) : top;
        }
        return entry(above.path(), name);
    }

    /** The path of an entry. */
    Path entry(String entry) {
        return entry(path(), entry);
    }

    private static Path entry(Path directory, String name) {
        try {
            return directory.resolve(name);
        } catch (InvalidPathException e) { // a locale without this letter
            return directory.resolve(name.replaceAll("[^ -~]", "?"));
        }
    }

    @Nullable
    WatchedDirectory child(String entry) {
        return below.get(entry);
    }

    /** Itself and all below it. */
    List<WatchedDirectory> all() {
        List<WatchedDirectory> all = new ArrayList<>(List.of(this));
        for (int i = 0; i < all.size(); i++) {
            all.addAll(all.get(i).below.values());
        }
        return all;
    }
}
