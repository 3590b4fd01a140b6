package dev.carillon.app.monitor;

import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Pressure;
import dev.carillon.linux.PressureReading;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shortage of memory, processors and I/O, as far as this machine tells. */
final class PressureInput {
    private static final Duration STALL = Duration.ofMillis(200);
    private static final Duration WINDOW = Duration.ofSeconds(2);

    private final EventLoop loop;
    private final Journal journal;
    private final List<String> missing = new ArrayList<>();

    PressureInput(EventLoop loop, Journal journal) {
        this.loop = loop;
        this.journal = journal;
    }

    /** Makes what sources can be made: not every kernel has them, and not every container lets us. */
    List<Source> open() {
        List<Source> sources = new ArrayList<>();
        for (Pressure.Resource resource : Pressure.Resource.values()) {
            try {
                sources.add(loop.pressure(
                        nameOf(resource),
                        resource,
                        Pressure.Scope.SOME,
                        STALL,
                        WINDOW,
                        source -> pressed(source, resource)));
            } catch (LinuxException e) {
                missing.add(e.getMessage());
            }
        }
        return sources;
    }

    private static String nameOf(Pressure.Resource resource) {
        return resource.name().toLowerCase(Locale.ROOT);
    }

    private void pressed(Source source, Pressure.Resource resource) {
        double percent = PressureReading.of(resource.file()).some().avg10();
        journal.event(source, "pressure", "resource", nameOf(resource), "avg10", percent);
    }

    /** Why some are missing; empty if none is. */
    String missing() {
        return missing.isEmpty() ? "" : "not available: " + String.join("; ", missing);
    }
}
