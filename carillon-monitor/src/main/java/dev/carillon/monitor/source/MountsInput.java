package dev.carillon.monitor.source;

import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.Mount;
import dev.carillon.linux.MountTable;
import dev.carillon.linux.PathName;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is mounted and unmounted; the kernel tells when something was, and the table what.
 *
 * @param path the only place that counts, of which it is told at the start how it is; empty for all
 */
record MountsInput(Optional<Path> path) implements Input {
    static final String KEY = "mounts";
    private static final Key<Path> PATH = new Key<>(
            "path",
            Kind.path(),
            "The only place that counts: at the start it is told, too, whether something is there.");

    static Optional<Input> read(Section source) {
        return source.section(KEY, "What is mounted and unmounted, and becomes read-only by it; the kernel tells.")
                .map(of -> new MountsInput(of.find(PATH)));
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public boolean canWait() {
        return true;
    }

    @Override
    public OpenInput open(Inlet inlet) {
        MountTable table = MountTable.open();
        try {
            Differences differences =
                    new Differences(inlet, path.map(Path::toAbsolutePath).map(PathName::of));
            differences.begin(table.mounts());
            return new OpenSource(inlet.loop()
                    .descriptor(inlet.name(), table, Epoll.PRI, (_, _) -> differences.changed(table.mounts())));
        } catch (RuntimeException e) {
            table.close();
            throw e;
        }
    }

    /** Compares what is mounted with what was. */
    static final class Differences {
        private final Inlet inlet;
        private final Optional<PathName> only;
        private Map<Integer, Mount> last = Map.of();

        Differences(Inlet inlet, Optional<PathName> only) {
            this.inlet = inlet;
            this.only = only;
        }

        void begin(List<Mount> mounts) {
            last = byId(mounts);
            only.ifPresent(path -> {
                List<Mount> there = mounts.stream().filter(this::counts).toList();
                if (there.isEmpty()) {
                    inlet.event("absent", fields(0, path));
                } else {
                    tell("present", 1, there.getLast());
                }
            });
        }

        void changed(List<Mount> mounts) {
            Map<Integer, Mount> before = last;
            Map<Integer, Mount> now = byId(mounts);
            last = now;
            Set<PathName> left =
                    new HashSet<>(now.values().stream().map(Mount::path).toList());
            before.forEach((id, mount) -> {
                if (!isSame(mount, now.get(id))) {
                    tell("unmounted", left.contains(mount.path()) ? 1 : 0, mount);
                }
            });
            now.forEach((id, mount) -> {
                Mount old = before.get(id);
                if (old == null || !isSame(mount, old)) {
                    tell("mounted", 1, mount);
                } else if (old.isReadOnly() != mount.isReadOnly()) {
                    tell("remounted", 1, mount);
                }
            });
        }

        /** In the order of the table, where the last of a place is the one that is seen. */
        private static Map<Integer, Mount> byId(List<Mount> mounts) {
            Map<Integer, Mount> byId = new LinkedHashMap<>();
            mounts.forEach(mount -> byId.put(mount.id(), mount));
            return byId;
        }

        /** Whether it is the same mount, of which only options have changed: numbers are given again. */
        private static boolean isSame(Mount mount, @Nullable Mount other) {
            return other != null
                    && mount.path().equals(other.path())
                    && mount.type().equals(other.type())
                    && mount.from().equals(other.from());
        }

        private boolean counts(Mount mount) {
            return only.isEmpty() || only.get().equals(mount.path());
        }

        private void tell(String kind, int value, Mount mount) {
            if (!counts(mount)) {
                return;
            }
            Map<String, Object> fields = fields(value, mount.path());
            fields.put("type", mount.type());
            fields.put("from", mount.from());
            fields.put("readOnly", mount.isReadOnly());
            inlet.event(kind, fields);
        }

        private static Map<String, Object> fields(int value, PathName path) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("value", value);
            fields.put("path", path.toString());
            return fields;
        }
    }
}
