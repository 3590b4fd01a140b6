package dev.carillon.loop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every source of a loop in a numbered slot. A slot's generation goes up when its source closes, so that a token names
 * one life of one source: an event the kernel had queued for a closed source finds nobody, also when slot and descriptor
 * number are in use again.
 */
final class Registry {
    private @Nullable Source[] slots = new Source[64];
    private int[] generations = new int[64];
    private int[] free = new int[64];
    private int freeCount;
    private int used;
    private int size;

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
}
