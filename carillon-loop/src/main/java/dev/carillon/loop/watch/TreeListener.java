package dev.carillon.loop.watch;

import dev.carillon.linux.Inotify;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.PathName;

/** What a {@link WatchTree} tells, in order. A path begins with the one that the tree was made with. */
public interface TreeListener {
    /** Whether it takes more; while not, the tree takes no events and does not look. */
    boolean hasRoom();

    /** It is there now. */
    void created(PathName path, boolean isDirectory);

    /** It is no longer there, nor is what was below it. */
    void deleted(PathName path, boolean isDirectory);

    /** It is there now instead of what was there, if anything was, and has taken with it what was below it. */
    void renamed(PathName from, PathName to, boolean isDirectory, boolean hasReplaced);

    /** Something happened to it: {@link Inotify#MODIFY}, {@link Inotify#CLOSE_WRITE} or {@link Inotify#ATTRIB}. */
    void touched(int mask, PathName path, boolean isDirectory);

    /** The kernel has dropped events; what has changed is told next. */
    void overflowed();

    /** A file system was unmounted from this directory, and what was below it is gone. */
    void unmounted(PathName path);

    /** What is in this directory is not told, because of this, until it can be. */
    void refused(PathName path, LinuxException reason);

    /** A directory that was refused is watched now; or all of a tree that was too large to be watched at once. */
    void watched(PathName path);

    /** There is something by the path of the tree, where there was nothing. */
    void appeared(boolean isDirectory);

    /** The path of the tree leads to another file or directory; how what is in this differs from a former one is told next. */
    void replaced(boolean isOrWasDirectory);

    /** The path of the tree leads nowhere. */
    void gone(boolean wasDirectory);
}
