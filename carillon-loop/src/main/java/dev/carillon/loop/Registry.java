package dev.carillon.loop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Every source of a loop in a numbered slot. A slot's generation goes up when its source closes, so that a token names
 * one life of one source: an event the kernel had queued for a closed source finds nobody, also when slot and descriptor
 * number are in use again.
 *
 * <p>Used by the loop's thread, except for {@link #shown}.
 */
final class Registry {
    private @Nullable Source[] slots = new Source[64];
    private int[] generations = new int[64];
    private int[] free = new int[64];
    private int freeCount;
    private int used;
    private int size;

    /**
     * What other threads see, by slot: sources that are made to the end. One registers itself while it is being made, when its
     * subclass has no fields yet; it is shown from the next turn on.
     */
    private volatile AtomicReferenceArray<@Nullable Source> shown = new AtomicReferenceArray<>(64);

    private final List<Source> unshown = new ArrayList<>();

    /** Gives the source a slot and returns its token: generation above, slot below. */
    long add(Source source) {
        int slot = freeCount > 0 ? free[--freeCount] : used++;
        if (slot == slots.length) {
            slots = Arrays.copyOf(slots, slot * 2);
            generations = Arrays.copyOf(generations, slot * 2);
            free = Arrays.copyOf(free, slot * 2);
        }
        slots[slot] = source;
        size++;
        unshown.add(source);
        return (long) generations[slot] << Integer.SIZE | slot;
    }

    /** The source a token names, or null if that life of it is over. */
    @Nullable
    Source find(long token) {
        int slot = (int) token;
        return slot < used && generations[slot] == (int) (token >>> Integer.SIZE) ? slots[slot] : null;
    }

    void remove(long token) {
        int slot = (int) token;
        slots[slot] = null;
        if (slot < shown.length()) {
            shown.setRelease(slot, null);
        }
        generations[slot]++;
        free[freeCount++] = slot;
        size--;
    }

    int size() {
        return size;
    }

    /** All sources in order of slot. */
    List<Source> all() {
        List<Source> sources = new ArrayList<>(size);
        for (int slot = 0; slot < used; slot++) {
            Source source = slots[slot];
            if (source != null) {
                sources.add(source);
            }
        }
        return sources;
    }

    /** Lets other threads see the sources that were made since the last turn. */
    void show() {
        if (unshown.isEmpty()) {
            return;
        }
        if (shown.length() < slots.length) {
            shown = enlarged(shown, slots.length);
        }
        for (int i = 0; i < unshown.size(); i++) {
            Source source = unshown.get(i);
            if (find(source.token()) == source) {
                shown.setRelease((int) source.token(), source);
            }
        }
        unshown.clear();
    }

    private static AtomicReferenceArray<@Nullable Source> enlarged(
            AtomicReferenceArray<@Nullable Source> from, int length) {
        AtomicReferenceArray<@Nullable Source> larger = new AtomicReferenceArray<>(length);
        for (int slot = 0; slot < from.length(); slot++) {
            larger.setPlain(slot, from.getPlain(slot));
        }
        return larger;
    }

    /** The sources as of about the last turn, for any thread. */
    List<Source> shown() {
        AtomicReferenceArray<@Nullable Source> from = shown;
        List<Source> sources = new ArrayList<>();
        for (int slot = 0; slot < from.length(); slot++) {
            Source source = from.getAcquire(slot);
            if (source != null) {
                sources.add(source);
            }
        }
        return sources;
    }
}
