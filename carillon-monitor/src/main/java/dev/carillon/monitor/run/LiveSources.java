package dev.carillon.monitor.run;

import dev.carillon.loop.EventLoop;
import dev.carillon.monitor.Ledger;
import dev.carillon.monitor.source.EventTaker;
import dev.carillon.monitor.source.Inlet;
import dev.carillon.monitor.source.SourceSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sources that are open. For the loop's thread. */
final class LiveSources {
    private final EventLoop loop;
    private final EventTaker taker;
    private final SignalHub signals;
    private Map<String, LiveSource> live = new LinkedHashMap<>();

    LiveSources(EventLoop loop, EventTaker taker, SignalHub signals) {
        this.loop = loop;
        this.taker = taker;
        this.signals = signals;
    }

    /** Adds to one that is a counter. */
    boolean add(String name, long value) {
        LiveSource source = live.get(name);
        if (source == null) {
            throw new IllegalArgumentException("there is no source " + name);
        }
        return source.add(value);
    }

    Collection<LiveSource> all() {
        return live.values();
    }

    /**
     * Has these open, and no others. What is the same goes on with its descriptor and child, also if only its value or limit is
     * another.
     *
     * @throws IOException if one cannot be opened; then all is as it was
     */
    void replace(List<SourceSettings> wanted) throws IOException {
        Map<String, LiveSource> next = new LinkedHashMap<>();
        List<LiveSource> opened = new ArrayList<>();
        List<LiveSource> released = release(wanted);
        try {
            for (SourceSettings settings : wanted) {
                LiveSource old = live.get(settings.name());
                if (old != null && old.settings().input().equals(settings.input())) {
                    next.put(settings.name(), old);
                } else {
                    LiveSource source = open(settings, old == null ? new Ledger() : old.ledger());
                    opened.add(source);
                    next.put(settings.name(), source);
                }
            }
        } catch (IOException e) {
            opened.forEach(LiveSource::close);
            for (LiveSource source : released) {
                source.reopen();
            }
            throw e;
        }
        commit(wanted, next);
    }

    /** What can be open only once is closed before what replaces it is opened: all in one turn, so nothing is missed. */
    private List<LiveSource> release(List<SourceSettings> wanted) {
        List<LiveSource> released = live.values().stream()
                .filter(source -> source.settings().input().isExclusive())
                .filter(source -> wanted.stream()
                        .noneMatch(settings -> settings.name()
                                        .equals(source.settings().name())
                                && settings.input().equals(source.settings().input())))
                .toList();
        released.forEach(LiveSource::release);
        return released;
    }

    private LiveSource open(SourceSettings settings, Ledger ledger) throws IOException {
        Inlet inlet =
                new Inlet(loop, settings, ledger, taker, (signal, source, listener) -> signals.share(signal, listener));
        return LiveSource.open(settings, inlet, ledger);
    }

    private void commit(List<SourceSettings> wanted, Map<String, LiveSource> next) {
        live.values().stream().filter(old -> !next.containsValue(old)).forEach(LiveSource::close);
        for (SourceSettings settings : wanted) {
            LiveSource source = next.get(settings.name());
            if (source != null && !source.settings().equals(settings)) {
                source.tune(settings);
            }
        }
        live = next;
    }

    void close() {
        live.values().forEach(LiveSource::close);
        live.clear();
    }
}
