package dev.carillon.loop.watch;

import dev.carillon.linux.Directory;
import dev.carillon.linux.Errno;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.PathName;

/** What the path of a tree leads to. */
final class TreeRoot {
    private final Watches watches;
    private final PathName path;

    TreeRoot(Watches watches, PathName path) {
        this.watches = watches;
        this.path = path;
    }

    /**
     * What it leads to.
     *
     * @param watch its watch, to be held or dropped
     */
    record Found(int watch, boolean isDirectory) {}

    /**
     * Finds it, links followed.
     *
     * @throws LinuxException ENOENT or ENOTDIR if there is nothing, and whatever it cannot be watched for
     */
    Found find(int mask) {
        try (Directory directory = Directory.locate(path)) {
            return new Found(watches.add(directory, PathName.EMPTY, mask), true);
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOTDIR) {
                throw e;
            }
        }
        try (Directory above = Directory.locate(path.parent())) {
            return new Found(watches.add(above, path.fileName(), mask), false);
        }
    }

    /** Whether it leads to what has this watch; as far as it can be told at the moment. */
    boolean leadsTo(int watch, int mask) {
        try {
            Found found = find(mask);
            if (found.watch == watch) {
                return true;
            }
            watches.drop(found.watch);
            return false;
        } catch (LinuxException e) {
            return !TreeScan.isGone(e);
        }
    }
}
