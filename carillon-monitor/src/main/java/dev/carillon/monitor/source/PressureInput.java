package dev.carillon.monitor.source;

import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.Pressure;
import dev.carillon.linux.PressureReading;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Time lost to shortage, of which the kernel wakes us: it looks ten times a window.
 *
 * @param of shortage of what
 * @param scope whether some tasks wait, or all
 * @param stall how much of a window has to be lost
 * @param cgroup whose; empty for the machine's
 */
record PressureInput(Pressure.Resource of, Pressure.Scope scope, Duration stall, Duration window, Optional<Path> cgroup)
        implements Input {
    static final String KEY = "pressure";
    private static final Key<Pressure.Resource> OF =
            new Key<>("of", Kind.choice(Pressure.Resource.class), "What tasks wait for.");
    private static final Key<Pressure.Scope> SCOPE = new Key<>(
            "scope", Kind.choice(Pressure.Scope.class), "Whether some tasks wait, or all; \"some\" unless said.");
    private static final Key<Duration> STALL =
            new Key<>("stall", Kind.positiveSpan(), "How much time of a window has to be lost.");
    private static final Key<Duration> WINDOW = new Key<>(
            "window",
            Kind.positiveSpan(),
            "The window, \"2 s\" unless said. Without privileges the kernel takes multiples of 2 s only.");
    private static final Key<Path> CGROUP =
            new Key<>("cgroup", Kind.directory(), "The directory of a cgroup whose tasks count; all unless said.");

    static Optional<Input> read(Section source) {
        return source.section(KEY, "Time that tasks lose to shortage; the kernel tells.")
                .map(of -> {
                    Duration stall = of.require(STALL, Duration.ofMillis(150));
                    Duration window = of.get(WINDOW, Duration.ofSeconds(2));
                    if (stall.compareTo(window) > 0) {
                        of.wrong(STALL.name(), "no window has so much; allowed: at most the window");
                    }
                    return new PressureInput(
                            of.require(OF, Pressure.Resource.MEMORY),
                            of.get(SCOPE, Pressure.Scope.SOME),
                            stall,
                            window,
                            of.find(CGROUP));
                });
    }

    @Override
    public String key() {
        return KEY;
    }

    private Path file() {
        String word = of.name().toLowerCase(Locale.ROOT);
        return cgroup.map(directory -> directory.resolve(word + ".pressure")).orElseGet(of::file);
    }

    @Override
    public OpenInput open(Inlet inlet) {
        Path file = file();
        Pressure trigger = Pressure.open(file, scope, stall, window);
        return new OpenSource(inlet.loop().descriptor(inlet.name(), trigger, Epoll.PRI, (self, events) -> {
            if ((events & Epoll.ERR) != 0) { // the cgroup is gone
                self.close();
                inlet.notice("gone", Map.of("path", file.toString()));
                return;
            }
            tell(inlet, PressureReading.of(file));
        }));
    }

    private void tell(Inlet inlet, PressureReading reading) {
        PressureReading.Averages full = reading.full();
        List<PressureReading.Averages> both = full == null ? List.of(reading.some()) : List.of(reading.some(), full);
        PressureReading.Averages wanted = scope == Pressure.Scope.SOME ? both.getFirst() : both.getLast();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("value", wanted.avg10());
        fields.put("unit", "%");
        fields.put("avg60", wanted.avg60());
        fields.put("avg300", wanted.avg300());
        inlet.event(KEY, fields);
    }
}
