package dev.carillon.app.monitor;

import dev.carillon.app.page.Page;
import dev.carillon.config.HostName;
import dev.carillon.dashboard.Intake;
import dev.carillon.dashboard.Watched;
import dev.carillon.dashboard.board.Occurrence;
import dev.carillon.dashboard.board.State;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Ledger;
import dev.carillon.loop.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** A monitor without a file, as its page shows it: sources, and no rules. */
final class WatchedSources implements Watched {
    private final EventLoop loop;
    private final Journal journal;
    private final List<Source> sources;
    private final Instant since = Instant.now();
    private final String host = HostName.find(Page.UNNAMED);

    WatchedSources(EventLoop loop, Journal journal, List<Source> sources) {
        this.loop = loop;
        this.journal = journal;
        this.sources = sources;
    }

    /** Tells an intake of an event. */
    static void tell(Intake intake, Event event) {
        intake.put(new Occurrence(event.seq(), event.time(), event.source(), event.kind(), event.fields()));
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public State state() {
        return new State(
                new State.About("monitor", host, ProcessHandle.current().pid(), since, "", since, 0),
                sources.stream().map(this::state).toList(),
                List.of(),
                List.of(),
                0);
    }

    /** What programs have sent and nobody has taken yet is in the kernel: an event each is what is told here. */
    private State.SourceState state(Source source) {
        long events = journal.count(source);
        Ledger ledger = source.ledger();
        return new State.SourceState(
                source.name(),
                source.kind(),
                "",
                "",
                List.of(),
                events + ledger.missed(),
                events,
                0,
                ledger.missed(),
                0,
                0);
    }

    @Override
    public String acknowledge(String alarm, Optional<Duration> span) {
        throw new NoSuchElementException("there are no alarms without a file");
    }

    @Override
    public String silence(String rule, String key, Duration span) {
        throw new NoSuchElementException("there are no rules without a file");
    }
}
