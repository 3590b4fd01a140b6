package dev.carillon.monitor.run;

import dev.carillon.config.ConfigFile;
import dev.carillon.config.Section;
import dev.carillon.loop.EventLoop;
import dev.carillon.monitor.action.ActionSettings;
import dev.carillon.monitor.action.Occasion;
import dev.carillon.monitor.file.MonitorSettings;
import dev.carillon.monitor.file.ProcessSettings;
import dev.carillon.monitor.rule.RuleReader;
import dev.carillon.monitor.source.SourceReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Has an alarm of its own raised and cleared a few hundred times, on a loop and a thread of its own: the JVM has then loaded and
 * compiled what leads from an event to a program, and the first alarm in earnest is answered as quickly as the thousandth. Nothing is
 * told of it, and no program runs: the one that is to be started is not there.
 *
 * <p>Where programs are kept running, one that ends at once, {@code true}, is started as often again: how the end of one leads to the
 * start of the next can be practised in no other way.
 */
public final class Drill {
    private static final String NAME = "drill";
    private static final String ALARMS = """
        [source.drill]
        counter = {}
        [rule.drill]
        on = "drill"
        above = 80
        clear-below = 75
        flap = "never"
        do = ["drill"]
        """;
    private static final String KEPT = """
        [source.drill]
        child = { run = ["true"] }
        restart = { first = "0", give-up = "never" }
        """;
    private static final List<String> NO_PROGRAM = List.of("/dev/null/none");

    /** As often as the JIT compiler looks on before it compiles, and a little more. */
    static final int TIMES = 300;

    /** On a machine that has other things to do, the rest is left to what happens in earnest. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private static final long RAISING = 81;
    private static final long CLEARING = 70;

    private Drill() {}

    /**
     * Begins.
     *
     * @param settings what the monitor in earnest has
     */
    public static void begin(MonitorSettings settings) {
        boolean areKept =
                settings.sources().stream().anyMatch(source -> source.input().startsAgain());
        Thread.ofPlatform().daemon().name(NAME).start(() -> {
            try {
                alarms();
                if (areKept) {
                    ends(LONGEST);
                }
            } catch (IOException | RuntimeException e) {
                // Out of descriptors, say: what is in earnest meets it, too, and tells.
            }
        });
    }

    /** How many events there were. */
    static long alarms() throws IOException {
        try (EventLoop loop = EventLoop.open(NAME);
                Monitor monitor = open(loop, ALARMS)) {
            for (int i = 0; i < TIMES; i++) {
                happen(loop, monitor, RAISING);
                happen(loop, monitor, CLEARING);
            }
            return monitor.events();
        }
    }

    /** How many events there were: each time one of the end, of the next start, and that it comes. */
    static long ends(Duration longest) throws IOException {
        try (EventLoop loop = EventLoop.open(NAME);
                Monitor monitor = open(loop, KEPT)) {
            long end = System.nanoTime() + longest.toNanos();
            while (monitor.events() < 3L * TIMES && System.nanoTime() - end < 0) {
                loop.turn(longest);
            }
            return monitor.events();
        }
    }

    private static Monitor open(EventLoop loop, String file) throws IOException {
        return Monitor.open(loop, settings(file), Set.of(), event -> {}, line -> {});
    }

    private static void happen(EventLoop loop, Monitor monitor, long value) {
        monitor.add(NAME, value);
        loop.turn(Duration.ZERO);
    }

    private static MonitorSettings settings(String file) {
        Section root = ConfigFile.of(NAME, file).root();
        ActionSettings action =
                new ActionSettings.Run(NAME, Set.of(Occasion.values()), NO_PROGRAM, Duration.ofSeconds(1), 1, 1);
        return new MonitorSettings(
                Path.of(NAME),
                ProcessSettings.USUAL,
                Optional.empty(),
                root.named("source", "").entrySet().stream()
                        .flatMap(source -> SourceReader.read(source.getKey(), source.getValue()).stream())
                        .toList(),
                root.named("rule", "").entrySet().stream()
                        .map(rule -> RuleReader.read(rule.getKey(), rule.getValue()))
                        .toList(),
                List.of(action),
                List.of());
    }
}
