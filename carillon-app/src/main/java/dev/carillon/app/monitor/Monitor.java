package dev.carillon.app.monitor;

import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Pressure;
import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalDelivery;
import dev.carillon.linux.SignalInfo;
import dev.carillon.linux.Signals;
import dev.carillon.linux.Spawn;
import dev.carillon.linux.StreamFd;
import dev.carillon.loop.CounterSource;
import dev.carillon.loop.DeferSource;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.PathChange;
import dev.carillon.loop.Priority;
import dev.carillon.loop.Source;
import dev.carillon.loop.StreamSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The integrated event system: one loop over everything, each event one line. */
final class Monitor {
    private static final Duration STALL = Duration.ofMillis(200);
    private static final Duration WINDOW = Duration.ofSeconds(2);

    private final MonitorOptions options;
    private final EventLoop loop;
    private final Journal journal;
    private final Report report;
    private final List<Source> sources = new ArrayList<>();
    private final DeferSource ending;
    private @Nullable Generator generator;
    private String reason = "stopped";

    Monitor(MonitorOptions options, EventWriter writer, EventLoop loop) {
        this.options = options;
        this.loop = loop;
        this.journal = new Journal(writer, loop);
        this.report = new Report(loop);
        // Last in its turn: what the generator had sent before it was stopped is handled first.
        this.ending = loop.defer("ending", source -> loop.stop());
        ending.priority(Priority.LAST);
    }

    /** Runs until it is told to end. */
    void run() {
        Map<SignalDelivery, Set<Signal>> delivery = Signals.delivery(options.signals());
        Map<String, Object> start = new LinkedHashMap<>();
        start.put("pid", ProcessHandle.current().pid());
        if (options.has("signals")) {
            delivery.forEach((way, signals) -> start.put(way.label(), names(signals)));
            addSignals(delivery);
        }
        addGenerated();
        addTimers();
        if (options.has("stdin")) {
            addStandardInput();
        }
        options.watch().forEach(this::addWatch);
        options.children().forEach(this::addChild);
        String noPressure = options.has("pressure") ? addPressure() : "";
        if (!noPressure.isEmpty()) {
            start.put("pressure", noPressure);
        }
        journal.note("start", start);
        loop.exit("total", source -> writeEnd());
        startGenerator();
        try {
            loop.run();
        } finally {
            stopGenerator();
        }
    }

    private static String names(Set<Signal> signals) {
        return String.join(" ", signals.stream().map(Signal::name).toList());
    }

    private void addSignals(Map<SignalDelivery, Set<Signal>> delivery) {
        Set<Signal> wanted = new TreeSet<>(options.signals());
        if (!options.signalsGiven()) {
            wanted.removeAll(delivery.getOrDefault(SignalDelivery.NONE, Set.of()));
        }
        var signals = loop.signals("signals", wanted, (source, info) -> signalled(info));
        signals.priority(Priority.HIGH);
        sources.add(signals);
    }

    private void signalled(SignalInfo info) {
        String delivery = info.delivery().label();
        if (info.hasSender()) {
            journal.event(
                    "signals",
                    "signal",
                    "signal",
                    info.signal().name(),
                    "pid",
                    info.pid(),
                    "uid",
                    info.uid(),
                    "value",
                    info.value(),
                    "delivery",
                    delivery);
        } else {
            journal.event("signals", "signal", "signal", info.signal().name(), "delivery", delivery);
        }
        if (info.signal() == Signal.TERM || info.signal() == Signal.INT) {
            end(info.signal().name());
        } else if (info.signal() == Signal.HUP) {
            writeStatistics();
        }
    }

    private @Nullable CounterSource counter;
    private @Nullable StreamFd pipeWriter;

    private void addGenerated() {
        if (options.has("counter")) {
            counter = loop.counter("counter", (source, value) -> journal.event("counter", "counter", "value", value));
            sources.add(counter);
        }
        if (options.has("pipe")) {
            Pipe pipe = Pipe.open();
            pipeWriter = pipe.writer();
            sources.add(
                    loop.lines("pipe", pipe.reader(), (source, line) -> journal.event("pipe", "pipe", "line", line)));
        }
    }

    private void startGenerator() {
        if (counter != null || pipeWriter != null) {
            generator = new Generator(counter, pipeWriter, options.generate());
        }
    }

    private void addTimers() {
        if (options.has("timer")) {
            var timer = loop.timer(
                    "timer", (source, expirations) -> journal.event("timer", "timer", "expirations", expirations));
            timer.every(options.timer());
            sources.add(timer);
        }
        if (!options.stats().isZero()) {
            loop.timer("statistics", (source, expirations) -> writeStatistics()).every(options.stats());
        }
        if (!options.limit().isZero()) {
            loop.timer("limit", (source, expirations) -> end("time is over")).after(options.limit());
        }
        if (!options.idle().isZero()) {
            sources.add(loop.idle(
                    "idle",
                    options.idle(),
                    (source, quiet) -> journal.event("idle", "idle", "quietMillis", quiet.toMillis())));
        }
    }

    private void addStandardInput() {
        sources.add(loop.standardInput(new StreamSource.LineHandler() {
            @Override
            public void line(StreamSource source, String line) {
                journal.event("stdin", "stdin", "line", line);
                if (line.strip().equals("quit")) {
                    end("quit");
                }
            }

            @Override
            public void ended(StreamSource source) {
                journal.note("note", Map.of("text", "standard input has ended; the other sources go on"));
            }
        }));
    }

    private void addWatch(Path path) {
        sources.add(loop.path("watch", path, (source, change) -> changed(change)));
    }

    private void changed(PathChange change) {
        Path from = change.from();
        if (from == null) {
            journal.event("watch", "path", "change", change.kind().name(), "path", change.path());
        } else {
            journal.event("watch", "path", "change", change.kind().name(), "path", change.path(), "from", from);
        }
    }

    private void addChild(String command) {
        var child = loop.child("child", Spawn.command("sh", "-c", command).devNull(0), (source, status) -> {
            Signal signal = status.signal();
            if (signal == null) {
                journal.event("child", "child", "pid", source.pid(), "exit", status.code());
            } else {
                journal.event("child", "child", "pid", source.pid(), "signal", signal.name());
            }
        });
        sources.add(child);
    }

    /** Says why there is none, if so: not every kernel has it, and not every container lets us. */
    private String addPressure() {
        String why = "";
        for (Pressure.Resource resource : Pressure.Resource.values()) {
            String name = resource.name().toLowerCase(java.util.Locale.ROOT);
            try {
                sources.add(loop.pressure(
                        name,
                        resource,
                        Pressure.Scope.SOME,
                        STALL,
                        WINDOW,
                        source -> journal.event("pressure", "pressure", "resource", name)));
            } catch (LinuxException e) {
                why = "not available: " + e.getMessage();
            }
        }
        return why;
    }

    private void writeStatistics() {
        sources.removeIf(source -> !source.isOpen() && source.statistics().events() == 0);
        journal.note("stats", report.take(journal.total(), sources));
    }

    private void end(String why) {
        reason = why;
        stopGenerator();
        ending.schedule();
    }

    private void stopGenerator() {
        if (generator != null) {
            generator.close();
            generator = null;
        }
        if (pipeWriter != null) {
            pipeWriter.close();
            pipeWriter = null;
        }
    }

    private void writeEnd() {
        Map<String, Object> end = new LinkedHashMap<>();
        end.put("reason", reason);
        end.putAll(report.take(journal.total(), sources));
        journal.note("end", end);
    }
}
