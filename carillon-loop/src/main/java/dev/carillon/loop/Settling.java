package dev.carillon.loop;

import dev.carillon.linux.PathName;
import dev.carillon.loop.PathChange.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds changes of files back until nothing more has happened to the file for a while, and makes one of those of a file. What
 * cannot wait pushes out before itself what waits at its place, and below it if it takes that away.
 */
final class Settling {
    private static final long NEVER = Long.MAX_VALUE;

    private final long quietNanos;
    private final int limit;
    private final Consumer<PathChange> out;

    /** In the order in which they were touched last: they all wait for the same time. */
    private final Map<PathName, Held> held = new LinkedHashMap<>();

    private final TreeSet<PathName> sorted = new TreeSet<>();
    private long merged;

    /** A change that waits. */
    private record Held(PathChange change, long due) {}

    /** @param limit how many may wait; beyond these the first does not wait any longer */
    Settling(long quietNanos, int limit, Consumer<PathChange> out) {
        this.quietNanos = quietNanos;
        this.limit = limit;
        this.out = out;
    }

    void offer(PathChange change, long now) {
        if (change.isDirectory() || quietNanos == 0 || !isOfOneFile(change.kind())) {
            pushFor(change);
            out.accept(change);
            return;
        }
        PathChange former = take(change.path());
        PathChange both = former == null ? change : together(former, change);
        merged += former == null ? 0 : 1;
        if (both != null) {
            held.put(change.path(), new Held(both, now + quietNanos));
            sorted.add(change.path());
        }
        if (held.size() > limit) {
            pushFirst();
        }
    }

    /** A file that was made just now counts as made under its new name: how it was called before is nobody's business. */
    void offerRename(PathChange rename, PathName from, boolean hasReplaced, long now) {
        Held former = rename.isDirectory() ? null : held.get(from);
        if (former == null || former.change.kind() != Kind.CREATED) {
            push(from, rename.isDirectory());
            offer(rename, now);
            return;
        }
        take(from);
        merged++;
        offer(new PathChange(hasReplaced ? Kind.MODIFIED : Kind.CREATED, rename.path(), false), now);
    }

    private static boolean isOfOneFile(Kind kind) {
        return switch (kind) {
            case CREATED, MODIFIED, WRITTEN, ATTRIBUTES, DELETED, APPEARED, REPLACED, GONE -> true;
            case RENAMED, OVERFLOW, REFUSED, WATCHED, UNMOUNTED -> false;
        };
    }

    /** Both in one; null if they come to nothing. */
    private static @Nullable PathChange together(PathChange first, PathChange second) {
        Kind before = first.kind();
        boolean wasMade = before == Kind.CREATED || before == Kind.APPEARED;
        return switch (second.kind()) {
            case DELETED, GONE -> wasMade ? null : second;
            case CREATED -> new PathChange(Kind.MODIFIED, second.path(), false); // it was deleted before
            case APPEARED -> new PathChange(Kind.REPLACED, second.path(), false); // it was gone before
            default -> wasMade || weight(before) > weight(second.kind()) ? first : second;
        };
    }

    /** The greater says what the lesser says, too. */
    private static int weight(Kind kind) {
        return switch (kind) {
            case REPLACED -> 3;
            case WRITTEN -> 2;
            case MODIFIED -> 1;
            default -> 0;
        };
    }

    private void pushFor(PathChange change) {
        switch (change.kind()) {
            case OVERFLOW -> pushAll();
            case DELETED, RENAMED, UNMOUNTED, APPEARED, REPLACED, GONE -> push(change.path(), true);
            default -> push(change.path(), false);
        }
    }

    /** Tells what waits at a place, and perhaps below it. */
    private void push(PathName place, boolean withThoseBelow) {
        if (held.isEmpty()) {
            return;
        }
        PathChange at = take(place);
        if (at != null) {
            out.accept(at);
        }
        if (withThoseBelow) {
            List<PathName> below = new ArrayList<>(sorted.subSet(with(place, '/'), with(place, '/' + 1)));
            below.forEach(this::pushOne);
        }
    }

    private static PathName with(PathName place, int last) {
        byte[] bytes = Arrays.copyOf(place.bytes(), place.length() + 1);
        bytes[place.length()] = (byte) last;
        return PathName.of(bytes);
    }

    private void pushOne(PathName place) {
        PathChange change = take(place);
        if (change != null) {
            out.accept(change);
        }
    }

    /** Tells all that waits. */
    void pushAll() {
        List.copyOf(held.keySet()).forEach(this::pushOne);
    }

    private @Nullable PathChange take(PathName place) {
        Held former = held.remove(place);
        if (former == null) {
            return null;
        }
        sorted.remove(place);
        return former.change;
    }

    /** Tells what has waited long enough. */
    void release(long now) {
        while (due() <= now) {
            pushFirst();
        }
    }

    private void pushFirst() {
        pushOne(held.keySet().iterator().next());
    }

    /** When the next has waited long enough. */
    long due() {
        Iterator<Held> first = held.values().iterator();
        return first.hasNext() ? first.next().due : NEVER;
    }

    int size() {
        return held.size();
    }

    long merged() {
        return merged;
    }
}
