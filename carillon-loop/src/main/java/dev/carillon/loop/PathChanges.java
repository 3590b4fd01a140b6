package dev.carillon.loop;

import dev.carillon.linux.Inotify;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.PathName;
import dev.carillon.loop.PathChange.Kind;
import dev.carillon.loop.timer.Accuracy;
import dev.carillon.loop.watch.TreeListener;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.function.LongSupplier;

/** The changes that are known and not told yet: those that the options want, as the options want them. */
final class PathChanges implements TreeListener {
    private final PathName root;
    private final PathOptions options;
    private final Set<Kind> kinds;
    private final LongSupplier clock;
    private final WatchStatistics statistics;
    private final Queue<PathChange> queue = new ArrayDeque<>();
    private final Settling settling;
    private long filtered;
    private long overflows;

    PathChanges(PathName root, PathOptions options, LongSupplier clock, WatchStatistics statistics) {
        this.root = root;
        this.options = options;
        this.kinds = options.kinds();
        this.clock = clock;
        this.statistics = statistics;
        this.settling = new Settling(Accuracy.saturatedNanos(options.settle()), options.queue(), this::wanted);
    }

    /** The next to be told; not if it {@link #isEmpty}. */
    PathChange take() {
        return queue.remove();
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** When {@link #release} is to be called; {@link Long#MAX_VALUE} for never. */
    long due() {
        return settling.due();
    }

    /** Time has passed: what has settled is to be told. */
    void release() {
        settling.release(clock.getAsLong());
    }

    /** Shows the figures to those who ask. */
    void count() {
        int size = queue.size() + settling.size();
        statistics.queued = size;
        statistics.mostQueued = Math.max(statistics.mostQueued, size);
        statistics.merged = settling.merged();
        statistics.filtered = filtered;
        statistics.overflows = overflows;
    }

    @Override
    public boolean hasRoom() {
        return queue.size() < options.queue();
    }

    private void offer(PathChange change) {
        settling.offer(change, clock.getAsLong());
    }

    /** After settling: what becomes of a change by changing once more is wanted or not in the end. */
    private void wanted(PathChange change) {
        PathName from = change.from();
        boolean isWanted = PathOptions.isOfTheWatch(change.kind())
                || (kinds.contains(change.kind()) && (isWanted(change.path()) || (from != null && isWanted(from))));
        if (isWanted) {
            queue.add(change);
        } else {
            filtered++;
        }
    }

    private boolean isWanted(PathName path) {
        return options.isUnfiltered() || options.filter().test(path.below(root));
    }

    @Override
    public void created(PathName path, boolean isDirectory) {
        offer(new PathChange(Kind.CREATED, path, isDirectory));
    }

    @Override
    public void deleted(PathName path, boolean isDirectory) {
        offer(new PathChange(Kind.DELETED, path, isDirectory));
    }

    @Override
    public void renamed(PathName from, PathName to, boolean isDirectory, boolean hasReplaced) {
        PathChange rename = new PathChange(Kind.RENAMED, to, from, isDirectory, null);
        settling.offerRename(rename, from, hasReplaced, clock.getAsLong());
    }

    @Override
    public void touched(int mask, PathName path, boolean isDirectory) {
        if ((mask & Inotify.MODIFY) != 0) {
            offer(new PathChange(Kind.MODIFIED, path, isDirectory));
        } else if ((mask & Inotify.CLOSE_WRITE) != 0) {
            offer(new PathChange(Kind.WRITTEN, path, isDirectory));
        } else if ((mask & Inotify.ATTRIB) != 0) {
            offer(new PathChange(Kind.ATTRIBUTES, path, isDirectory));
        }
    }

    @Override
    public void overflowed() {
        overflows++;
        offer(new PathChange(Kind.OVERFLOW, root, true));
    }

    @Override
    public void unmounted(PathName path) {
        offer(new PathChange(Kind.UNMOUNTED, path, true));
    }

    @Override
    public void refused(PathName path, LinuxException reason) {
        offer(new PathChange(Kind.REFUSED, path, null, true, reason));
    }

    @Override
    public void watched(PathName path) {
        offer(new PathChange(Kind.WATCHED, path, true));
    }

    @Override
    public void appeared(boolean isDirectory) {
        offer(new PathChange(Kind.APPEARED, root, isDirectory));
    }

    @Override
    public void replaced(boolean isOrWasDirectory) {
        offer(new PathChange(Kind.REPLACED, root, isOrWasDirectory));
    }

    @Override
    public void gone(boolean wasDirectory) {
        if (options.target() == PathOptions.Target.FILE) {
            settling.pushAll(); // it is the last
            wanted(new PathChange(Kind.GONE, root, wasDirectory));
        } else {
            offer(new PathChange(Kind.GONE, root, wasDirectory));
        }
    }
}
