package dev.carillon.monitor.run;

import dev.carillon.linux.EventFd;
import dev.carillon.loop.EventLoop;
import dev.carillon.monitor.Ledger;
import dev.carillon.monitor.source.EventTaker;
import dev.carillon.monitor.source.Guardian;
import dev.carillon.monitor.source.Inlet;
import dev.carillon.monitor.source.Listening;
import dev.carillon.monitor.source.Remains;
import dev.carillon.monitor.source.SourceSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The sources that are open. For the loop's thread. */
final class LiveSources {
    private final EventLoop loop;
    private final EventTaker taker;
    private final SignalHub signals;
    private final Guardian guardian;
    private final Remains remains;
    private Map<String, LiveSource> live = new LinkedHashMap<>();
    /** No file has them any more, but what they have started has not ended yet. */
    private final Set<LiveSource> ending = new LinkedHashSet<>();
    /** Those that start nothing until others have ended. */
    private final Set<LiveSource> waiting = new LinkedHashSet<>();

    LiveSources(EventLoop loop, EventTaker taker, SignalHub signals, Remains remains) {
        this.remains = remains;
        this.loop = loop;
        this.taker = taker;
        this.signals = signals;
        this.guardian = new Guardian(loop);
    }

    /** Adds to one that is a counter. */
    boolean add(String name, long value) {
        return find(name).add(value);
    }

    EventFd eventFd(String name) {
        return find(name).eventFd().orElseThrow(() -> new IllegalArgumentException("it is no counter"));
    }

    private LiveSource find(String name) {
        LiveSource source = live.get(name);
        if (source == null) {
            throw new IllegalArgumentException("there is no source " + name);
        }
        return source;
    }

    Collection<LiveSource> all() {
        return live.values();
    }

    /**
     * Has these open, and no others. What is the same goes on with its descriptor and child, also if only its value or limit is
     * another; and what listens where another did goes on with that one's socket.
     *
     * @throws IOException if one cannot be opened; then all is as it was
     */
    void replace(List<SourceSettings> wanted) throws IOException {
        Replacement replacement = new Replacement(wanted);
        replacement.open();
        replacement.commit();
    }

    /** One that takes the place of what is open: until it is committed, all of that can go on. */
    private final class Replacement {
        private final List<SourceSettings> wanted;
        private final Map<String, LiveSource> next = new LinkedHashMap<>();
        private final List<LiveSource> opened = new ArrayList<>();
        private final List<LiveSource> leaving;
        private final List<LiveSource> released;
        /** New ones, and whose sockets they have. */
        private final Map<LiveSource, LiveSource> heirs = new LinkedHashMap<>();

        Replacement(List<SourceSettings> wanted) {
            this.wanted = wanted;
            this.leaving = live.values().stream()
                    .filter(source -> wanted.stream().noneMatch(source::is))
                    .toList();
            this.released = leaving.stream().filter(this::isInTheWay).toList();
        }

        /** What can be open only once is closed before what replaces it is opened: all in one turn, so nothing is missed. */
        private boolean isInTheWay(LiveSource source) {
            Optional<Listening> at = source.settings().input().listening();
            return source.settings().input().isExclusive()
                    || at.isPresent()
                            && wanted.stream()
                                    .flatMap(other -> other.input().listening().stream())
                                    .anyMatch(at.get()::isRefusedFor);
        }

        void open() throws IOException {
            released.forEach(LiveSource::release);
            try {
                for (SourceSettings settings : wanted) {
                    LiveSource old = live.get(settings.name());
                    next.put(settings.name(), old != null && old.is(settings) ? old : open(settings));
                }
            } catch (IOException e) {
                opened.forEach(LiveSource::close);
                for (LiveSource source : released) {
                    source.reopen();
                }
                throw e;
            }
        }

        private LiveSource open(SourceSettings settings) throws IOException {
            LiveSource old = live.get(settings.name());
            Ledger ledger = old == null ? new Ledger() : old.ledger();
            Inlet inlet = new Inlet(
                    loop,
                    settings,
                    ledger,
                    taker,
                    (signal, source, listener) -> signals.share(signal, listener),
                    guardian,
                    remains);
            Optional<LiveSource> predecessor = predecessor(settings);
            predecessor.flatMap(LiveSource::socket).ifPresent(socket -> inlet.inherit(socket.duplicate()));
            LiveSource source = LiveSource.open(settings, inlet, ledger);
            opened.add(source);
            predecessor.ifPresent(of -> heirs.put(source, of));
            return source;
        }

        private Optional<LiveSource> predecessor(SourceSettings settings) {
            Optional<Listening> at = settings.input().listening();
            return leaving.stream()
                    .filter(source -> at.isPresent() && !released.contains(source))
                    .filter(source -> source.settings().input().listening().equals(at))
                    .findFirst();
        }

        void commit() {
            heirs.forEach((heir, of) -> {
                of.owningFile(false);
                heir.owningFile(true);
            });
            ending.addAll(leaving);
            opened.forEach(LiveSources.this::startAfterOthers);
            for (SourceSettings settings : wanted) {
                LiveSource source = next.get(settings.name());
                if (source != null && !source.settings().equals(settings)) {
                    source.tune(settings);
                }
            }
            live = next;
            leaving.forEach(source -> source.end(() -> ended(source)));
        }
    }

    /** What is in the place of another does not run beside that. */
    private void startAfterOthers(LiveSource source) {
        boolean isFree = ending.stream().noneMatch(other -> other.isAwaitedBy(source.settings()));
        source.starting(isFree);
        if (!isFree) {
            waiting.add(source);
        }
    }

    private void ended(LiveSource source) {
        ending.remove(source);
        List<LiveSource> candidates = List.copyOf(waiting);
        waiting.clear();
        candidates.stream().filter(live::containsValue).forEach(this::startAfterOthers);
    }

    void close() {
        live.values().forEach(LiveSource::close);
        live.clear();
        ending.forEach(LiveSource::close);
        ending.clear();
        waiting.clear();
    }
}
