package dev.carillon.loop.watch;

import dev.carillon.linux.Directory;
import dev.carillon.linux.DirectoryEntry;
import dev.carillon.linux.FileStatus;
import dev.carillon.linux.FileType;
import dev.carillon.linux.Inotify;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.PathName;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what is on disk: watches and lists directories that are new, compares those that were told with what is there, and
 * settles doubts about single names. In small steps, each to be taken only when all events that were there have been read: then
 * the tree as it was told is, but for what happens at this moment, the tree as it is, and its paths lead where they should.
 *
 * <p>Where they do not, something is happening and its events are about to come: the look is taken again after them.
 */
final class TreeScan {
    /** To compare names only. */
    static final Instant NAMES = Instant.MAX;

    private static final int MASK = WatchTree.CONTENTS | Inotify.ONLYDIR | Inotify.EXCL_UNLINK;
    private static final int NAMES_A_STEP = 100;

    private final KnownTree known;
    private final TreeListener listener;
    private final Watches watches;
    private final PathMoves moves;
    private final Refusals refusals;
    private final LongSupplier clock;
    private final boolean recursive;
    private final Set<Place> doubts = new LinkedHashSet<>();
    private final Deque<Task> tasks = new ArrayDeque<>();
    private @Nullable Listing listing;
    private int silent;
    private boolean eventsFirst;
    /** The last doubt could not be settled: a directory above may have to be looked at before, so that has its turn. */
    private boolean doubtsWait;

    private boolean rootLost;

    /** A directory to be watched, listed and compared with what was told. */
    static final class Task {
        private final WatchedDirectory directory;
        /** What is there already is not told: the source begins here. */
        private final boolean isSilent;
        /** Files that were changed after this are told as changed; with {@link #NAMES} those below are not looked at. */
        private Instant since;
        /** It was found to be what was told to have another place. */
        private boolean isElsewhere;

        Task(WatchedDirectory directory, boolean isSilent, Instant since) {
            this.directory = directory;
            this.isSilent = isSilent;
            this.since = since;
        }
    }

    /** A directory that is being listed. */
    private record Listing(Task task, Directory opened) {}

    TreeScan(
            KnownTree known,
            TreeListener listener,
            Watches watches,
            PathMoves moves,
            Refusals refusals,
            boolean recursive,
            LongSupplier clock) {
        this.known = known;
        this.listener = listener;
        this.watches = watches;
        this.moves = moves;
        this.refusals = refusals;
        this.recursive = recursive;
        this.clock = clock;
    }

    /** Watches a directory and tells what is in it, as far as it was not told; silently for the beginning. */
    void enter(WatchedDirectory directory, boolean isSilent, Instant since) {
        if (directory == WatchedDirectory.NONE || (!recursive && !directory.isRoot())) {
            return;
        }
        Task queued = directory.queued;
        if (queued == null) {
            add(new Task(directory, isSilent, earlier(since, directory.refusedSince)));
            directory.refusedSince = NAMES;
        } else if (since.isBefore(queued.since)) {
            queued.since = since;
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private void add(Task task) {
        task.directory.queued = task;
        tasks.add(task);
        silent += task.isSilent ? 1 : 0;
    }

    /** Tells that something new has a place, and looks into it if it is a directory. */
    void appear(Place place, boolean isDirectory) {
        enter(known.appear(place, isDirectory), false, NAMES);
    }

    /** What has a name is to be looked up. */
    void doubt(@Nullable Place place) {
        if (place != null) {
            doubts.add(place);
        }
    }

    /** Events were lost: all is compared. */
    void compareAll(Instant since) {
        Listing interrupted = listing;
        if (interrupted != null) {
            endListing(interrupted);
            add(new Task(interrupted.task.directory, interrupted.task.isSilent, since));
        }
        enter(known.root(), false, since);
    }

    /** Forgets what was to be done: there is nothing any more. */
    void clear() {
        Listing interrupted = listing;
        if (interrupted != null) {
            endListing(interrupted);
        }
        doubts.clear();
        tasks.forEach(task -> task.directory.queued = null);
        tasks.clear();
        silent = 0;
    }

    boolean isIdle() {
        return listing == null && doubts.isEmpty() && tasks.isEmpty() && !watches.isReleasing();
    }

    /** Whether directories that were there at the beginning are still to be watched. */
    boolean isBeginning() {
        return silent > 0;
    }

    /** Whether the path of the root was found not to lead to it; once. */
    boolean takeRootLost() {
        boolean lost = rootLost;
        rootLost = false;
        return lost;
    }

    /** Does a little; false if there is nothing to be done, or not before the events that have come were taken. */
    boolean step() {
        eventsFirst = false;
        if (!doubts.isEmpty() && !(doubtsWait && isAnyToLookAt())) {
            Place place = doubts.iterator().next();
            doubts.remove(place);
            verify(place);
            doubtsWait = eventsFirst;
        } else if (!goOn()) {
            return false;
        }
        return !eventsFirst && !rootLost;
    }

    private boolean isAnyToLookAt() {
        return listing != null || !tasks.isEmpty();
    }

    private boolean goOn() {
        doubtsWait = false;
        Listing current = listing;
        if (current != null) {
            list(current);
        } else if (!tasks.isEmpty()) {
            take(tasks.remove());
        } else if (!watches.releaseOne()) {
            return false;
        } else if (refusals.size() > 0) {
            refusals.hasten(clock.getAsLong());
        }
        return true;
    }

    private void take(Task task) {
        WatchedDirectory directory = task.directory;
        directory.queued = null;
        silent -= task.isSilent ? 1 : 0;
        Place place = directory.place();
        if (!directory.isAttached() || (place != null && place.in().watch == 0)) {
            return; // it has left; or the one above it is refused, and all in it is looked at when that can be watched
        }
        try {
            Directory opened = place == null ? openRoot() : openBelow(place);
            if (opened == null) {
                add(task);
            } else {
                identify(task, opened);
            }
        } catch (LinuxException e) {
            if (isGone(e)) {
                doubtOrLose(directory);
            } else {
                refuse(task, e);
            }
        }
    }

    /** There is nothing by a path now: an event tells why, or will. */
    static boolean isGone(LinuxException e) {
        return switch (e.errno()) {
            case ENOENT, ENOTDIR, ELOOP -> true;
            default -> false;
        };
    }

    private void doubtOrLose(WatchedDirectory directory) {
        Place place = directory.place();
        rootLost |= place == null;
        doubt(place);
        eventsFirst = true;
    }

    private void refuse(Task task, LinuxException reason) {
        WatchedDirectory directory = task.directory;
        directory.refusedSince = earlier(directory.refusedSince, task.since);
        if (refusals.add(directory, reason, clock.getAsLong())) {
            listener.refused(directory.path(), reason);
        }
    }

    private @Nullable Directory openRoot() {
        return exactly(known.root(), Directory.open(known.root().path()));
    }

    private @Nullable Directory openBelow(Place place) {
        try (Directory above = locate(place.in())) {
            return above == null ? null : above.openBelow(place.name());
        }
    }

    /** A directory that has a watch; null if its path does not lead to it at the moment, or it has lost its watch. */
    private @Nullable Directory locate(WatchedDirectory directory) {
        try {
            return exactly(directory, Directory.locate(directory.path()));
        } catch (LinuxException e) {
            if (!isGone(e)) {
                throw e;
            }
            doubtOrLose(directory);
            return null;
        }
    }

    /** Hands on what was opened by a directory's path, if it is that directory; closes it otherwise. */
    private @Nullable Directory exactly(WatchedDirectory directory, Directory opened) {
        try {
            int watch = watches.add(opened, PathName.EMPTY, MASK);
            if (watch == directory.watch) {
                return opened;
            }
            watches.drop(watch);
        } catch (LinuxException e) {
            opened.close();
            throw e;
        }
        opened.close();
        doubtOrLose(directory);
        return null;
    }

    /** Finds out which directory has the place, by the watch that it has or gets. */
    private void identify(Task task, Directory opened) {
        WatchedDirectory directory = task.directory;
        boolean isListed = false;
        try {
            int watch = watches.add(opened, PathName.EMPTY, MASK);
            WatchedDirectory owner = watches.get(watch);
            if (owner != null && owner != directory && owner.isAttached() && !hasLeft(owner, task)) {
                return;
            }
            if (directory.watch != 0 && directory.watch != watch) {
                watches.drop(watch);
                replaced(directory);
            } else {
                watches.bind(watch, directory);
                isListed = true;
            }
        } finally {
            if (!isListed) {
                opened.close();
            }
        }
        if (isListed) {
            beginListing(task, opened);
        }
    }

    private void replaced(WatchedDirectory directory) {
        Place place = directory.place();
        if (place != null) {
            known.vanish(place);
            appear(place, true);
        }
    }

    /**
     * What has this place was told to have another. Its events may be about to come; after those it is seen whether it has left
     * that, which is told then. False if not: what is seen at both is a bind mount, and watched where it was found first.
     */
    private boolean hasLeft(WatchedDirectory owner, Task task) {
        Place former = owner.place();
        PathMoves.Left left = moves.takeLeft(owner);
        if (left != null) {
            doubt(left.from());
            add(task);
            return false;
        }
        if (former == null) {
            return false;
        }
        if (!task.isElsewhere) {
            task.isElsewhere = true;
            eventsFirst = true;
            add(task);
            return false;
        }
        return !isAt(former, owner) && leave(former);
    }

    private boolean leave(Place former) {
        known.vanish(former);
        doubt(former); // another may have its place
        return true;
    }

    private boolean isAt(Place place, WatchedDirectory directory) {
        try (Directory there = openBelow(place)) {
            return there != null && watches.add(there, PathName.EMPTY, MASK) == directory.watch;
        } catch (LinuxException e) {
            if (!isGone(e)) {
                throw e; // nobody knows: tried again
            }
            return false;
        }
    }

    private void beginListing(Task task, Directory opened) {
        WatchedDirectory directory = task.directory;
        if (refusals.remove(directory, clock.getAsLong())) {
            listener.watched(directory.path());
        }
        directory.beginComparison();
        silent += task.isSilent ? 1 : 0;
        listing = new Listing(task, opened);
    }

    private void endListing(Listing ended) {
        listing = null;
        silent -= ended.task.isSilent ? 1 : 0;
        ended.task.directory.endComparison();
        ended.opened.close();
    }

    private void list(Listing current) {
        WatchedDirectory directory = current.task.directory;
        if (!directory.isAttached()) {
            endListing(current);
            return;
        }
        try {
            List<DirectoryEntry> some = current.opened.read();
            for (DirectoryEntry entry : some) {
                met(current, entry);
            }
            if (some.isEmpty() && tellUnseen(directory)) {
                endListing(current);
            }
        } catch (LinuxException e) {
            endListing(current);
            if (isGone(e)) {
                doubtOrLose(directory);
            } else {
                refuse(current.task, e);
            }
        }
    }

    /** What was told to be in it and is not; false if there is more of that. */
    private boolean tellUnseen(WatchedDirectory directory) {
        for (int i = 0; i < NAMES_A_STEP; i++) {
            PathName name = directory.anyUnseen();
            if (name == null) {
                return true;
            }
            known.vanish(new Place(directory, name));
        }
        return false;
    }

    private void met(Listing current, DirectoryEntry entry) {
        Task task = current.task;
        Place place = new Place(task.directory, entry.name());
        boolean isDirectory = isDirectory(current.opened, entry);
        WatchedDirectory entryKnown = task.directory.meet(entry.name());
        if (entryKnown == null && task.isSilent) {
            enter(known.note(place, isDirectory), true, NAMES);
        } else if (entryKnown == null) {
            appear(place, isDirectory);
        } else if ((entryKnown != WatchedDirectory.NONE) != isDirectory) {
            known.vanish(place);
            appear(place, isDirectory);
        } else if (isDirectory) {
            if (task.since != NAMES || entryKnown.watch == 0) {
                enter(entryKnown, false, task.since);
            }
        } else if (task.since != NAMES && isChanged(current, entry.name())) {
            listener.touched(Inotify.MODIFY, place.path(), false);
        }
    }

    private static boolean isDirectory(Directory opened, DirectoryEntry entry) {
        if (entry.type() != FileType.UNKNOWN) {
            return entry.type() == FileType.DIRECTORY;
        }
        FileStatus status = opened.status(entry.name());
        return status != null && status.type() == FileType.DIRECTORY;
    }

    /** By the one time that no program can set. Where it is not told, it may have been. */
    private static boolean isChanged(Listing current, PathName name) {
        try {
            FileStatus status = current.opened.status(name);
            return status != null && !status.changed().isBefore(current.task.since);
        } catch (LinuxException e) {
            return true;
        }
    }

    /** Looks up what has a name, and tells what differs. */
    private void verify(Place place) {
        WatchedDirectory in = place.in();
        if (!in.isAttached() || in.watch == 0) {
            return;
        }
        try (Directory above = locate(in)) {
            if (above == null) {
                doubt(place);
            } else {
                verify(place, above);
            }
        } catch (LinuxException e) {
            enter(in, false, NAMES); // which says why, and tries again
            WatchedDirectory entry = in.get(place.name());
            if (entry != null) {
                enter(entry, false, NAMES); // by names alone nobody sees that it is another directory
            }
        }
    }

    private void verify(Place place, Directory above) {
        FileStatus status = above.status(place.name());
        WatchedDirectory in = place.in();
        WatchedDirectory entry = status == null ? in.get(place.name()) : in.meet(place.name());
        boolean isDirectory = status != null && status.type() == FileType.DIRECTORY;
        if (entry != null && (status == null || !isSame(entry, isDirectory, above, place))) {
            known.vanish(place);
            entry = null;
        }
        if (status != null && entry == null) {
            appear(place, isDirectory);
        } else if (entry != null && entry.watch == 0) {
            enter(entry, false, NAMES);
        }
    }

    /** As far as can be told: one without a watch may be any. */
    private boolean isSame(WatchedDirectory entry, boolean isDirectory, Directory above, Place place) {
        boolean isNone = entry == WatchedDirectory.NONE;
        return isNone != isDirectory && (isNone || entry.watch == 0 || isWatched(above, place, entry));
    }

    private boolean isWatched(Directory above, Place place, WatchedDirectory entry) {
        int watch = watches.add(above, place.name(), MASK | Inotify.DONT_FOLLOW);
        if (watch == entry.watch) {
            return true;
        }
        watches.drop(watch);
        return false;
    }
}
