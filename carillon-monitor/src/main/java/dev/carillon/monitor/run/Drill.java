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
 */
public final class Drill {
    private static final String NAME = "drill";
    private static final String FILE = """
        [source.drill]
        counter = {}
        [rule.drill]
        on = "drill"
        above = 80
        clear-below = 75
        flap = "never"
        do = ["drill"]
        """;
    private static final List<String> NO_PROGRAM = List.of("/dev/null/none");

    /** As often as the JIT compiler looks on before it compiles, and a little more. */
    static final int TIMES = 300;

    private static final long RAISING = 81;
    private static final long CLEARING = 70;

    private Drill() {}

    /** Begins. */
    public static void begin() {
        Thread.ofPlatform().daemon().name(NAME).start(() -> {
            try {
                run();
            } catch (IOException | RuntimeException e) {
                // Out of descriptors, say: what is in earnest meets it, too, and tells.
            }
        });
    }

    /** How many events there were. */
    static long run() throws IOException {
        try (EventLoop loop = EventLoop.open(NAME);
                Monitor monitor = Monitor.open(loop, settings(), Set.of(), event -> {}, line -> {})) {
            for (int i = 0; i < TIMES; i++) {
                happen(loop, monitor, RAISING);
                happen(loop, monitor, CLEARING);
            }
            return monitor.events();
        }
    }

    private static void happen(EventLoop loop, Monitor monitor, long value) {
        monitor.add(NAME, value);
        loop.turn(Duration.ZERO);
    }

    private static MonitorSettings settings() {
        Section root = ConfigFile.of(NAME, FILE).root();
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
