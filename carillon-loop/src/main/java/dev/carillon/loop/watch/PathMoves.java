package dev.carillon.loop.watch;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Renames that are not complete. Of a rename the kernel tells in three events: the old name, the new one with the same
 * cookie, and, to the watch of a directory, that it is this one which has moved. The second does not come where the new name
 * is outside, the first where the old one was; the third not for a directory that was not watched yet. Nothing else can
 * happen to either name in between: the kernel holds both directories' locks.
 */
final class PathMoves {
    private static final long NEVER = Long.MAX_VALUE;

    private final Map<Integer, Left> left = new LinkedHashMap<>();
    private final List<Renamed> renamed = new ArrayList<>();

    /** Directories whose place another has taken, and where that was: two that change places do so in two renames. */
    private final Map<WatchedDirectory, Place> displaced = new LinkedHashMap<>();

    /**
     * The first event only, so far.
     *
     * @param due when it is certain that the second does not come
     */
    record Left(Place from, long due) {}

    /** The first two events of a directory; the third tells which one it was. */
    record Renamed(Place from, Place to) {}

    void left(int cookie, Left move) {
        left.put(cookie, move);
    }

    /** The first event to a second; null if there was none. */
    @Nullable
    Left takeLeft(int cookie) {
        return left.remove(cookie);
    }

    /** What has left a place; null if nothing has. */
    @Nullable
    Left takeLeft(Place place) {
        if (left.isEmpty()) {
            return null;
        }
        for (Iterator<Left> rest = left.values().iterator(); rest.hasNext(); ) {
            Left move = rest.next();
            if (move.from.equals(place)) {
                rest.remove();
                return move;
            }
        }
        return null;
    }

    /** The move with which a directory has left its place, itself or with one above it; null if it has not. */
    @Nullable
    Left takeLeft(WatchedDirectory directory) {
        for (Iterator<Left> rest = left.values().iterator(); rest.hasNext(); ) {
            Left move = rest.next();
            WatchedDirectory moved = move.from.in().get(move.from.name());
            if (moved != null && directory.isIn(moved)) {
                rest.remove();
                return move;
            }
        }
        return null;
    }

    /** Takes one that has waited long enough for its second event; null if none has. */
    @Nullable
    Left takeDue(long now) {
        if (left.isEmpty() || due() > now) {
            return null;
        }
        Iterator<Left> first = left.values().iterator();
        Left move = first.next();
        first.remove();
        return move;
    }

    /** When the first of them will have waited long enough. */
    long due() {
        return left.isEmpty() ? NEVER : left.values().iterator().next().due;
    }

    void renamed(Renamed rename) {
        renamed.add(rename);
    }

    /** The third event: takes the rename that it completes; null if it is none of these. */
    @Nullable
    Renamed takeMovedSelf(WatchedDirectory directory) {
        Place place = directory.place();
        Place was = place == null ? displaced.remove(directory) : place;
        for (Renamed rename : renamed) {
            if (rename.from.equals(was)) {
                renamed.remove(rename);
                return rename;
            }
        }
        return null;
    }

    /** Another took the place of this directory. */
    void displaced(WatchedDirectory directory, Place from) {
        displaced.put(directory, from);
    }

    /** Takes the rename from or to a place whose third event will not come any more; null if there is none. */
    @Nullable
    Renamed takeRenamed(Place place) {
        for (Renamed rename : renamed) {
            if (rename.to.equals(place) || rename.from.equals(place)) {
                renamed.remove(rename);
                return rename;
            }
        }
        return null;
    }

    /** Takes any rename that waits for its third event; null if there is none. */
    @Nullable
    Renamed takeRenamed() {
        displaced.clear();
        return renamed.isEmpty() ? null : renamed.removeFirst();
    }

    void clear() {
        left.clear();
        renamed.clear();
        displaced.clear();
    }
}
