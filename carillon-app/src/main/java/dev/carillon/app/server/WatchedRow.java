package dev.carillon.app.server;

import dev.carillon.dashboard.board.State;
import dev.carillon.dashboard.board.Tally;
import dev.carillon.loop.Ledger;
import dev.carillon.loop.Source;
import dev.carillon.loop.SourceStatistics;
import dev.carillon.net.AcceptStatistics;
import dev.carillon.net.Listener;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/** Sources of a server's loops that its page shows as one: those of a name on all loops, or all connections of a listener. */
final class WatchedRow {
    static final String LISTENER = "listener";

    static final String DATAGRAMS = "datagrams";

    /** What they are called that are too many to be shown one by one. */
    static final String CONNECTION = "connection";

    /** Of which each is told by itself, with its sender. */
    static final String SIGNAL = "signal";

    private final String name;
    private final String kind;
    /**
     * How far each figure was when it was last looked at. Connections share theirs, which go on while none of them is open, until
     * their listener is gone.
     */
    private final Map<SourceStatistics, Long> known = new WeakHashMap<>();

    private long events;
    private long more;
    private long open;
    private long received;
    private long handled;
    private long merged;
    private long dropped;
    private long waiting;
    private Instant seen = Instant.EPOCH;

    WatchedRow(String name, String kind) {
        this.name = name;
        this.kind = kind;
    }

    /** A look at what there is begins. */
    void begin() {
        more = 0;
        known.replaceAll((figures, before) -> {
            long now = figures.events();
            more += now - before;
            return now;
        });
        events += more;
        open = 0;
        received = 0;
        handled = 0;
        merged = 0;
        dropped = 0;
        waiting = 0;
    }

    /** It is there, though maybe no source of it. */
    void seen(Instant now) {
        seen = now;
    }

    Instant seen() {
        return seen;
    }

    /** One of its sources. */
    void add(Source source) {
        open++;
        known.computeIfAbsent(source.statistics(), figures -> {
            events += figures.events(); // in which second those were nobody knows
            return figures.events();
        });
        if (source instanceof Listener listener) {
            add(listener.accepts());
        } else if (!kind.equals(CONNECTION)) {
            add(source.ledger(), source.statistics());
        }
    }

    private void add(AcceptStatistics accepts) {
        long turnedAway = accepts.rejectedPerAddress();
        long exhausted = accepts.rejectedExhausted();
        long accepted = Math.max(turnedAway, accepts.accepted());
        received += accepted + exhausted;
        handled += accepted - turnedAway;
        dropped += turnedAway + exhausted;
    }

    /** What is on its way in the kernel still is there for the next look. */
    private void add(Ledger ledger, SourceStatistics figures) {
        if (ledger.equals(Ledger.EMPTY)) {
            long missed = figures.missed();
            long taken = figures.events();
            received += taken + missed;
            handled += taken;
            dropped += missed;
            return;
        }
        long onItsWay = Math.max(0, ledger.open());
        received += ledger.handled() + ledger.merged() + ledger.missed() + onItsWay;
        handled += ledger.handled();
        merged += ledger.merged();
        dropped += ledger.missed();
        waiting += onItsWay;
    }

    /** It is no source's: what its server counts itself. */
    void set(Served.Work work) {
        more = work.begun() - events;
        events = work.begun();
        received = work.begun();
        waiting = work.inFlight();
        handled = work.begun() - work.inFlight();
    }

    /** How much there was since the last look, and how many are open; empty where that is told otherwise, or is nothing. */
    Optional<Tally> tally(Instant now) {
        long count = Math.max(0, more);
        boolean isMany = kind.equals(CONNECTION);
        if (kind.equals(SIGNAL) || count == 0 && !isMany) {
            return Optional.empty();
        }
        return Optional.of(new Tally(now, name, count, isMany ? open : Double.NaN, isMany ? "open" : ""));
    }

    State.SourceState state() {
        boolean isMany = kind.equals(CONNECTION);
        return new State.SourceState(
                name,
                isMany ? "connections" : kind,
                isMany ? "open" : "",
                "",
                List.of(),
                isMany ? events : received,
                isMany ? events : handled,
                merged,
                dropped,
                waiting,
                0);
    }

    /** In which order they are shown. */
    int rank() {
        return switch (kind) {
            case LISTENER, DATAGRAMS -> name.equals(WatchedServer.CONTROL_SOCKET) ? 5 : 0;
            case Served.Work.KIND -> 1;
            case CONNECTION -> 2;
            case SIGNAL -> 4;
            default -> 3;
        };
    }

    String name() {
        return name;
    }
}
