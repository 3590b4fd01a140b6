package dev.carillon.monitor.source;

import dev.carillon.config.Failure;
import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.Inotify;
import dev.carillon.loop.DescriptorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the kernel counts of a cgroup's memory, {@code memory.events}: how often it was over its limits, and how often a process of
 * it was killed for that. The kernel tells when it changes.
 *
 * @param directory the cgroup's
 */
record CgroupInput(Path directory) implements Input {
    static final String KEY = "cgroup-memory";
    private static final String FILE = "memory.events";
    private static final Key<Path> DIRECTORY =
            new Key<>("directory", Kind.directory(), "The cgroup's, below /sys/fs/cgroup; of version 2.");

    static Optional<Input> read(Section source) {
        return source.section(
                        KEY, "How often a cgroup's memory was over its limits, and who was killed; the kernel tells.")
                .map(of -> new CgroupInput(of.require(DIRECTORY, Path.of("/sys/fs/cgroup"))));
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public OpenInput open(Inlet inlet) throws IOException {
        Path file = directory.resolve(FILE);
        Map<String, Long> last = counts(file);
        Inotify changes = Inotify.open();
        try {
            changes.add(file, Inotify.MODIFY | Inotify.DELETE_SELF);
        } catch (RuntimeException e) {
            changes.close();
            throw e;
        }
        Counts counts = new Counts(inlet, file, changes, last);
        return new OpenSource(inlet.loop().descriptor(inlet.name(), changes, Epoll.IN, counts::ready));
    }

    private static Map<String, Long> counts(Path file) throws IOException {
        Map<String, Long> counts = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            int space = line.indexOf(' ');
            String count = line.substring(space + 1);
            if (space > 0 && count.matches("[0-9]{1,18}")) {
                counts.put(line.substring(0, space), Long.valueOf(count));
            }
        }
        return counts;
    }

    /** Tells what has grown. */
    private static final class Counts {
        private final Inlet inlet;
        private final Path file;
        private final Inotify changes;
        private Map<String, Long> last;

        Counts(Inlet inlet, Path file, Inotify changes, Map<String, Long> last) {
            this.inlet = inlet;
            this.file = file;
            this.changes = changes;
            this.last = last;
        }

        void ready(DescriptorSource source, int events) {
            while (changes.read() != null) {
                // One look at the file says all.
            }
            try {
                tell(counts(file));
            } catch (IOException e) {
                source.close();
                inlet.notice("gone", Map.of("text", Failure.line(e)));
            }
        }

        private void tell(Map<String, Long> now) {
            Map<String, Long> before = last;
            last = now;
            now.forEach((name, count) -> {
                long more = count - before.getOrDefault(name, 0L);
                if (more > 0) {
                    Map<String, Object> fields = new LinkedHashMap<>();
                    fields.put("value", more);
                    fields.put("total", count);
                    inlet.event(name.replace('_', '-'), fields);
                }
            });
        }
    }
}
