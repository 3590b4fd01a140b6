package dev.carillon.bench.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What was measured, noted as it comes, so that another run can take it over. Whoever keeps figures names the records that
 * they are noted as, and says how such a record is added again.
 */
public final class Journal {
    private final Map<String, Kind<?>> kinds = new ConcurrentHashMap<>();
    private final List<String> lines = new ArrayList<>();
    private volatile boolean repeats;

    /** One kind of notes: what they are, and who adds them again. */
    private record Kind<T>(Class<T> type, Consumer<T> again) {
        Runnable read(Object noted) {
            T value = Json.convert(noted, type);
            return () -> again.accept(value);
        }
    }

    /**
     * A kind of notes.
     *
     * @param name tells it from others
     * @param type a record, or whatever else Jackson writes and reads
     * @param again adds one that comes from a file
     * @return takes one that was measured
     */
    public <T> Consumer<T> kind(String name, Class<T> type, Consumer<T> again) {
        kinds.put(name, new Kind<>(type, again));
        return noted -> note(Map.of(name, noted));
    }

    private void note(Map<String, Object> line) {
        if (repeats) {
            return; // it is in the file already
        }
        String text = Json.line(line);
        synchronized (lines) {
            lines.add(text);
        }
    }

    /** What was noted since the last call: JSON objects. */
    public List<String> take() {
        synchronized (lines) {
            List<String> taken = List.copyOf(lines);
            lines.clear();
            return taken;
        }
    }

    /**
     * Adds what was noted, all of it or nothing.
     *
     * @param noted JSON objects
     * @return false if one of them is none of ours: of another version, say
     */
    public boolean repeat(List<Map<?, ?>> noted) {
        List<Runnable> all = new ArrayList<>();
        for (Map<?, ?> line : noted) {
            for (Map.Entry<?, ?> entry : line.entrySet()) {
                Kind<?> kind = kinds.get(String.valueOf(entry.getKey()));
                if (kind == null) {
                    return false;
                }
                try {
                    all.add(kind.read(entry.getValue()));
                } catch (IllegalArgumentException e) {
                    return false;
                }
            }
        }
        repeats = true;
        all.forEach(Runnable::run);
        repeats = false;
        return true;
    }
}
