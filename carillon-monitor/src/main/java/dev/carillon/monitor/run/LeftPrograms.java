package dev.carillon.monitor.run;

import dev.carillon.monitor.source.Remains;
import dev.carillon.monitor.store.KeptChild;
import dev.carillon.monitor.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Programs that are kept running, in the state directory: a monitor that was killed may have left some. */
final class LeftPrograms implements Remains {
    private final Store store;
    private final String machine = machine();
    private final Map<String, Former> left = new LinkedHashMap<>();

    /** Those of another start of the machine, or of another container, have numbers that mean nothing here. */
    LeftPrograms(Store store, List<KeptChild> kept) {
        this.store = store;
        for (KeptChild child : kept) {
            if (child.machine().equals(machine)) {
                left.put(child.source(), new Former(child.pid(), child.start()));
            } else {
                store.ended(child.source(), child.pid());
            }
        }
    }

    private static String machine() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip() + " "
                    + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
        } catch (IOException e) {
            return "unknown: " + ProcessHandle.current().pid(); // which no other is
        }
    }

    @Override
    public void started(String source, Former program) {
        store.started(new KeptChild(source, program.pid(), program.start(), machine));
    }

    @Override
    public void ended(String source, int pid) {
        store.ended(source, pid);
    }

    @Override
    public Optional<Former> take(String source) {
        return Optional.ofNullable(left.remove(source));
    }

    /** Those that no source has taken. */
    Map<String, Former> takeAll() {
        Map<String, Former> all = Map.copyOf(left);
        left.clear();
        return all;
    }
}
