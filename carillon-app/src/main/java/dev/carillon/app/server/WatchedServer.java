package dev.carillon.app.server;

import dev.carillon.app.page.Page;
import dev.carillon.config.HostName;
import dev.carillon.dashboard.Intake;
import dev.carillon.dashboard.Watched;
import dev.carillon.dashboard.board.Occurrence;
import dev.carillon.dashboard.board.State;
import dev.carillon.linux.SignalInfo;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.Source;
import dev.carillon.loop.TimeSource;
import dev.carillon.net.Listener;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A server, as its page shows it. All is read of figures that the loops that serve keep anyway and any thread may read: they do nothing
 * for it but to answer once a second. For the thread of the service, which has the control loop.
 */
final class WatchedServer implements Watched {
    /** What wakes a loop is told by what it is woken for, and what it is handed is the page's questions for the most part. */
    private static final Set<String> HIDDEN = Set.of("wakeup", "alarm", "mailbox");

    static final String CONTROL_SOCKET = "control socket";
    private static final String SIGNALS = "control signals";
    /** The span of the page's picture: what was there within it stays in it. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private static final String CONNECTIONS = " connections";

    private final String title;
    private final EventLoop control;
    private final List<EventLoop> loops;
    private final Served served;
    private final Intake intake;
    private final String file;
    private final Instant since = Instant.now();
    private final String host = HostName.find(Page.UNNAMED);
    private final Map<String, WatchedRow> rows = new LinkedHashMap<>();
    private final LoopAnswers answers;
    private Instant read = since;
    private long failedReloads;
    private long lastId;

    /**
     * A server.
     *
     * @param title what it is called
     * @param file its configuration; empty if it has none
     */
    WatchedServer(String title, String file, EventLoop control, LoopGroup serving, Served served, Intake intake) {
        this.title = title;
        this.file = file;
        this.control = control;
        this.loops = Stream.concat(serving.loops().stream(), Stream.of(control)).toList();
        this.answers = new LoopAnswers(serving.loops(), TimeSource.SYSTEM);
        this.served = served;
        this.intake = intake;
    }

    // --- what happens
    // ---------------------------------------------------------------------------------------------------

    /** It has begun to serve. */
    void began() {
        tell(Occurrence.MONITOR, "ready", Map.of("text", served.place()));
    }

    /** Its files were read again, or cannot be used. */
    void reloaded(boolean isDone, String text) {
        if (isDone) {
            read = Instant.now();
        } else {
            failedReloads++;
        }
        tell(Occurrence.MONITOR, isDone ? "reloaded" : "reload-failed", Map.of("text", text));
    }

    /** A signal has come. */
    void signalled(SignalInfo info) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("signal", info.signal().name());
        if (info.hasSender()) {
            fields.put("pid", info.pid());
            fields.put("uid", info.uid());
            if (info.value() != 0) { // who has sent it by sigqueue(3), and not to be drawn as a number otherwise
                fields.put("value", info.value());
            }
        }
        tell(SIGNALS, WatchedRow.SIGNAL, fields);
    }

    private void tell(String source, String kind, Map<String, Object> fields) {
        lastId++;
        intake.put(new Occurrence(lastId, Instant.now(), source, kind, fields));
    }

    // --- how things stand
    // -----------------------------------------------------------------------------------------------

    @Override
    public EventLoop loop() {
        return control;
    }

    @Override
    public List<EventLoop> loops() {
        return loops;
    }

    /** A second: what came between two looks is drawn in the second of the later one. */
    @Override
    public Duration rest() {
        return Duration.ofSeconds(1);
    }

    /** What is no listener's has a name that no listener has. */
    @Override
    public String row(Source source) {
        return switch (source.kind()) {
            case WatchedRow.LISTENER, WatchedRow.DATAGRAMS -> source.loop() == control ? CONTROL_SOCKET : source.name();
            case WatchedRow.CONNECTION -> source.name() + CONNECTIONS;
            case WatchedRow.SIGNAL -> SIGNALS;
            default -> (source.loop() == control ? "control " : "loop ") + source.name();
        };
    }

    @Override
    public State state() {
        Instant now = Instant.now();
        look(now);
        List<WatchedRow> shown = rows.values().stream()
                .sorted(Comparator.comparingInt(WatchedRow::rank).thenComparing(WatchedRow::name))
                .toList();
        shown.forEach(row -> row.tally(now).ifPresent(intake::put));
        return new State(
                new State.About(title, host, ProcessHandle.current().pid(), since, file, read, failedReloads),
                shown.stream().map(WatchedRow::state).toList(),
                answers.look(now),
                List.of(),
                served.lost());
    }

    private void look(Instant now) {
        rows.values().forEach(WatchedRow::begin);
        for (EventLoop loop : loops) {
            for (Source source : loop.sources()) {
                if (!isHidden(source)) {
                    look(source, now);
                }
            }
        }
        for (Served.Work work : served.work()) {
            row(work.name(), Served.Work.KIND, now).set(work);
        }
        rows.values().removeIf(row -> row.seen().isBefore(now.minus(KEPT)));
    }

    private boolean isHidden(Source source) {
        return switch (source.kind()) {
            case WatchedRow.LISTENER, WatchedRow.DATAGRAMS -> false;
            case WatchedRow.CONNECTION -> source.loop() == control;
            default ->
                HIDDEN.contains(source.name())
                        || source.loop() == control && source.name().equals("timeouts");
        };
    }

    private void look(Source source, Instant now) {
        row(row(source), source.kind(), now).add(source);
        if (source instanceof Listener && source.loop() != control) { // also while it has none
            row(source.name() + CONNECTIONS, WatchedRow.CONNECTION, now);
        }
    }

    private WatchedRow row(String name, String kind, Instant now) {
        WatchedRow row = rows.computeIfAbsent(name, added -> new WatchedRow(added, kind));
        row.seen(now);
        return row;
    }

    // --- what may be changed
    // --------------------------------------------------------------------------------------------

    @Override
    public String acknowledge(String alarm, Optional<Duration> span) {
        throw new NoSuchElementException("that a loop does not answer ends by itself: there is nobody to be told");
    }

    @Override
    public String silence(String rule, String key, Duration span) {
        throw new NoSuchElementException("a server has no rules");
    }
}
