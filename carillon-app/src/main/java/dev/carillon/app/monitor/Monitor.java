package dev.carillon.app.monitor;

import dev.carillon.app.command.ControlSignals;
import dev.carillon.dashboard.Intake;
import dev.carillon.dashboard.Watched;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalDelivery;
import dev.carillon.linux.SignalInfo;
import dev.carillon.linux.Signals;
import dev.carillon.loop.Borrowed;
import dev.carillon.loop.DeferSource;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Priority;
import dev.carillon.loop.Source;
import dev.carillon.loop.StreamSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;

/** The integrated event system: one loop over everything, each event one line. */
final class Monitor {
    private final MonitorOptions options;
    private final EventLoop loop;
    private final Journal journal;
    private final Report report;
    private final List<Source> sources = new ArrayList<>();
    private final Map<String, Object> start = new LinkedHashMap<>();
    private final Children children;
    private final Generated generated;
    private final DeferSource lastTurn;
    private final List<Source> drained = new ArrayList<>();
    private final ControlSignals control;
    private final OwnOutput ownOutput = OwnOutput.find();
    private boolean ending;
    private long drainedSoFar;
    private String reason = "stopped";

    Monitor(MonitorOptions options, EventWriter writer, EventLoop loop) {
        this.options = options;
        this.loop = loop;
        this.journal = new Journal(writer, loop);
        this.report = new Report(loop, journal);
        this.children = new Children(loop, journal, this::childrenEnded);
        this.generated = new Generated(loop, journal);
        // Last in its turn: what was sent before is handled first.
        this.lastTurn = loop.defer("last turn", source -> stopWhenDrained());
        lastTurn.priority(Priority.LAST);
        this.control = new ControlSignals(orders());
    }

    private ControlSignals.Orders orders() {
        return new ControlSignals.Orders() {
            @Override
            public void end(String reason) {
                Monitor.this.end(reason);
            }

            @Override
            public void reload() {
                journal.note("hup", Map.of("text", "there is nothing to read again"));
            }

            @Override
            public void report() {
                writeStatistics();
            }
        };
    }

    /** Has an intake hear of each event, and says what is to be shown of it. */
    Watched watched(Intake intake) {
        journal.tell(event -> WatchedSources.tell(intake, event));
        return new WatchedSources(loop, journal, sources);
    }

    /** Says where its page is, or why there is none. From any thread. */
    void tellPage(String text) {
        try {
            loop.execute(() -> journal.note("page", Map.of("text", text)));
        } catch (RejectedExecutionException e) {
            // It has ended meanwhile.
        }
    }

    /** Runs until it is told to end. */
    void run(LineOutput out, Failures failures) {
        start.put("pid", ProcessHandle.current().pid());
        addSignals();
        sources.addAll(generated.open(options.has("counter"), options.has("pipe")));
        drained.addAll(sources);
        addTimers();
        if (options.has("stdin")) {
            addStandardInput(failures);
        }
        if (options.has("pressure")) {
            addPressure();
        }
        PathInput paths = new PathInput(journal, ownOutput);
        addNamed(
                "watch",
                options.watch().size(),
                (name, i) -> paths.add(loop, name, options.watch().get(i)));
        addNamed(
                "child",
                options.children().size(),
                (name, i) -> children.start(name, options.children().get(i)));
        watchReader(out);
        journal.note("start", start);
        loop.exit("total", source -> finish());
        generated.start(options.generate());
        loop.run();
    }

    /** What is no event of the user's choice still has its usual meaning. */
    private void addSignals() {
        Set<Signal> others = new TreeSet<>(ControlSignals.ALL);
        if (options.has("signals")) {
            others.removeAll(addChosenSignals());
        }
        control.open(loop, others);
    }

    private Set<Signal> addChosenSignals() {
        Map<SignalDelivery, Set<Signal>> ways = Signals.delivery(options.signals());
        Map<Signal, String> delivery = new TreeMap<>();
        ways.forEach((way, signals) -> signals.forEach(signal -> delivery.put(signal, way.label())));
        start.put("delivery", delivery);
        Set<Signal> wanted = new TreeSet<>(options.signals());
        wanted.removeAll(ways.getOrDefault(SignalDelivery.NONE, Set.of()));
        var signals = loop.signals("signals", wanted, this::signalled);
        signals.priority(Priority.HIGH);
        sources.add(signals);
        return wanted;
    }

    private void signalled(Source source, SignalInfo info) {
        String name = info.signal().name();
        String delivery = info.delivery().label();
        if (info.hasSender()) {
            Object[] fields = {
                "signal", name, "pid", info.pid(), "uid", info.uid(), "value", info.value(), "delivery", delivery
            };
            journal.event(source, "signal", fields);
        } else {
            journal.event(source, "signal", "signal", name, "delivery", delivery);
        }
        control.take(info.signal());
    }

    private void addTimers() {
        if (options.has("timer")) {
            var timer = loop.timer(
                    "timer", (source, expirations) -> journal.event(source, "timer", "expirations", expirations));
            timer.every(options.timer());
            sources.add(timer);
        }
        if (!options.stats().isZero()) {
            loop.timer("statistics", (source, expirations) -> writeStatistics()).every(options.stats());
        }
        if (!options.limit().isZero()) {
            loop.timer("limit", (source, expirations) -> timeIsOver()).after(options.limit());
        }
        if (!options.idle().isZero()) {
            sources.add(loop.idle(
                    "idle",
                    options.idle(),
                    (source, quiet) -> journal.event(source, "idle", "quietMillis", quiet.toMillis())));
        }
    }

    private void addStandardInput(Failures failures) {
        failures.onInputLost((source, why) -> inputEnded(source, "standard input cannot be read: " + why));
        sources.add(loop.standardInput(new StreamSource.LineHandler() {
            private boolean quit;

            @Override
            public void line(StreamSource source, String line) {
                if (quit) {
                    return; // came with the same read
                }
                journal.event(source, "stdin", "line", line);
                if (line.strip().equals("quit")) {
                    quit = true;
                    end("quit");
                }
            }

            @Override
            public void ended(StreamSource source) {
                inputEnded(source, "standard input has ended");
            }
        }));
    }

    private void inputEnded(Source source, String what) {
        if (ending) {
            return; // after "quit" the other sources do not go on
        }
        journal.event(source, "stdin", "ended", true, "text", what + "; the other sources go on");
    }

    private void addPressure() {
        PressureInput input = new PressureInput(loop, journal);
        sources.addAll(input.open());
        if (!input.missing().isEmpty()) {
            start.put("pressure", input.missing());
        }
    }

    /** Makes a source of a numbered kind. */
    private interface Maker {
        Source make(String name, int index);
    }

    private void addNamed(String name, int count, Maker maker) {
        for (int i = 0; i < count; i++) {
            sources.add(maker.make(i == 0 ? name : name + "-" + (i + 1), i));
        }
    }

    /**
     * Ends as soon as the reader is gone, as {@code tail -f} does: else a monitor without events would never notice. There is
     * nothing to wait for but the error, which is always reported; PRI stands for "nothing else".
     */
    private void watchReader(LineOutput out) {
        if (out.isPollable()) {
            loop.descriptor("reader", Borrowed.borrowed(out.descriptor()), Epoll.PRI, (source, events) -> {
                source.close();
                journal.readerGone();
            });
        }
    }

    private void writeStatistics() {
        journal.note("stats", report.take(sources));
    }

    private void timeIsOver() {
        if (!ending) {
            end("time is over");
        }
    }

    private void end(String why) {
        if (ending) {
            loop.stop(); // was asked again: whatever takes so long is waited for no more
            return;
        }
        ending = true;
        reason = why;
        generated.stop();
        if (children.areRunning()) {
            children.terminate();
        } else {
            lastTurn.schedule();
        }
    }

    /**
     * Ends once a turn has brought nothing new from the generator or by signal: both keep what was sent. TERM overtakes every
     * real-time signal that was sent before it, and a turn does not take all of a long queue.
     */
    private void stopWhenDrained() {
        long soFar = drained.stream().mapToLong(journal::count).sum();
        if (soFar == drainedSoFar) {
            loop.stop();
        } else {
            drainedSoFar = soFar;
            lastTurn.schedule();
        }
    }

    private void childrenEnded() {
        if (ending) {
            lastTurn.schedule();
        }
    }

    /** Before the sources are closed, so that the generator never adds to a closed one. */
    private void finish() {
        generated.stop();
        children.terminate();
        Map<String, Object> end = new LinkedHashMap<>();
        end.put("reason", reason);
        if (ownOutput.leftOut() > 0) {
            end.put("ownOutput", ownOutput.leftOut());
        }
        end.putAll(report.takeAll(sources));
        journal.note("end", end);
    }
}
