package dev.carillon.loop;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Errno;
import dev.carillon.linux.Inotify;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.PathName;
import dev.carillon.loop.PathChange.Kind;
import dev.carillon.loop.PathOptions.Target;
import dev.carillon.loop.life.Steps;
import dev.carillon.loop.timer.Deadline;
import dev.carillon.loop.watch.WatchTree;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a file, or of a directory and all below it, also in directories that are made or moved in later. What such a
 * directory has in it already is told as created, once. {@link PathOptions} has more to choose.
 *
 * <p>Who knows what was there at the beginning, and takes each change for what it says, knows what is there: also after an
 * overflow, and after whatever was moved, exchanged, mounted, refused for a while or replaced meanwhile. What was made and
 * removed between two looks may never be told.
 *
 * <p>The source begins with what is there when it is made. Where that is too much to be watched at once, more than some 80
 * directories that take more than 5 ms, it is done in the following turns, and {@link PathChange.Kind#WATCHED} says when all is:
 * only from then on is every change told. Changes are taken from the kernel ahead of the handler, and also while nobody awaits
 * them, up to {@link PathOptions#withQueue}: so a storm of them is not lost while the handler works.
 *
 * <p>Symbolic links below the path are not followed. Not seen are changes through memory maps, by other machines on network file
 * systems, and what is mounted over a directory; of a directory that is seen at two places through a bind mount only one is
 * watched. A rename that leaves the path is a deletion, told 10 ms later; one that enters it is a creation. Paths are at the
 * most {@link dev.carillon.linux.Directory#LONGEST_PATH} bytes long, what is below is refused. Each name that is known takes some 100
 * bytes of memory. {@code /proc} has to be mounted.
 */
public final class PathSource extends WatchedSource implements Awaited<PathChange> {
    /** For events and the disk together. The handlers come after that. */
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Path path;
    private final WatchStatistics watchStatistics = new WatchStatistics();
    private final PathChanges changes;
    private final WatchTree tree;
    private final @Nullable Handler handler;
    private final @Nullable Waiters<PathChange> waiters;
    private final Due due = new Due(this);

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

    /** Something waits for a point in time: a rename for its second half, a refused directory, a file that settles. */
    private static final class Due extends Deadline {
        private final PathSource source;
        private long at = Long.MAX_VALUE;

        Due(PathSource source) {
            this.source = source;
        }

        @Override
        protected void due() {
            at = Long.MAX_VALUE;
            source.pend();
        }
    }

    private PathSource(
            EventLoop loop, String name, Inotify inotify, Path path, PathOptions options, @Nullable Handler handler) {
        super(loop, name, "path", inotify, Epoll.IN, true);
        PathName root = PathName.of(path.toString().isEmpty() ? Path.of(".") : path);
        this.path = path;
        this.changes = new PathChanges(root, options, loop::time, watchStatistics);
        this.tree = new WatchTree(
                inotify, root, options.isRecursive(), options.target() == Target.NAME, changes, loop::time);
        this.handler = handler;
        this.waiters = handler == null ? new Waiters<>(this) : null;
    }

    static PathSource open(EventLoop loop, String name, Path path, PathOptions options, @Nullable Handler handler) {
        loop.checkThread();
        PathSource source = new PathSource(loop, name, Inotify.open(), path, options, handler);
        try {
            source.openTree(options.isAbsentAllowed());
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
        return source;
    }

    private void openTree(boolean absent) {
        try {
            tree.open(SLICE_NANOS);
        } catch (LinuxException e) {
            throw e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR ? missing(e) : e;
        }
        if (!absent && !tree.leadsSomewhere()) {
            throw missing(null);
        }
        finishTurn();
        if (isUnfinished()) {
            pend();
        }
    }

    private IllegalArgumentException missing(@Nullable LinuxException cause) {
        return new IllegalArgumentException(
                this + ": " + path + " does not exist; PathOptions.withAbsent(true) waits for what is to come there",
                cause);
    }

    /**
     * What it watches.
     *
     * @return the path it was made with
     */
    public Path path() {
        return path;
    }

    /**
     * What its watching has come to.
     *
     * @return the live figures
     */
    public WatchStatistics watchStatistics() {
        return watchStatistics;
    }

    @Override
    Outcome dispatch(int budget) throws Exception {
        int events = takeReady();
        boolean anything = tree.turn(SLICE_NANOS);
        if (changes.due() <= loop().time()) {
            changes.release();
            anything = true;
        }
        anything |= tellSome(budget);
        if (isOpen()) {
            finishTurn();
        }
        if (isUnfinished() || !isListening()) {
            return keepReady(events);
        }
        return anything ? Outcome.DONE : Outcome.NOTHING;
    }

    private boolean tellSome(int budget) throws Exception {
        int told = 0;
        while (told < budget && (told == 0 || goesOn()) && !changes.isEmpty() && isAwaited()) {
            tell(changes.take());
            told++;
            if (!isListening()) {
                break;
            }
        }
        return told > 0;
    }

    /** Whether what is known can be told. If not the source goes on reading, as far as there is room. */
    private boolean isAwaited() {
        return waiters == null || waiters.areWaiting();
    }

    private void tell(PathChange change) throws Exception {
        took();
        try {
            if (handler != null) {
                handler.changed(this, change);
            } else if (waiters != null) {
                waiters.deliver(change);
            }
        } catch (Throwable e) {
            pend(); // what is known already waits here, where the kernel does not know of it
            throw e;
        } finally {
            if (tree.isEnded() && change.kind() == Kind.GONE) {
                close();
            }
        }
    }

    /** Whether there is more that can be done before the kernel tells anything more, or somebody awaits a change. */
    private boolean isUnfinished() {
        boolean canTell = !changes.isEmpty() && (waiters == null || waiters.isAnybody());
        return isOpen() && (canTell || (tree.isUnfinished() && changes.hasRoom()));
    }

    /** Lest the kernel's queue overflows, until there is no more room. */
    @Override
    boolean readsAhead() {
        return changes.hasRoom();
    }

    private void finishTurn() {
        changes.count();
        watchStatistics.watches = tree.watches();
        watchStatistics.refused = tree.refused();
        long next = Math.min(tree.due(), changes.due());
        if (next != due.at) {
            loop().timers.cancel(due);
            due.at = next;
        }
        if (next != Long.MAX_VALUE && !due.isScheduled()) {
            loop().scheduleIn(due, next - loop().time());
        }
    }

    @Override
    void onClosed(Steps steps) {
        if (due != null) { // it is, where the poller had no room for the descriptor
            loop().timers.cancel(due);
            steps.go(tree::close);
        }
    }

    @Override
    @Nullable
    Waiters<PathChange> waiters() {
        return waiters;
    }
}
