package dev.carillon.loop;

import dev.carillon.linux.Inotify;
import dev.carillon.linux.InotifyEvent;
import dev.carillon.linux.LinuxException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The watches of a path: one for a file; one for a directory and each below it. Knows where each watched directory is, as
 * far as events were read. Symbolic links below the root are not followed.
 */
final class WatchTree {
    private static final int CONTENTS = Inotify.CREATE
            | Inotify.MODIFY
            | Inotify.CLOSE_WRITE
            | Inotify.ATTRIB
            | Inotify.DELETE
            | Inotify.MOVED_FROM
            | Inotify.MOVED_TO
            | Inotify.MOVE_SELF;
    private static final int OF_ROOT = CONTENTS | Inotify.DELETE_SELF;
    private static final int BELOW = CONTENTS | Inotify.ONLYDIR | Inotify.DONT_FOLLOW | Inotify.EXCL_UNLINK;

    private final Inotify inotify;
    private final Path path;
    private final Predicate<WatchedDirectory> comesBack;
    private final Map<Integer, WatchedDirectory> watches = new HashMap<>();

    /** What a scan has found. The event of the same creation may still be in the queue, and is no second one. */
    private final Set<Entry> found = new HashSet<>();

    /** Watched directories that a scan has found at another place: the events of how they came there are not read yet. */
    private final Map<WatchedDirectory, Entry> elsewhere = new HashMap<>();

    private int rootWatch;

    /** An entry of a watched directory. */
    record Entry(WatchedDirectory directory, String name) {
        Path path() {
            return directory.entry(name);
        }
    }

    /**
     * A tree without watches.
     *
     * @param comesBack asked when a watched directory is found at another place; true if it had left the tree, and its
     *     watches have been taken off by then
     */
    WatchTree(Inotify inotify, Path path, Predicate<WatchedDirectory> comesBack) {
        this.inotify = inotify;
        this.path = path;
        this.comesBack = comesBack;
    }

    /**
     * Watches the root and all below it; again after an overflow, when the places of before mean nothing any more.
     *
     * @throws LinuxException if the root is gone, or there are more directories than watches allowed
     */
    void watchAll() {
        Set<Integer> before = Set.copyOf(watches.keySet());
        watches.clear();
        found.clear();
        elsewhere.clear();
        rootWatch = inotify.add(path, OF_ROOT);
        WatchedDirectory root = new WatchedDirectory(rootWatch, path);
        watches.put(rootWatch, root);
        scan(root, entry -> {});
        found.clear();
        for (int watch : before) {
            if (!watches.containsKey(watch)) {
                inotify.remove(watch);
            }
        }
    }

    /** Watches a directory that is new here, and all below it; tells of each entry it has already. */
    void watchNew(Entry entry, Consumer<Path> entries) {
        WatchedDirectory directory = add(entry);
        if (directory != null) {
            scan(directory, entries);
        }
    }

    private void scan(WatchedDirectory top, Consumer<Path> entries) {
        Deque<WatchedDirectory> directories = new ArrayDeque<>(List.of(top));
        while (!directories.isEmpty()) {
            list(directories.remove(), entries, directories);
        }
    }

    private void list(WatchedDirectory directory, Consumer<Path> entries, Deque<WatchedDirectory> further) {
        Path at = directory.path();
        if (!Files.isDirectory(at)) {
            return; // the root is a file, or it has just vanished
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(at)) {
            for (Path path : stream) {
                Entry entry = new Entry(directory, path.getFileName().toString());
                found.add(entry);
                entries.accept(path);
                WatchedDirectory below = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? add(entry) : null;
                if (below != null) {
                    further.add(below);
                }
            }
        } catch (DirectoryIteratorException e) {
            passOver(at, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            passOver(at, e);
        }
    }

    /** Vanished meanwhile, which an event tells; or not ours to read, and then it is not watched either. All else is said. */
    private static void passOver(Path directory, IOException reason) {
        boolean expected = reason instanceof NoSuchFileException
                || reason instanceof NotDirectoryException
                || reason instanceof AccessDeniedException;
        if (!expected) {
            throw new UncheckedIOException("cannot list " + directory + ", which is to be watched", reason);
        }
    }

    /**
     * Watches what is at a place now. Null if nothing new came of it: it has vanished, it is not ours to read, or it is
     * watched already and has come here in a rename that is not read yet.
     */
    private @Nullable WatchedDirectory add(Entry entry) {
        int watch = watchOf(entry);
        WatchedDirectory known = watches.get(watch);
        if (known != null && comesBack.test(known)) {
            watch = watchOf(entry);
            known = watches.get(watch);
        }
        if (known != null) {
            elsewhere.put(known, entry);
        }
        if (watch == 0 || known != null) {
            return null;
        }
        WatchedDirectory directory = new WatchedDirectory(watch, entry.directory, entry.name);
        watches.put(watch, directory);
        return directory;
    }

    /** The watch of the directory that is at a place now, which one inode has one of; 0 if there is none to have. */
    private int watchOf(Entry entry) {
        try {
            return inotify.add(entry.path(), BELOW);
        } catch (LinuxException e) {
            return switch (e.errno()) {
                case ENOENT, ENOTDIR, EACCES, ELOOP -> 0;
                default -> throw e;
            };
        }
    }

    boolean isRoot(InotifyEvent event) {
        return event.watch() == rootWatch;
    }

    /** What an event happened to, or null if its watch has ended. */
    @Nullable
    Entry entryOf(InotifyEvent event) {
        WatchedDirectory directory = watches.get(event.watch());
        return directory == null ? null : new Entry(directory, event.name());
    }

    /** The directory with a watch, or null if it has ended. */
    @Nullable
    WatchedDirectory directoryOf(InotifyEvent event) {
        return watches.get(event.watch());
    }

    /** Whether a scan has told of this entry; once. */
    boolean takeFound(Entry entry) {
        return !found.isEmpty() && found.remove(entry);
    }

    /** Every event up to now was read: from here on each is new. */
    void queueIsEmpty() {
        found.clear();
    }

    /** The kernel has ended a watch. */
    void ended(int watch) {
        WatchedDirectory directory = watches.remove(watch);
        if (directory != null) {
            directory.leave();
            elsewhere.remove(directory);
        }
    }

    /**
     * A directory was renamed, and no event has told which of the watched ones: finds out by its watch. One that is not
     * watched yet is new here.
     */
    void renamedUnseen(Entry to, Consumer<Path> entries) {
        int watch = watchOf(to);
        WatchedDirectory known = watches.get(watch);
        if (known == null) {
            watchNew(to, entries);
        } else if (watch != rootWatch) { // a bind mount can lead back to the root
            known.place(to.directory, to.name);
            placed(known);
        }
    }

    /** A rename was read to its end: the directory is where it is said to be. */
    void placed(WatchedDirectory directory) {
        elsewhere.remove(directory);
    }

    /**
     * A directory was moved out of the tree: it lives on, and is not ours to watch.
     *
     * @return where parts of it have come into the tree again, to be watched as new there
     */
    List<Entry> movedOut(WatchedDirectory directory) {
        List<Entry> back = new ArrayList<>();
        for (WatchedDirectory gone : directory.all()) {
            if (gone.watch != rootWatch && watches.remove(gone.watch) != null) {
                inotify.remove(gone.watch);
                Entry entry = elsewhere.remove(gone);
                if (entry != null) {
                    back.add(entry);
                }
            }
        }
        directory.leave();
        return back;
    }
}
