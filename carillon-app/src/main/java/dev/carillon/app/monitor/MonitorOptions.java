package dev.carillon.app.monitor;

import dev.carillon.linux.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What the user asked for.
 *
 * @param sources the switched-on sources, of {@link #NAMES}
 * @param signals the signals to take; those that cannot be delivered are left out, and said so
 * @param timer the timer's period
 * @param generate the generator's period
 * @param stats the period of statistics; zero for none
 * @param idle the span of quiet to notice; zero for none
 * @param limit when to end; zero for never
 * @param watch the files and directories to watch
 * @param children the commands to run
 */
record MonitorOptions(
        Set<String> sources,
        List<Signal> signals,
        Duration timer,
        Duration generate,
        Duration stats,
        Duration idle,
        Duration limit,
        List<Path> watch,
        List<String> children) {
    /** The sources that can be switched on and off by name. */
    static final List<String> NAMES = List.of("counter", "timer", "signals", "pipe", "stdin", "pressure");

    boolean has(String source) {
        return sources.contains(source);
    }
}
