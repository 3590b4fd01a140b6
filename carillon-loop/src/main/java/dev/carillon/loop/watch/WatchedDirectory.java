package dev.carillon.loop.watch;

import dev.carillon.linux.LinuxException;
import dev.carillon.linux.PathName;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A directory of the tree: its watch, where it is, and which names were told to be in it. A rename changes the place of one
 * directory, and with that the paths of all below it.
 */
final class WatchedDirectory {
    /** Stands for an entry that is no directory. */
    static final WatchedDirectory NONE = new WatchedDirectory();

    /** The watch it has; 0 while it has none. */
    int watch;

    /** What is to be done about it; null if nothing is. */
    TreeScan.@Nullable Task queued;

    /** Why it has none, once that was told. */
    @Nullable
    LinuxException refusal;

    /** What was to be compared when it was refused; {@link TreeScan#NAMES} if no more than names. */
    Instant refusedSince = TreeScan.NAMES;

    /** The path of a root, which is in no other directory. */
    private @Nullable PathName top;

    private @Nullable WatchedDirectory parent;
    private PathName name = PathName.EMPTY;
    private Map<PathName, WatchedDirectory> entries = new LinkedHashMap<>();

    /** While it is compared with what is on disk: what was told to be here, and was not come across yet. */
    private Map<PathName, WatchedDirectory> unseen = Map.of();

    /** One that is nowhere yet. */
    WatchedDirectory() {}

    static WatchedDirectory root(PathName path) {
        WatchedDirectory root = new WatchedDirectory();
        root.top = path;
        return root;
    }

    boolean isRoot() {
        return top != null;
    }

    /** Whether it is the root or somewhere below it. */
    boolean isAttached() {
        WatchedDirectory at = this;
        while (at.parent != null) {
            at = at.parent;
        }
        return at.isRoot();
    }

    /** Whether it is another directory or below that. */
    boolean isIn(WatchedDirectory other) {
        WatchedDirectory at = this;
        while (at != null && at != other) {
            at = at.parent;
        }
        return at != null;
    }

    /** Where it is; null for a root, and for one that is nowhere. */
    @Nullable
    Place place() {
        WatchedDirectory above = parent;
        return above == null ? null : new Place(above, name);
    }

    PathName path() {
        return path(PathName.EMPTY);
    }

    /** The path of an entry; its own for the empty name. */
    PathName path(PathName entry) {
        Deque<PathName> names = new ArrayDeque<>();
        if (!entry.isEmpty()) {
            names.addFirst(entry);
        }
        WatchedDirectory at = this;
        while (at.parent != null) {
            names.addFirst(at.name);
            at = at.parent;
        }
        if (at.top != null) {
            names.addFirst(at.top);
        }
        return PathName.join(List.copyOf(names));
    }

    /** What is told to be there: a directory, {@link #NONE}, or null for nothing. */
    @Nullable
    WatchedDirectory get(PathName entry) {
        WatchedDirectory known = entries.get(entry);
        return known == null ? unseen.get(entry) : known;
    }

    void put(PathName entry, WatchedDirectory directory) {
        remove(entry);
        entries.put(entry, directory);
        if (directory != NONE) {
            directory.parent = this;
            directory.name = entry;
        }
    }

    /** Takes an entry out; null if there is none. */
    @Nullable
    WatchedDirectory remove(PathName entry) {
        WatchedDirectory known = entries.remove(entry);
        if (known == null && !unseen.isEmpty()) {
            known = unseen.remove(entry);
        }
        if (known != null && known != NONE) {
            known.parent = null;
        }
        return known;
    }

    /** Takes all entries out. */
    void empty() {
        directories().forEach(directory -> directory.parent = null);
        entries.clear();
        unseen = Map.of();
    }

    /** A root that is one no longer. */
    void retire() {
        top = null;
    }

    /** From here on what is on disk is {@link #meet met} name by name. */
    void beginComparison() {
        endComparison();
        unseen = entries;
        entries = new LinkedHashMap<>();
    }

    /** A name is there, as a listing, a look or an event says; answers what {@link #get} does. */
    @Nullable
    WatchedDirectory meet(PathName entry) {
        WatchedDirectory known = unseen.isEmpty() ? null : unseen.remove(entry);
        if (known == null) {
            return entries.get(entry);
        }
        entries.put(entry, known);
        return known;
    }

    /** Some name that was not come across; null if there is none. */
    @Nullable
    PathName anyUnseen() {
        return unseen.isEmpty() ? null : unseen.keySet().iterator().next();
    }

    /** Also where not all names were come across: those are still there then. */
    void endComparison() {
        entries.putAll(unseen);
        unseen = Map.of();
    }

    /** The directories in it. */
    List<WatchedDirectory> directories() {
        List<WatchedDirectory> directories = new ArrayList<>();
        for (WatchedDirectory entry : entries.values()) {
            if (entry != NONE) {
                directories.add(entry);
            }
        }
        for (WatchedDirectory entry : unseen.values()) {
            if (entry != NONE) {
                directories.add(entry);
            }
        }
        return directories;
    }
}
