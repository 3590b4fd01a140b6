package dev.carillon.loop.watch;

import dev.carillon.linux.Inotify;
import dev.carillon.linux.InotifyEvent;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.PathName;
import dev.carillon.loop.watch.PathMoves.Left;
import dev.carillon.loop.watch.PathMoves.Renamed;
import dev.carillon.loop.watch.TreeRoot.Found;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A file, or a directory and all below it, as inotify tells of it and as it is found on disk. Symbolic links below the root are
 * not followed.
 *
 * <p>To be given {@link #turn turns}: whenever the inotify can be read, as long as it {@link #isUnfinished is unfinished}, and
 * once it is {@link #due}.
 */
public final class WatchTree implements AutoCloseable {
    /** What is told of the entries of a directory, and that it was renamed itself. */
    static final int CONTENTS = Inotify.CREATE
            | Inotify.MODIFY
            | Inotify.CLOSE_WRITE
            | Inotify.ATTRIB
            | Inotify.DELETE
            | Inotify.MOVED_FROM
            | Inotify.MOVED_TO
            | Inotify.MOVE_SELF;

    private static final int OF_ROOT = CONTENTS | Inotify.DELETE_SELF;
    private static final int TOUCHED = Inotify.MODIFY | Inotify.CLOSE_WRITE | Inotify.ATTRIB;
    private static final int NO_LONGER_THERE =
            Inotify.DELETE_SELF | Inotify.MOVE_SELF | Inotify.UNMOUNT | Inotify.IGNORED;
    private static final long LONE_MOVE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** How much earlier than its event a change may be dated: files have the time of the last tick, or of the call's begin. */
    private static final Duration DATED_BACK = Duration.ofSeconds(10);

    /** Between looks at the clock. */
    private static final int EVENTS = 64;

    /** Of a tree that is opened, however long they take: some 80 directories. So the time does not tell what a small one does. */
    private static final int AT_ONCE = 256;

    /** Where time stands still, in a simulation, work is done in portions, too. */
    private static final int STEPS = 4096;

    private final Inotify inotify;
    private final TreeListener listener;
    private final PathName path;
    private final LongSupplier clock;
    private final Watches watches;
    private final KnownTree known;
    private final PathMoves moves = new PathMoves();
    private final Refusals refusals = new Refusals();
    private final TreeScan scan;
    private final Set<WatchedDirectory> unmounted = new LinkedHashSet<>();
    private final TreeRoot root;

    /** Where the path itself is watched, and not only what it leads to at the beginning. */
    private final @Nullable NameChain chain;

    /** Stands for the chain among the refusals. */
    private final WatchedDirectory way;

    /** Whether the path led to something when it was looked up last. */
    private boolean isThere;

    private boolean isDirectory;

    /** Of what the path led to; 0 once the kernel has ended it. */
    private int rootWatch;

    private boolean isEnded;

    /** The path may lead elsewhere. */
    private boolean isWayInDoubt;

    private boolean areAttributesToTell;
    private boolean isBeginningToTell;
    /** All events that there were have been taken. */
    private boolean isDrained = true;

    /** All that happened before this was told. */
    private Instant quiet = Instant.now();

    /**
     * A tree without watches.
     *
     * @param inotify this tree's alone
     * @param path the root; not empty
     * @param isRecursive whether directories below the root are watched
     * @param isByName whether whatever the path leads to at any time is the root, and not what it leads to at the beginning
     * @param listener is told
     * @param clock the time of {@link #due}, in nanoseconds
     */
    public WatchTree(
            Inotify inotify,
            PathName path,
            boolean isRecursive,
            boolean isByName,
            TreeListener listener,
            LongSupplier clock) {
        this.inotify = inotify;
        this.listener = listener;
        this.path = path;
        this.clock = clock;
        this.watches = new Watches(inotify);
        this.known = new KnownTree(listener, watches, path);
        this.scan = new TreeScan(known, listener, watches, moves, refusals, isRecursive, clock);
        this.root = new TreeRoot(watches, path);
        this.chain = isByName ? new NameChain(watches, path) : null;
        this.way = WatchedDirectory.root(path);
    }

    /**
     * Watches the root, and the way to it if that is watched, and what is below it as far as the time suffices: silently, for
     * the tree begins with what is there. If there is more, it is told when that is watched, too.
     *
     * @param slice how long it may take, about, in nanoseconds
     * @throws LinuxException if there is nothing or it cannot be watched, unless it is watched by name
     */
    public void open(long slice) {
        Found found = chain == null ? root.find(OF_ROOT) : find(chain);
        if (found != null) {
            install(found, true);
        }
        work(AT_ONCE, clock.getAsLong() + slice);
        isBeginningToTell = scan.isBeginning();
    }

    /**
     * Takes the events that there are; if there are no more, looks at the disk for what is to be looked up there.
     *
     * @param slice how long it may take, about, in nanoseconds
     * @return false if there was nothing to do
     */
    public boolean turn(long slice) {
        long now = clock.getAsLong();
        Instant reading = Instant.now();
        boolean anything = read(now + slice);
        if (!isDrained || isEnded) {
            return true;
        }
        quiet = reading;
        drained();
        if (due() <= now) {
            timeUp(now);
            anything = true;
        }
        return work(1, now + slice) || anything;
    }

    private boolean read(long until) {
        isDrained = false;
        int taken = 0;
        while (!isEnded && listener.hasRoom()) {
            InotifyEvent event = inotify.read();
            if (event == null) {
                isDrained = true;
                return taken > 0;
            }
            take(event);
            if (++taken % EVENTS == 0 && clock.getAsLong() >= until) {
                return true;
            }
        }
        return true;
    }

    private boolean work(int least, long until) {
        boolean anything = false;
        for (int step = 0; step < STEPS && listener.hasRoom(); step++) {
            if ((step >= least && clock.getAsLong() > until) || !work()) {
                break;
            }
            anything = true;
        }
        return anything;
    }

    private void install(Found found, boolean isSilent) {
        isThere = true;
        isDirectory = found.isDirectory();
        rootWatch = found.watch();
        watches.hold(rootWatch);
        if (isDirectory) {
            watches.bind(rootWatch, known.root());
            scan.enter(known.root(), isSilent, TreeScan.NAMES);
        }
    }

    /** Forgets what is there without a word. */
    private void leave() {
        isThere = false;
        watches.release(rootWatch);
        moves.clear();
        scan.clear();
        known.clear();
    }

    private void replaced(Found found) {
        listener.replaced(isDirectory || found.isDirectory());
        if (!isDirectory || !found.isDirectory()) {
            leave();
            install(found, false);
            return;
        }
        moves.clear();
        watches.hold(found.watch());
        watches.release(rootWatch);
        rootWatch = found.watch();
        watches.bind(rootWatch, known.root());
        scan.compareAll(Instant.MIN);
    }

    /** What an event says is told. */
    private void take(InotifyEvent event) {
        if (event.isOverflow()) {
            overflowed();
            return;
        }
        isWayInDoubt |= chain != null && chain.concerns(event);
        if (event.watch() == rootWatch && event.name().isEmpty()) {
            rootChanged(event);
        }
        WatchedDirectory directory = watches.get(event.watch());
        if (event.has(Inotify.IGNORED)) {
            watchEnded(event.watch());
        } else if (directory == null) {
            return; // of what has left the tree, or is on the way to it
        } else if (event.has(Inotify.UNMOUNT)) {
            unmounted.add(directory);
        } else if (event.has(Inotify.MOVE_SELF)) {
            movedSelf(directory);
        } else if (!event.name().isEmpty() && directory.isAttached()) {
            entryChanged(new Place(directory, event.name()), event);
        }
    }

    private void overflowed() {
        moves.clear();
        listener.overflowed();
        isWayInDoubt = chain != null;
        if (chain == null && !root.leadsTo(rootWatch, OF_ROOT)) {
            gone();
        } else if (isDirectory) {
            scan.compareAll(quiet.minus(DATED_BACK));
        } else if (isThere) {
            listener.touched(Inotify.MODIFY, path, false); // it may have been
        }
    }

    private void rootChanged(InotifyEvent event) {
        if (chain != null) {
            isWayInDoubt |= event.has(NO_LONGER_THERE | Inotify.ATTRIB);
            areAttributesToTell |= event.has(Inotify.ATTRIB);
        } else if (event.has(NO_LONGER_THERE)
                // A file that somebody has open lives on without a name: its links have changed is all the kernel
                // tells.
                || (event.has(Inotify.ATTRIB) && !root.leadsTo(rootWatch, OF_ROOT))) {
            gone();
            return;
        }
        int touched = event.mask() & (chain == null ? TOUCHED : TOUCHED & ~Inotify.ATTRIB);
        if (touched != 0) {
            listener.touched(touched, path, isDirectory);
        }
    }

    private void gone() {
        isEnded = true;
        listener.gone(isDirectory);
    }

    private void watchEnded(int watch) {
        WatchedDirectory directory = watches.ended(watch);
        rootWatch = watch == rootWatch ? 0 : rootWatch;
        if (directory != null && directory.isAttached() && !unmounted.contains(directory)) {
            scan.doubt(directory.place()); // if it was removed, that is told next
        }
    }

    private void entryChanged(Place place, InotifyEvent event) {
        boolean isEntryDirectory = event.has(Inotify.ISDIR);
        Left move = event.has(Inotify.MOVED_TO) ? moves.takeLeft(event.cookie()) : null;
        settle(place);
        if (event.has(Inotify.MOVED_TO)) {
            arrived(move, place, isEntryDirectory);
        } else if (event.has(Inotify.MOVED_FROM)) {
            left(place, event);
        } else if (event.has(Inotify.CREATE)) {
            appeared(place, isEntryDirectory, false);
        } else if (event.has(Inotify.DELETE)) {
            known.vanish(place);
        } else {
            touched(place, event);
        }
    }

    /** Something else happens to a name: what has left it does not come back, and a rename that it has part in is complete. */
    private void settle(Place place) {
        Left left = moves.takeLeft(place);
        if (left != null) {
            known.vanish(place);
        }
        Renamed rename = moves.takeRenamed(place);
        if (rename != null) {
            settle(rename);
        }
    }

    /** A directory was renamed, and did not say so itself: it was not watched then, or it was another that was. */
    private void settle(Renamed rename) {
        known.move(rename.from(), rename.to());
        scan.doubt(rename.from());
        scan.doubt(rename.to());
    }

    private void touched(Place place, InotifyEvent event) {
        listener.touched(event.mask() & TOUCHED, place.path(), event.has(Inotify.ISDIR));
        WatchedDirectory entry = place.in().get(place.name());
        if (entry == null) {
            scan.doubt(place);
        } else if (entry.refusal != null && event.has(Inotify.ATTRIB)) {
            scan.enter(entry, false, TreeScan.NAMES); // perhaps it may be read now
        }
    }

    /** Made, or moved here from outside. A look may have found it before. */
    private void appeared(Place place, boolean isEntryDirectory, boolean hasReplaced) {
        // A comparison that goes on may have gone past where it is now.
        WatchedDirectory entry = place.in().meet(place.name());
        if (entry != null && (entry != WatchedDirectory.NONE) == isEntryDirectory) {
            if (isEntryDirectory) {
                scan.doubt(place);
            } else if (hasReplaced) {
                listener.touched(Inotify.MODIFY, place.path(), false);
                scan.doubt(place); // in an exchange what was here goes next, and this stays
            }
            return;
        }
        known.vanish(place);
        scan.appear(place, isEntryDirectory);
    }

    private void left(Place place, InotifyEvent event) {
        WatchedDirectory entry = place.in().get(place.name());
        boolean isEntryDirectory = event.has(Inotify.ISDIR);
        if (entry == null) {
            return; // a look has told so
        }
        if ((entry != WatchedDirectory.NONE) != isEntryDirectory) {
            scan.doubt(place);
            return;
        }
        moves.left(event.cookie(), new Left(place, clock.getAsLong() + LONE_MOVE_NANOS));
    }

    private void arrived(@Nullable Left move, Place to, boolean isEntryDirectory) {
        Place from = move == null ? null : move.from();
        WatchedDirectory moved =
                from == null || !from.in().isAttached() ? null : from.in().get(from.name());
        if (from == null || moved == null) {
            appeared(to, isEntryDirectory, true);
        } else if ((moved != WatchedDirectory.NONE) != isEntryDirectory) {
            known.vanish(from);
            appeared(to, isEntryDirectory, true);
        } else if (moved != WatchedDirectory.NONE && moved.watch != 0) {
            moves.renamed(new Renamed(from, to));
        } else {
            renamedUnwatched(from, to, moved);
        }
    }

    /** What stood there before may have gone the other way, which only a look can tell. */
    private void renamedUnwatched(Place from, Place to, WatchedDirectory moved) {
        boolean isCertain = moved == WatchedDirectory.NONE && to.in().get(to.name()) == null;
        if (!known.move(from, to) || !isCertain) {
            scan.doubt(from);
            scan.doubt(to);
        }
    }

    /** A watched directory says that it was renamed: which rename that was is known by where it is, or was till just now. */
    private void movedSelf(WatchedDirectory directory) {
        Renamed rename = moves.takeMovedSelf(directory);
        if (rename == null) {
            return;
        }
        WatchedDirectory former = rename.to().in().get(rename.to().name());
        if (rename.from().equals(directory.place())) {
            if (!known.move(rename.from(), rename.to())) {
                scan.doubt(rename.to());
            } else if (former != null) {
                moves.displaced(former, rename.to());
            }
        } else {
            known.vanish(rename.to());
            scan.appear(rename.to(), true);
        }
    }

    /** There are no more events at the moment: what did not come does not come. */
    private void drained() {
        Renamed rename;
        while ((rename = moves.takeRenamed()) != null) {
            settle(rename);
        }
        if (!unmounted.isEmpty()) {
            List.copyOf(unmounted).forEach(this::unmounted);
            unmounted.clear();
        }
    }

    /** Each directory of the file system says so; the highest is where it was mounted. */
    private void unmounted(WatchedDirectory directory) {
        Place place = directory.place();
        if (directory.isAttached() && place != null && !unmounted.contains(place.in())) {
            known.unmount(directory);
            scan.enter(directory, false, TreeScan.NAMES);
        }
    }

    /** When it needs a turn whether there are events or not; {@link Long#MAX_VALUE} for never. */
    public long due() {
        return isEnded ? Long.MAX_VALUE : Math.min(moves.due(), refusals.due());
    }

    /** Time has passed, and no event has come. */
    private void timeUp(long now) {
        Left left;
        while ((left = moves.takeDue(now)) != null) {
            scan.doubt(left.from()); // what it has changed places with may have come from where nothing is watched
        }
        for (WatchedDirectory refused : refusals.takeDue(now)) {
            if (refused == way) {
                isWayInDoubt = true;
            } else {
                scan.enter(refused, false, TreeScan.NAMES);
            }
        }
    }

    /** How many watches it has. */
    public int watches() {
        return watches.size();
    }

    /** How many directories are refused at the moment. */
    public int refused() {
        return refusals.size();
    }

    /** Whether the path leads somewhere, as far as may be known: what is refused may be there. */
    public boolean leadsSomewhere() {
        return isThere || refusals.size() > 0;
    }

    /** Whether the root is gone for good. */
    public boolean isEnded() {
        return isEnded;
    }

    /** Whether there is more to do, though the kernel may tell no more. */
    public boolean isUnfinished() {
        return !isEnded && (!isDrained || isWayInDoubt || !scan.isIdle());
    }

    /** Does a little of what there is to do; false if there is no more, or not before further events were taken. */
    private boolean work() {
        if (isWayInDoubt && chain != null) {
            follow(chain);
            return true;
        }
        boolean isMore = scan.step();
        if (scan.takeRootLost()) {
            if (chain == null) {
                gone();
            }
            isWayInDoubt = chain != null;
        }
        if (isBeginningToTell && !scan.isBeginning()) {
            isBeginningToTell = false;
            listener.watched(path);
        }
        return isMore && !isEnded;
    }

    /** Goes the way again, to see where it leads. */
    private void follow(NameChain followed) {
        isWayInDoubt = false;
        Found found = find(followed);
        if (found == null && isThere) {
            leave();
            listener.gone(isDirectory);
        } else if (found == null) {
            return; // as before
        } else if (!isThere) {
            listener.appeared(found.isDirectory());
            install(found, false);
        } else if (found.watch() != rootWatch) {
            replaced(found);
        } else if (areAttributesToTell) {
            listener.touched(Inotify.ATTRIB, path, isDirectory);
        }
        areAttributesToTell = false;
    }

    private @Nullable Found find(NameChain followed) {
        Found found = followed.find(OF_ROOT);
        NameChain.Refusal refusal = followed.refusal();
        long now = clock.getAsLong();
        if (refusal == null) {
            if (refusals.remove(way, now)) {
                listener.watched(path);
            }
        } else if (refusals.add(way, refusal.reason(), now)) {
            listener.refused(refusal.path(), refusal.reason());
        }
        return found;
    }

    @Override
    public void close() {
        isEnded = true;
        scan.clear();
    }
}
