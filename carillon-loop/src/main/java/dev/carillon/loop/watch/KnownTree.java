package dev.carillon.loop.watch;

import dev.carillon.linux.PathName;
import org.jspecify.annotations.Nullable;

/**
 * The tree as it was told: each change of it is told, and nothing is told of entries without changing it. The root has no
 * entries where it is a file, and while there is nothing.
 */
final class KnownTree {
    private final TreeListener listener;
    private final Watches watches;
    private final PathName path;
    private WatchedDirectory root;

    KnownTree(TreeListener listener, Watches watches, PathName path) {
        this.listener = listener;
        this.watches = watches;
        this.path = path;
        this.root = WatchedDirectory.root(path);
    }

    WatchedDirectory root() {
        return root;
    }

    /** Forgets all there is, without a word: what is told of the root itself says so. */
    void clear() {
        root.retire();
        watches.leave(root);
        root = WatchedDirectory.root(path);
    }

    /** It is there already. */
    WatchedDirectory note(Place place, boolean isDirectory) {
        WatchedDirectory entry = isDirectory ? new WatchedDirectory() : WatchedDirectory.NONE;
        place.in().put(place.name(), entry);
        return entry;
    }

    /** It is there now, and was not; answers the directory, or {@link WatchedDirectory#NONE}. */
    WatchedDirectory appear(Place place, boolean isDirectory) {
        WatchedDirectory entry = note(place, isDirectory);
        listener.created(place.path(), isDirectory);
        return entry;
    }

    /** It is not there any more, nor is what is below it. */
    void vanish(Place place) {
        WatchedDirectory entry = take(place);
        if (entry != null && place.in().isAttached()) {
            listener.deleted(place.path(), entry != WatchedDirectory.NONE);
        }
    }

    /**
     * What is at one place is at another now, and what was there is not. As far as is known the new place may be in what
     * moves, or either may be nowhere: then it is no longer where it was, and false says that where it went is in doubt.
     */
    boolean move(Place from, Place to) {
        WatchedDirectory entry = from.in().get(from.name());
        WatchedDirectory former = to.in().get(to.name());
        if (entry != null && former != null && isFile(former) != isFile(entry)) {
            vanish(to); // no rename does that in one step, and an exchange took it elsewhere
        }
        if (entry == null
                || to.in().isIn(entry)
                || !from.in().isAttached()
                || !to.in().isAttached()) {
            vanish(from);
            return false;
        }
        PathName left = from.path();
        from.in().remove(from.name());
        boolean hasReplaced = take(to) != null;
        to.in().put(to.name(), entry);
        listener.renamed(left, to.path(), entry != WatchedDirectory.NONE, hasReplaced);
        return true;
    }

    /** The file system of a directory was unmounted: what is there instead is not known yet. */
    void unmount(WatchedDirectory directory) {
        for (WatchedDirectory below : directory.directories()) {
            watches.leave(below);
        }
        directory.empty();
        listener.unmounted(directory.path());
    }

    private static boolean isFile(WatchedDirectory entry) {
        return entry == WatchedDirectory.NONE;
    }

    private @Nullable WatchedDirectory take(Place place) {
        WatchedDirectory entry = place.in().remove(place.name());
        if (entry != null && entry != WatchedDirectory.NONE) {
            watches.leave(entry);
        }
        return entry;
    }
}
