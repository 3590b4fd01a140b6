package dev.carillon.app.monitor;

import dev.carillon.app.page.Page;
import dev.carillon.config.HostName;
import dev.carillon.config.Kind;
import dev.carillon.config.SpanOfTime;
import dev.carillon.dashboard.Intake;
import dev.carillon.dashboard.Watched;
import dev.carillon.dashboard.board.Occurrence;
import dev.carillon.dashboard.board.State;
import dev.carillon.loop.EventLoop;
import dev.carillon.monitor.Event;
import dev.carillon.monitor.Ledger;
import dev.carillon.monitor.action.ActionStatus;
import dev.carillon.monitor.rule.Condition;
import dev.carillon.monitor.rule.Limits;
import dev.carillon.monitor.rule.RuleSettings;
import dev.carillon.monitor.rule.Silence;
import dev.carillon.monitor.rule.Standing;
import dev.carillon.monitor.run.Monitor;
import dev.carillon.monitor.source.LimitSettings;
import dev.carillon.monitor.source.SourceSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A monitor with a file, as its page shows it. For the loop's thread. */
final class WatchedMonitor implements Watched {
    /** Who asks of whom nothing is known but that they have the page's token. */
    private static final String PAGE = "the page";

    private final EventLoop loop;
    private final Monitor monitor;
    private final FileReloads reloads;
    private final Instant since;
    private final String host = HostName.find(Page.UNNAMED);
    private Instant read = Instant.EPOCH;
    private List<Fixed> sources = List.of();
    private Map<String, String> sourceOfRule = Map.of();

    /** Of a source, what stays as it is until the file is read again. */
    private record Fixed(String name, String kind, String unit, String budget, List<State.Limit> limits) {}

    WatchedMonitor(EventLoop loop, Monitor monitor, FileReloads reloads, Instant since) {
        this.loop = loop;
        this.monitor = monitor;
        this.reloads = reloads;
        this.since = since;
        reloaded();
    }

    /** The file was read, for the first time or again. */
    void reloaded() {
        read = Instant.now();
        Map<String, List<State.Limit>> limits = limits();
        sources = monitor.settings().sources().stream()
                .map(source -> fixed(source, limits.getOrDefault(source.name(), List.of())))
                .toList();
        sourceOfRule = monitor.settings().rules().stream()
                .collect(Collectors.toMap(
                        RuleSettings::name, rule -> rule.selection().source()));
    }

    private static Fixed fixed(SourceSettings source, List<State.Limit> limits) {
        return new Fixed(
                source.name(),
                source.input().key(),
                source.value().unit().orElse(""),
                source.limit().map(WatchedMonitor::budget).orElse(""),
                limits);
    }

    /** Tells an intake of an event. */
    static void tell(Intake intake, Event event) {
        intake.put(new Occurrence(event.id(), event.time(), event.source(), event.kind(), event.fields()));
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public State state() {
        return new State(
                about(),
                sources(),
                monitor.standing().stream().map(this::alarm).toList(),
                monitor.actions().stream().map(WatchedMonitor::action).toList(),
                monitor.lost(),
                monitor.fleet().map(ShownFleet::of).orElse(null));
    }

    private State.About about() {
        return new State.About(
                "monitor",
                host,
                ProcessHandle.current().pid(),
                since,
                monitor.settings().file().toString(),
                read,
                reloads.failed());
    }

    private List<State.SourceState> sources() {
        Map<String, Ledger> ledgers = monitor.ledgers();
        List<State.SourceState> states = new ArrayList<>();
        for (Fixed source : sources) {
            Ledger ledger = ledgers.get(source.name());
            if (ledger != null) {
                states.add(source(source, ledger.figures()));
            }
        }
        return states;
    }

    private static State.SourceState source(Fixed source, Ledger.Figures figures) {
        return new State.SourceState(
                source.name(),
                source.kind(),
                source.unit(),
                source.budget(),
                source.limits(),
                figures.received(),
                figures.handled(),
                figures.merged(),
                figures.dropped(),
                figures.waiting(),
                figures.blocked());
    }

    private static String budget(LimitSettings limit) {
        String over = switch (limit.over()) {
            case MERGE -> "more is merged";
            case DROP -> "more is dropped";
            case BLOCK -> "more waits";
        };
        return limit.rate().count() + " in " + SpanOfTime.text(limit.rate().span()) + ", " + over;
    }

    /** Of single numbers: those over windows are other numbers than a chart of the source shows. */
    private Map<String, List<State.Limit>> limits() {
        Map<String, List<State.Limit>> limits = new HashMap<>();
        for (RuleSettings rule : monitor.settings().rules()) {
            if (rule.condition() instanceof Condition.Threshold threshold
                    && threshold.window().isZero()) {
                Limits of = threshold.limits();
                limits.computeIfAbsent(rule.selection().source(), source -> new ArrayList<>())
                        .add(new State.Limit(rule.name(), of.above(), of.below(), of.clearBelow(), of.clearAbove()));
            }
        }
        return limits;
    }

    private State.AlarmState alarm(Standing standing) {
        return new State.AlarmState(
                standing.alarm(),
                standing.rule(),
                standing.key(),
                sourceOfRule.getOrDefault(standing.rule(), ""),
                Kind.word(standing.severity()),
                Kind.word(standing.state()),
                standing.time(),
                standing.message(),
                standing.acknowledged().isPresent());
    }

    private static State.ActionState action(ActionStatus status) {
        return new State.ActionState(
                status.name(),
                status.kind(),
                Kind.word(status.circuit()),
                status.ledger().raised(),
                status.ledger().delivered(),
                status.ledger().digested(),
                status.ledger().waiting(),
                status.ledger().givenUp(),
                status.answer());
    }

    @Override
    public String acknowledge(String alarm, Optional<Duration> span) {
        monitor.acknowledge(alarm, span, PAGE, () -> {});
        return AlarmRequests.acknowledged(alarm, span);
    }

    @Override
    public String silence(String rule, String key, Duration span) {
        monitor.silence(Silence.of(rule, key, PAGE, span), () -> {});
        return AlarmRequests.silenced(rule, span);
    }
}
