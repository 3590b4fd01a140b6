package dev.carillon.loop;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Inotify;
import dev.carillon.linux.InotifyEvent;
import dev.carillon.loop.PathChange.Kind;
import dev.carillon.loop.WatchTree.Entry;
import dev.carillon.loop.life.Steps;
import dev.carillon.loop.timer.Deadline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a file, or of a directory and all below it, also in directories that are made or moved in later. What such a
 * directory has in it already is reported as created, once.
 *
 * <p>Symbolic links below the path are not followed, and directories that this user may not read are not watched. Changes
 * through memory maps, and by other machines on network file systems, are not seen. A rename that leaves the path is a
 * deletion, told 10 ms later; one that enters it is a creation.
 *
 * <p>When the kernel's queue ({@code /proc/sys/fs/inotify/max_queued_events}) was full, changes are lost: that is reported
 * as {@link PathChange.Kind#OVERFLOW}, and all directories are watched again. When the path itself is removed or moved,
 * {@link PathChange.Kind#GONE} is the last change, and the source is closed after it.
 */
public final class PathSource extends WatchedSource implements Awaited<PathChange> {
    private static final long LONE_MOVE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Inotify inotify;
    private final Path root;
    private final WatchTree tree;
    private final @Nullable Handler handler;
    private final @Nullable Waiters<PathChange> waiters;
    private final Queue<PathChange> changes = new ArrayDeque<>();
    private final PathMoves moves = new PathMoves();
    private final Deadline loneMove = new LoneMove(this);

    /** Handles changes. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Something changed.
         *
         * @param source the source
         * @param change what happened, and to what
         * @throws Exception goes to the loop's error handler; the source's {@link FailurePolicy} says what follows
         */
        void changed(PathSource source, PathChange change) throws Exception;
    }

    /** Ends the wait for the second event of a rename. */
    private static final class LoneMove extends Deadline {
        private final PathSource source;

        LoneMove(PathSource source) {
            this.source = source;
        }

        @Override
        protected void due() {
            source.pend();
        }
    }

    private PathSource(EventLoop loop, String name, Inotify inotify, Path root, @Nullable Handler handler) {
        super(loop, name, "path", inotify, Epoll.IN, true);
        this.inotify = inotify;
        this.root = root;
        this.tree = new WatchTree(inotify, root, this::comesBack);
        this.handler = handler;
        this.waiters = handler == null ? new Waiters<>(this) : null;
    }

    static PathSource open(EventLoop loop, String name, Path path, @Nullable Handler handler) {
        loop.checkThread();
        if (!Files.exists(path)) {
            throw new IllegalArgumentException("path \"" + name + "\": " + path + " does not exist");
        }
        Path root = path.toString().isEmpty() ? Path.of(".") : path;
        PathSource source = new PathSource(loop, name, Inotify.open(), root, handler);
        try {
            source.tree.watchAll();
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
        return source;
    }

    /**
     * What it watches.
     *
     * @return the path it was made with
     */
    public Path path() {
        return root;
    }

    @Override
    Outcome dispatch(int budget) throws Exception {
        int events = takeReady();
        boolean anything = false;
        for (int left = budget; left > 0; left--) {
            if (waiters != null && !waiters.areWaiting()) {
                return keepReady(events);
            }
            anything |= readUntilChange();
            PathChange change = changes.poll();
            if (change == null) {
                return anything ? Outcome.DONE : Outcome.NOTHING;
            }
            anything = true;
            tell(change);
            if (!isListening()) {
                return keepReady(events);
            }
        }
        return keepReady(events);
    }

    private void tell(PathChange change) throws Exception {
        took();
        boolean told = false;
        try {
            if (handler != null) {
                handler.changed(this, change);
            } else if (waiters != null) {
                waiters.deliver(change);
            }
            told = true;
        } finally {
            if (change.kind() == Kind.GONE) {
                close();
            } else if (!told && isOpen()) {
                pend(); // what was read with it waits here, where the kernel does not know of it
            }
        }
    }

    /**
     * Takes events from the kernel until one is a change, or several, or there are no more events: only then is it known what
     * will not come any more. False if there was nothing.
     */
    private boolean readUntilChange() {
        boolean anything = false;
        while (changes.isEmpty()) {
            InotifyEvent event = inotify.read();
            if (event == null) {
                moves.settleAll(this::settled);
                tree.queueIsEmpty();
                return endLoneMoves(loop().time()) || anything;
            }
            anything = true;
            take(event);
        }
        return anything;
    }

    private void take(InotifyEvent event) {
        if (event.isOverflow()) {
            overflowed();
        } else if (tree.isRoot(event) && event.name().isEmpty()) {
            rootChanged(event);
        } else if (event.has(Inotify.IGNORED)) {
            tree.ended(event.watch());
        } else if (event.has(Inotify.MOVE_SELF)) {
            moved(tree.directoryOf(event));
        } else if (!event.name().isEmpty()) { // a directory's other news come from the one above it as well
            entryChanged(event);
        }
    }

    private void overflowed() {
        endAllMoves();
        add(Kind.OVERFLOW, root);
        if (!Files.exists(root)) {
            add(Kind.GONE, root);
            return;
        }
        tree.watchAll();
    }

    private void endAllMoves() {
        moves.settleAll(this::settled);
        endLoneMoves(Long.MAX_VALUE);
        moves.clear();
    }

    private void rootChanged(InotifyEvent event) {
        boolean ended = event.has(Inotify.DELETE_SELF | Inotify.MOVE_SELF | Inotify.UNMOUNT | Inotify.IGNORED);
        // A file that somebody has open lives on without a name: its links have changed is all the kernel tells.
        if (ended || event.has(Inotify.ATTRIB) && !Files.exists(root)) {
            endAllMoves();
            add(Kind.GONE, root);
        } else {
            addPlain(event, root);
        }
    }

    private void entryChanged(InotifyEvent event) {
        PathMoves.Left move = event.has(Inotify.MOVED_TO) ? moves.takeLeft(event.cookie()) : null;
        Entry entry = tree.entryOf(event);
        if (entry == null) {
            if (move != null) {
                movedOut(move);
            }
            return;
        }
        moves.settleAt(entry, this::settled);
        moves.takeAround(entry.path()).forEach(this::movedOut); // may include what the entry is in
        if (tree.entryOf(event) == null) {
            return;
        }
        if (move != null) {
            tree.takeFound(entry);
            renamed(move, entry);
        } else if (event.has(Inotify.MOVED_FROM)) {
            tree.takeFound(entry);
            expectSecondHalf(event, entry);
        } else if (event.has(Inotify.CREATE | Inotify.MOVED_TO)) {
            appeared(event, entry);
        } else {
            if (event.has(Inotify.DELETE)) {
                tree.takeFound(entry);
            }
            addPlain(event, entry.path());
        }
    }

    private void renamed(PathMoves.Left move, Entry to) {
        if (moves.isEmpty()) {
            loop().timers.cancel(loneMove);
        }
        if (move.isDirectory) {
            moves.renamed(new PathMoves.Renamed(move, to));
        } else {
            changes.add(new PathChange(Kind.RENAMED, to.path(), move.path));
        }
    }

    /** A watched directory says that it was renamed: which rename that was is known by where it is. */
    private void moved(@Nullable WatchedDirectory directory) {
        PathMoves.Renamed rename = directory == null ? null : moves.moved(directory);
        if (directory != null && rename != null) {
            tree.placed(directory);
            changes.add(new PathChange(Kind.RENAMED, rename.to().path(), rename.from().path));
        }
    }

    /** A directory was renamed that was not watched then. */
    private void settled(PathMoves.Renamed rename) {
        changes.add(new PathChange(Kind.RENAMED, rename.to().path(), rename.from().path));
        tree.renamedUnseen(rename.to(), path -> add(Kind.CREATED, path));
    }

    private void expectSecondHalf(InotifyEvent event, Entry entry) {
        long due = loop().time() + LONE_MOVE_NANOS;
        moves.left(event.cookie(), new PathMoves.Left(entry, event.has(Inotify.ISDIR), due));
        if (!loneMove.isScheduled()) {
            loop().scheduleIn(loneMove, LONE_MOVE_NANOS);
        }
    }

    private void appeared(InotifyEvent event, Entry entry) {
        if (!tree.takeFound(entry)) {
            add(Kind.CREATED, entry.path());
        } else if (event.has(Inotify.MOVED_TO)) {
            add(Kind.MODIFIED, entry.path()); // found already; or it has replaced what was found
        } else {
            return;
        }
        if (event.has(Inotify.ISDIR)) {
            tree.watchNew(entry, path -> add(Kind.CREATED, path));
        }
    }

    private void addPlain(InotifyEvent event, Path path) {
        if (event.has(Inotify.DELETE)) {
            add(Kind.DELETED, path);
        } else if (event.has(Inotify.MODIFY)) {
            add(Kind.MODIFIED, path);
        } else if (event.has(Inotify.CLOSE_WRITE)) {
            add(Kind.WRITTEN, path);
        } else if (event.has(Inotify.ATTRIB)) {
            add(Kind.ATTRIBUTES, path);
        }
    }

    private void add(Kind kind, Path path) {
        changes.add(new PathChange(kind, path, null));
    }

    /** Whether any first half has waited long enough for its second. */
    private boolean endLoneMoves(long now) {
        List<PathMoves.Left> lone = moves.takeDue(now);
        lone.forEach(this::movedOut);
        if (moves.isEmpty()) {
            loop().timers.cancel(loneMove);
        } else if (!loneMove.isScheduled()) {
            loop().scheduleIn(loneMove, moves.due() - now);
        }
        return !lone.isEmpty();
    }

    /** What had left the tree is found in it again, at another place, before its time was over: it is new there. */
    private boolean comesBack(WatchedDirectory directory) {
        PathMoves.Left move = moves.takeLeft(directory);
        if (move != null) {
            movedOut(move);
        }
        return move != null;
    }

    private void movedOut(PathMoves.Left move) {
        add(Kind.DELETED, move.path);
        WatchedDirectory directory = move.movedDirectory();
        if (directory != null) {
            tree.movedOut(directory).forEach(back -> tree.watchNew(back, path -> add(Kind.CREATED, path)));
        }
    }

    @Override
    void onClosed(Steps steps) {
        if (loneMove != null) { // it is, where the poller had no room for the descriptor
            loop().timers.cancel(loneMove);
        }
    }

    @Override
    @Nullable
    Waiters<PathChange> waiters() {
        return waiters;
    }
}
