package dev.carillon.monitor;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that has only so many entries: those that were put in last. */
public final class NewestMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;

    private final int most;

    /** Without any yet. */
    public NewestMap(int most) {
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
