package dev.carillon.http.server;

import dev.carillon.http.ContentCoding;
import dev.carillon.linux.FileStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Small files in memory, and names beside which no compressed file is. Bounded by bytes: whoever was not asked for since the
 * hand of a clock came by makes room. Safe from any thread; asking takes no lock.
 */
final class FileCache {
    /** What an entry takes besides its content, and so what bounds their number. */
    private static final int OVERHEAD = 512;

    /** A file by its name, and in which coding it was asked for. */
    record Key(String name, ContentCoding coding) {}

    /** What is known of a name. */
    static final class Entry {
        private final Key key;
        private final @Nullable StoredFile file;
        private final long bytes;
        private volatile long lookedAt;
        private boolean used;
        private int slot;

        private Entry(Key key, @Nullable StoredFile file, long now) {
            this.key = key;
            this.file = file;
            this.bytes = OVERHEAD + 2L * key.name().length() + (file == null ? 0 : file.size());
            this.lookedAt = now;
        }

        /** The file; null if there is none. */
        @Nullable
        StoredFile file() {
            return file;
        }

        /** Whether what was opened just now is this. */
        boolean is(FileStatus status) {
            return file != null && file.status.equals(status);
        }
    }

    private final long most;
    private final long staleMillis;
    private final ConcurrentMap<Key, Entry> entries = new ConcurrentHashMap<>();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    // Guarded by this:
    private final List<Entry> ring = new ArrayList<>();
    private int hand;
    private long bytes;
    private long evicted;

    FileCache(StaticOptions options) {
        most = options.cacheBytes();
        staleMillis = options.staleness().toMillis();
    }

    /** What is known and fresh; null if it has to be looked at. */
    @Nullable
    Entry fresh(Key key, long now) {
        Entry entry = entries.get(key);
        // A clock that was set back says nothing about ages.
        if (entry == null || now < entry.lookedAt || now - entry.lookedAt >= staleMillis) {
            misses.increment();
            return null;
        }
        hits.increment();
        entry.used = true; // racy, and the worst is that it is read from disk once more
        return entry;
    }

    /** What is known, fresh or not; null if nothing is. */
    @Nullable
    Entry known(Key key) {
        return entries.get(key);
    }

    /** It was looked at, and has not changed. */
    void renew(Entry entry, long now) {
        entry.lookedAt = now;
        entry.used = true;
    }

    /** Whether there is room at all for a file of a length. */
    boolean mayKeep(long fileBytes) {
        return fileBytes + OVERHEAD <= most;
    }

    /** Keeps a file, or that there is none, if there is room for it at all. */
    synchronized void put(Key key, @Nullable StoredFile file, long now) {
        Entry entry = new Entry(key, file, now);
        remove(key);
        if (entry.bytes > most) {
            return;
        }
        while (bytes + entry.bytes > most) {
            evictOne();
        }
        entry.slot = ring.size();
        ring.add(entry);
        bytes += entry.bytes;
        entries.put(key, entry);
    }

    /** Forgets what was known. */
    synchronized void remove(Key key) {
        Entry entry = entries.remove(key);
        if (entry != null) {
            leave(entry);
        }
    }

    /** The last of the ring takes its place. */
    private void leave(Entry entry) {
        Entry last = ring.removeLast();
        if (last != entry) {
            ring.set(entry.slot, last);
            last.slot = entry.slot;
        }
        bytes -= entry.bytes;
    }

    private void evictOne() {
        while (true) {
            hand = hand >= ring.size() ? 0 : hand;
            Entry entry = ring.get(hand);
            if (!entry.used) {
                entries.remove(entry.key);
                leave(entry);
                evicted++;
                return;
            }
            entry.used = false;
            hand++;
        }
    }

    synchronized StaticStatistics statistics() {
        return new StaticStatistics(hits.sum(), misses.sum(), evicted, ring.size(), bytes);
    }

    synchronized void clear() {
        entries.clear();
        ring.clear();
        bytes = 0;
    }
}
