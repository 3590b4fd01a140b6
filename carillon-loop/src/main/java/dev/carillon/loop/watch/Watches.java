package dev.carillon.loop.watch;

import dev.carillon.linux.Directory;
import dev.carillon.linux.Inotify;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.PathName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The watches of one inotify. An inode has one watch, however it is reached, so that a watch also says whether two directories
 * are the same; and it may be wanted for more than one reason: it ends when the last is gone.
 */
final class Watches {
    private final Inotify inotify;
    private final Map<Integer, WatchedDirectory> directories = new HashMap<>();
    private final Map<Integer, Integer> holders = new HashMap<>();
    private final Deque<WatchedDirectory> leaving = new ArrayDeque<>();

    Watches(Inotify inotify) {
        this.inotify = inotify;
    }

    /**
     * The watch of what has a name in a directory, or of the directory itself for the empty name. To be held, or dropped.
     *
     * @throws LinuxException as {@link Inotify#add(Directory, PathName, int)}
     */
    int add(Directory at, PathName name, int mask) {
        return inotify.add(at, name, mask | Inotify.MASK_ADD); // what it is watched for otherwise stays
    }

    void hold(int watch) {
        holders.merge(watch, 1, Integer::sum);
    }

    /** One reason to have it is gone. */
    void release(int watch) {
        Integer count = holders.get(watch);
        if (count == null) {
            return; // the kernel has ended it
        }
        if (count > 1) {
            holders.put(watch, count - 1);
        } else {
            holders.remove(watch);
            inotify.remove(watch);
        }
    }

    /** Ends a watch that turned out to be of something else, unless that is wanted. */
    void drop(int watch) {
        if (!holders.containsKey(watch)) {
            inotify.remove(watch);
        }
    }

    /** Gives a directory a watch. One that had it, and has left the tree, has it no longer. */
    void bind(int watch, WatchedDirectory directory) {
        if (directory.watch == watch) {
            return;
        }
        unbind(directory);
        WatchedDirectory former = directories.put(watch, directory);
        if (former == null) {
            hold(watch);
        } else {
            former.watch = 0;
        }
        directory.watch = watch;
    }

    /** Takes a directory's watch from it. */
    void unbind(WatchedDirectory directory) {
        if (directory.watch != 0) {
            directories.remove(directory.watch);
            release(directory.watch);
            directory.watch = 0;
        }
    }

    /** The directory with a watch; null if there is none. */
    @Nullable
    WatchedDirectory get(int watch) {
        return directories.get(watch);
    }

    /** The kernel has ended a watch; answers whose it was. */
    @Nullable
    WatchedDirectory ended(int watch) {
        holders.remove(watch);
        WatchedDirectory directory = directories.remove(watch);
        if (directory != null) {
            directory.watch = 0;
        }
        return directory;
    }

    /** A directory has left the tree, with all below it: their watches end with {@link #releaseOne}. */
    void leave(WatchedDirectory directory) {
        leaving.add(directory);
    }

    /** Ends the next watch of those that have left; false if there is none. */
    boolean releaseOne() {
        WatchedDirectory directory = leaving.poll();
        if (directory == null) {
            return false;
        }
        leaving.addAll(directory.directories());
        if (!directory.isAttached()) { // or it has come back
            unbind(directory);
        }
        return true;
    }

    boolean isReleasing() {
        return !leaving.isEmpty();
    }

    int size() {
        return holders.size();
    }
}
