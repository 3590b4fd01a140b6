package dev.carillon.monitor.source;

import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Program;
import dev.carillon.config.Section;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Spawn;
import dev.carillon.linux.StreamFd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A program that is kept running: how it ends is an event, and so is each line that it prints.
 *
 * @param run the program and its arguments; no shell
 * @param directory where it runs; empty for where the monitor does
 * @param environment what is in its environment besides ours
 * @param output what becomes of what it prints
 * @param stop what asks it to end
 * @param grace how long it may take to, until it is killed with its group
 * @param restart when it is started again
 */
record ChildInput(
        List<String> run,
        Optional<Path> directory,
        Map<String, String> environment,
        Output output,
        Signal stop,
        Duration grace,
        RestartSettings restart)
        implements Input {
    static final String KEY = "child";
    private static final int STANDARD_ERROR = 2;
    private static final Key<String> RUN =
            new Key<>("run", Kind.text(), "The program and its arguments, each by itself: no shell reads them.");
    private static final Key<Path> DIRECTORY = new Key<>("directory", Kind.directory(), "Where it runs.");
    private static final Key<String> ENVIRONMENT =
            new Key<>("environment", Kind.text(), "Variables of its environment besides the monitor's own.");
    private static final Key<Output> OUTPUT = new Key<>(
            "output",
            Kind.choice(Output.class),
            "What becomes of what it prints: lines are events, pass gives it to the monitor's standard error, none"
                    + " drops it.");
    private static final Key<Signal> STOP = new Key<>(
            "stop", Kind.text("a signal: \"TERM\", \"INT\"", Signal::parse), "What asks it, and its group, to end.");
    private static final Key<Duration> GRACE =
            new Key<>("grace", Kind.span(), "How long it may take to end, until its group is killed.");

    /** What becomes of what a program prints. */
    enum Output {
        /** Each line is an event. */
        LINES,
        /** It goes where the monitor's own messages go. */
        PASS,
        /** Nobody reads it. */
        NONE
    }

    static Optional<Input> read(Section source) {
        RestartSettings restart = RestartSettings.read(source);
        return source.section(KEY, "A program that is kept running; its lines and its ends are events.")
                .map(of -> {
                    List<String> run = of.requireList(RUN);
                    Program.check(of, RUN.name(), run);
                    return new ChildInput(
                            run,
                            of.find(DIRECTORY),
                            of.entries(ENVIRONMENT),
                            of.get(OUTPUT, Output.LINES),
                            of.get(STOP, Signal.TERM),
                            of.get(GRACE, Duration.ofSeconds(10)),
                            restart);
                });
    }

    @Override
    public boolean startsAgain() {
        return true;
    }

    @Override
    public String key() {
        return KEY;
    }

    /** Those of its lines, of its starts and of its ends. */
    @Override
    public Set<String> fields() {
        Set<String> fields = new HashSet<>(LINE_FIELDS);
        fields.addAll(List.of("pid", "count", "text", "code", "signal", "core", "success", "cause", "livedMillis"));
        return fields;
    }

    @Override
    public boolean givesText() {
        return output == Output.LINES;
    }

    /** Two of a program would want the same port or file, and two under a name be taken for each other. */
    @Override
    public boolean awaitsEndOf(Input other) {
        return other instanceof ChildInput child && child.run.equals(run);
    }

    @Override
    public OpenInput open(Inlet inlet) {
        return OpenChild.open(
                inlet, spawn(), restart.options().withStopSignal(stop).withStopTimeout(grace));
    }

    private Spawn spawn() {
        Spawn spawn = Spawn.command(run).ownGroup().devNull(0);
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            spawn = spawn.environment(variable.getKey(), variable.getValue());
        }
        if (directory.isPresent()) {
            spawn = spawn.directory(directory.get());
        }
        return switch (output) {
            case LINES -> spawn.pipeOutput().pipeError();
            case PASS -> spawn.standardOutput(StreamFd.adopt(STANDARD_ERROR, "stderr"));
            case NONE -> spawn.devNull(1).devNull(STANDARD_ERROR);
        };
    }
}
