package dev.carillon.monitor.run;

import dev.carillon.linux.EventFd;
import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalInfo;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Histogram;
import dev.carillon.monitor.Event;
import dev.carillon.monitor.Ledger;
import dev.carillon.monitor.action.ActionStatus;
import dev.carillon.monitor.file.MonitorSettings;
import dev.carillon.monitor.file.Plan;
import dev.carillon.monitor.fleet.Fleet;
import dev.carillon.monitor.rule.Rules;
import dev.carillon.monitor.rule.Silence;
import dev.carillon.monitor.rule.Standing;
import dev.carillon.monitor.source.FormerChild;
import dev.carillon.monitor.source.Remains;
import dev.carillon.monitor.when.When;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A monitor that runs, on a loop that others may share. For the loop's thread, but for what says so. */
public final class Monitor implements AutoCloseable {
    /** How long a program may take to end of which nothing else is known. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final EventStream events;
    private final SignalHub signals;
    private final LiveSources sources;
    private final Alarms alarms;
    private final Optional<History> history;
    private final FleetSeat fleet;
    private MonitorSettings settings;

    private Monitor(
            EventLoop loop,
            MonitorSettings settings,
            Set<Signal> ownSignals,
            Consumer<Event> listener,
            Consumer<String> lines)
            throws IOException {
        this.settings = settings;
        this.events = new EventStream(loop);
        this.signals = new SignalHub(ownSignals);
        Optional<Path> state = settings.process().state();
        this.history = state.isEmpty()
                ? Optional.empty()
                : Optional.of(History.open(loop, state.get(), settings.process().history(), events));
        Remains remains = history.map(of -> (Remains) of.programs()).orElse(Remains.NONE);
        this.sources = new LiveSources(loop, events::publish, signals, remains);
        this.alarms = new Alarms(loop, events, When.installed(), lines, history);
        this.fleet = new FleetSeat(loop, events, alarms::standing);
        events.add(listener);
        history.ifPresent(of -> {
            events.startAfter(of.lastNumber());
            events.add(of::accept);
            of.unread().ifPresent(why -> tell("state-unread", Map.of("text", why)));
        });
        events.judge(alarms::accept);
    }

    /**
     * Opens everything that a file says.
     *
     * @param ownSignals those that its process takes for itself, and tells it of by {@link #signalled}
     * @param listener hears of each event, in order
     * @param lines prints what actions of kind {@code log} say
     * @throws IOException if something cannot be opened; nothing is open then
     */
    public static Monitor open(
            EventLoop loop,
            MonitorSettings settings,
            Set<Signal> ownSignals,
            Consumer<Event> listener,
            Consumer<String> lines)
            throws IOException {
        Monitor monitor = new Monitor(loop, settings, ownSignals, listener, lines);
        try {
            monitor.alarms.replace(settings.rules(), settings.actions());
            monitor.alarms.resume();
            monitor.sources.replace(settings.sources());
            monitor.endLeft(loop);
            monitor.fleet.replace(settings.fleet());
        } catch (IOException | RuntimeException e) {
            monitor.close();
            throw e;
        }
        return monitor;
    }

    /** Programs of an earlier monitor that no source keeps running any more. */
    private void endLeft(EventLoop loop) {
        history.map(of -> of.programs().takeAll()).orElse(Map.of()).forEach((source, program) -> {
            if (FormerChild.end(loop, source, program, Signal.TERM, GRACE, () -> {})) {
                String text = "an earlier monitor has left the program of source " + source
                        + ", which the file has no more: it is ended";
                tell("left-over", Map.of("pid", program.pid(), "text", text));
            }
        });
    }

    /** Something has happened to the monitor itself. */
    public void tell(String kind, Map<String, Object> fields) {
        events.publish(Rules.MONITOR, kind, fields);
    }

    /** A report was made that is no event: the fleet hears of it all the same. */
    public void reported(Map<String, Object> fields) {
        fleet.report(fields);
    }

    /** What it was opened or last reloaded with. */
    public MonitorSettings settings() {
        return settings;
    }

    /**
     * Does what another file says, in this turn of the loop: what is the same in it goes on with its descriptor, child, window and
     * alarm.
     *
     * @return what was done
     * @throws IOException if something cannot be opened; then nothing has changed
     */
    public Plan reload(MonitorSettings now) throws IOException {
        Plan plan = Plan.between(settings, now);
        sources.replace(now.sources());
        alarms.replace(now.rules(), now.actions());
        fleet.replace(now.fleet());
        settings = now;
        tell("reloaded", Map.of("text", plan.summary()));
        return plan;
    }

    /** The process has taken a signal that is its own. */
    public void signalled(SignalInfo info) {
        signals.signalled(info);
    }

    /**
     * Has somebody hear of each event of a source.
     *
     * @param source its name, {@code monitor} for the monitor itself
     * @return ends that
     */
    public Runnable tap(String source, Consumer<Event> listener) {
        Consumer<Event> filter = event -> {
            if (event.source().equals(source)) {
                listener.accept(event);
            }
        };
        events.add(filter);
        return () -> events.remove(filter);
    }

    /**
     * Adds to a source that is a counter.
     *
     * @return false if it is full
     * @throws IllegalArgumentException if there is no such source, or it is no counter
     */
    public boolean add(String source, long value) {
        return sources.add(source, value);
    }

    /**
     * The eventfd of a source that is a counter: whoever is given a descriptor of it adds without asking anybody.
     *
     * @throws IllegalArgumentException if there is no such source, or it is no counter
     */
    public EventFd eventFd(String source) {
        return sources.eventFd(source);
    }

    /** What came to each source, and what became of it. */
    public Map<String, Ledger> ledgers() {
        Map<String, Ledger> ledgers = new LinkedHashMap<>();
        sources.all().forEach(source -> ledgers.put(source.settings().name(), source.ledger()));
        return ledgers;
    }

    /** How many events there were. */
    public long events() {
        return events.count();
    }

    /** The alarms that are raised or flapping. */
    public List<Standing> standing() {
        return alarms.standing();
    }

    /**
     * Somebody has taken an alarm on: it is not told again until that time has passed, or at all, but for its end.
     *
     * @param by who
     * @param whenKept is run once it outlives this monitor, or cannot be kept
     * @throws java.util.NoSuchElementException if no alarm with this id is raised
     */
    public void acknowledge(String alarm, Optional<Duration> span, String by, Runnable whenKept) {
        alarms.acknowledge(alarm, span, by, whenKept);
    }

    /**
     * Nobody wants to hear of a rule, or of a key of it, for a time: its alarms are recorded, and no action is taken.
     *
     * @param silence with a time that is over to end one
     * @param whenKept is run once it outlives this monitor, or cannot be kept
     * @throws java.util.NoSuchElementException if there is no such rule
     * @throws IllegalStateException if there are too many silences
     */
    public void silence(Silence silence, Runnable whenKept) {
        alarms.silence(silence, whenKept);
    }

    /** The silences that have not ended. */
    public List<Silence> silences() {
        return alarms.rules().silences();
    }

    /** Who is in the fleet, as was last heard, and is asked again if this is asked often; empty if this monitor belongs to none. */
    public Optional<Fleet> fleet() {
        return fleet.fleet();
    }

    /** How the actions stand. */
    public List<ActionStatus> actions() {
        return alarms.actions();
    }

    /** How long it took from the kernel's readiness to a started action, in nanoseconds, a rule. */
    public Map<String, Histogram> reactions() {
        return alarms.reactions();
    }

    /** How much was to be kept in the state directory, and is not. */
    public long lost() {
        return history.map(History::lost).orElse(0L);
    }

    /** The rules at work. */
    public Rules rules() {
        return alarms.rules();
    }

    /** Closes all sources, and ends what they have started. */
    @Override
    public void close() {
        fleet.leave(); // with the alarms as they are
        sources.close();
        alarms.close();
        events.close();
        history.ifPresent(History::close);
    }

    /** Waits until the fleet knows that it is closed, so long at most. For who has nothing else to do. */
    public void awaitLeft(Duration patience) {
        fleet.awaitLeft(patience);
    }
}
