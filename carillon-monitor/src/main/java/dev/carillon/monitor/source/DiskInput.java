package dev.carillon.monitor.source;

import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How full a file system is, {@code statvfs(3)}, looked at every so often: the kernel does not tell.
 *
 * @param path anything on it
 */
record DiskInput(Path path, Often often) implements Input {
    static final String KEY = "disk";
    private static final int PERCENT = 100;
    private static final Key<Path> PATH = new Key<>("path", Kind.path(), "Anything on the file system.");

    static Optional<Input> read(Section source) {
        return source.section(KEY, "How full a file system is, in percent (polled).")
                .map(of -> new DiskInput(of.require(PATH, Path.of("/")), Often.read(of)));
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public OpenInput open(Inlet inlet) {
        return new Probing(inlet, KEY, often.every(), often.timeout(), this::look);
    }

    /** As df(1) counts it: what is kept for root is not free. */
    private Map<String, Object> look() throws IOException {
        FileStore store = Files.getFileStore(path);
        long total = store.getTotalSpace();
        long used = total - store.getUnallocatedSpace();
        long free = store.getUsableSpace();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("value", used + free == 0 ? 0.0 : (double) PERCENT * used / (used + free));
        fields.put("unit", "%");
        fields.put("total", total);
        fields.put("free", free);
        fields.put("read-only", store.isReadOnly());
        return fields;
    }
}
