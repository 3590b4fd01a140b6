package dev.carillon.loop;

import dev.carillon.linux.Inotify;
import dev.carillon.linux.InotifyEvent;
import dev.carillon.linux.LinuxException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The watches of a path: one for a file; one for a directory and each below it. Knows which watch is which path now, as
 * far as events were read. Symbolic links below the root are not followed.
 */
final class WatchTree {
    private static final int CONTENTS = Inotify.CREATE
            | Inotify.MODIFY
            | Inotify.CLOSE_WRITE
            | Inotify.ATTRIB
            | Inotify.DELETE
            | Inotify.MOVED_FROM
            | Inotify.MOVED_TO;
    private static final int OF_ROOT = CONTENTS | Inotify.DELETE_SELF | Inotify.MOVE_SELF;
    private static final int BELOW = CONTENTS | Inotify.ONLYDIR | Inotify.DONT_FOLLOW | Inotify.EXCL_UNLINK;

    private final Inotify inotify;
    private final Path root;
    private final Map<Integer, Path> paths = new HashMap<>();
    private final Map<Path, Integer> watches = new HashMap<>();

    /** What a scan has found. The event of the same creation may still be in the queue, and is no second one. */
    private final Set<Entry> found = new HashSet<>();

    private int rootWatch;

    /** An entry of a watched directory. */
    private record Entry(int watch, String name) {}

    WatchTree(Inotify inotify, Path root) {
        this.inotify = inotify;
        this.root = root;
    }

    /**
     * Watches the root and all below it; again after an overflow, when the paths of before mean nothing any more.
     *
     * @throws LinuxException if the root is gone, or there are more directories than watches allowed
     */
    void watchAll() {
        Set<Integer> before = Set.copyOf(paths.keySet());
        forgetAll();
        rootWatch = inotify.add(root, OF_ROOT);
        put(rootWatch, root);
        scan(root, rootWatch, path -> {});
        found.clear();
        for (int watch : before) {
            if (!paths.containsKey(watch)) {
                inotify.remove(watch);
            }
        }
    }

    private void forgetAll() {
        paths.clear();
        watches.clear();
        found.clear();
    }

    /** Watches a directory that is new here, and all below it; tells of each entry it has already. */
    void watchNew(Path directory, Consumer<Path> entries) {
        int watch = add(directory);
        if (watch > 0) {
            scan(directory, watch, entries);
        }
    }

    private void scan(Path top, int topWatch, Consumer<Path> entries) {
        Deque<Path> directories = new ArrayDeque<>(List.of(top));
        while (!directories.isEmpty()) {
            Path directory = directories.remove();
            int watch = directory.equals(top) ? topWatch : add(directory);
            if (watch > 0) {
                list(directory, watch, entries, directories);
            }
        }
    }

    private void list(Path directory, int watch, Consumer<Path> entries, Deque<Path> directories) {
        if (!Files.isDirectory(directory)) {
            return; // the root is a file, or it has just vanished
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path entry : stream) {
                found.add(new Entry(watch, entry.getFileName().toString()));
                entries.accept(entry);
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    directories.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Vanished meanwhile, which an event tells; or not ours to read, and then it is not watched either.
        }
    }

    /** The watch, or 0 for a directory that has vanished or is not ours to read. */
    private int add(Path directory) {
        try {
            int watch = inotify.add(directory, BELOW);
            if (watch != rootWatch) { // a bind mount can lead back to the root
                put(watch, directory);
            }
            return watch;
        } catch (LinuxException e) {
            return switch (e.errno()) {
                case ENOENT, ENOTDIR, EACCES, ELOOP -> 0;
                default -> throw e;
            };
        }
    }

    private void put(int watch, Path path) {
        Path former = paths.put(watch, path);
        if (former != null) {
            watches.remove(former, watch);
        }
        watches.put(path, watch);
    }

    boolean isWatched(Path directory) {
        return watches.containsKey(directory);
    }

    boolean isRoot(InotifyEvent event) {
        return event.watch() == rootWatch;
    }

    /** What an event happened to, or null if its watch has ended. */
    @Nullable
    Path pathOf(InotifyEvent event) {
        Path directory = paths.get(event.watch());
        if (directory == null || event.name().isEmpty()) {
            return directory;
        }
        try {
            return directory.resolve(event.name());
        } catch (InvalidPathException e) { // a locale without this letter
            return directory.resolve(event.name().replaceAll("[^ -~]", "?"));
        }
    }

    /** Whether a scan has told of this entry; once. */
    boolean takeFound(InotifyEvent event) {
        return !found.isEmpty() && found.remove(new Entry(event.watch(), event.name()));
    }

    /** Every event up to now was read: from here on each is new. */
    void queueIsEmpty() {
        found.clear();
    }

    /** The kernel has ended a watch. */
    void ended(int watch) {
        Path path = paths.remove(watch);
        if (path != null) {
            watches.remove(path, watch);
        }
    }

    /** A directory was renamed, and all below it has moved along. */
    void renamed(Path from, Path to) {
        for (int watch : watchesBelow(from)) {
            Path path = paths.get(watch);
            if (path != null) {
                put(watch, to.resolve(from.relativize(path)));
            }
        }
    }

    /** A directory was moved out of the tree: it lives on, and is not ours to watch. */
    void movedOut(Path directory) {
        for (int watch : watchesBelow(directory)) {
            ended(watch);
            inotify.remove(watch);
        }
    }

    private List<Integer> watchesBelow(Path directory) {
        List<Integer> below = new ArrayList<>();
        paths.forEach((watch, path) -> {
            if (path.startsWith(directory) && watch != rootWatch) {
                below.add(watch);
            }
        });
        return below;
    }
}
