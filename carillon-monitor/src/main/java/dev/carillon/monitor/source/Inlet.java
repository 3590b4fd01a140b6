package dev.carillon.monitor.source;

import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalInfo;
import dev.carillon.linux.Socket;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Timeout;
import dev.carillon.monitor.Ledger;
import dev.carillon.monitor.source.LimitSettings.Over;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a source's input puts what comes: counts it, takes values of text, holds it to the source's limit, and hands it on. For the
 * loop's thread.
 */
public final class Inlet {
    private static final String VALUE = "value";

    private final EventLoop loop;
    private SourceSettings settings;
    private final Ledger ledger;
    private final EventTaker taker;
    private final SharedSignals signals;
    private final Guardian guardian;
    private final Remains remains;
    private Extraction extraction;
    private final Timeout windowEnd;
    private @Nullable OpenInput input;
    private @Nullable Socket inherited;

    /** How many there were since the window began, and what of those beyond is still to be told. */
    private int count;

    private long beyond;
    private String mergedKind = "";
    private Map<String, Object> mergedFields = Map.of();
    private double least;
    private double greatest;

    /** Takes the signals that mean something to the monitor itself, and are events as well where a source wants them. */
    @FunctionalInterface
    public interface SharedSignals {
        /** Whether a signal is the monitor's; then the source hears of it from now on, until it is told null. */
        boolean share(Signal signal, String source, @Nullable Consumer<SignalInfo> listener);
    }

    /**
     * One for a source.
     *
     * @param ledger the source's, which is older than this if it was open before
     * @param guardian that of all sources of the monitor
     * @param remains knows which programs an earlier monitor has left
     */
    public Inlet(
            EventLoop loop,
            SourceSettings settings,
            Ledger ledger,
            EventTaker taker,
            SharedSignals signals,
            Guardian guardian,
            Remains remains) {
        this.loop = loop;
        this.settings = settings;
        this.ledger = ledger;
        this.taker = taker;
        this.signals = signals;
        this.guardian = guardian;
        this.remains = remains;
        this.extraction = new Extraction(settings.value());
        this.windowEnd = loop.timeout(this::endWindow);
    }

    /** Other settings of a source whose input stays as it is. */
    public void tune(SourceSettings newSettings) {
        if (windowEnd.cancel()) {
            endWindow(); // by the old limit
        }
        settings = newSettings;
        extraction = new Extraction(newSettings.value());
    }

    /** Opens the source's input, which is told when it may read. */
    public OpenInput open() throws IOException {
        try {
            OpenInput opened = settings.input().open(this);
            input = opened;
            return opened;
        } finally {
            takeInherited().ifPresent(Socket::close); // it did not come to that
        }
    }

    /** Has what is opened next go on with a socket that listens already. */
    public void inherit(Socket socket) {
        inherited = socket;
    }

    /** The socket to go on with, which is the taker's from now on; empty if one is to be made. */
    Optional<Socket> takeInherited() {
        Optional<Socket> taken = Optional.ofNullable(inherited);
        inherited = null;
        return taken;
    }

    /** Tells what of merged events is left, and nothing more. */
    public void close() {
        if (windowEnd.cancel()) {
            tellBeyond();
        }
    }

    public EventLoop loop() {
        return loop;
    }

    Remains remains() {
        return remains;
    }

    /** The source's name. */
    public String name() {
        return settings.name();
    }

    /** Who sees to what a source has started when the monitor is killed. */
    Guardian guardian() {
        return guardian;
    }

    /** Has a listener hear of a signal that is the monitor's own as well; false if it is not. */
    boolean share(Signal signal, @Nullable Consumer<SignalInfo> listener) {
        return signals.share(signal, name(), listener);
    }

    /** A line came. */
    void line(Line line) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("line", line.text());
        if (line.isCut()) {
            fields.put("cut", true);
        }
        if (line.isUnfinished()) {
            fields.put("unfinished", true);
        }
        if (!line.isText()) {
            fields.put("notUtf8", true);
        }
        if (!line.isBroken()) {
            extraction.add(line.text(), fields);
        }
        event("line", fields);
    }

    /** Text came that is no line of somebody's: only what is taken of it is told, or all where nothing is to be taken. */
    void text(String kind, String text) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (settings.value().isWanted()) {
            extraction.add(text, fields);
        } else {
            fields.put("text", text.strip());
        }
        event(kind, fields);
    }

    /** Something happened, and may happen often: the source's limit counts. */
    void event(String kind, Map<String, Object> fields) {
        ledger.received();
        LimitSettings limit = settings.limit().orElse(null);
        if (limit == null) {
            handle(kind, fields);
            return;
        }
        if (count == 0) {
            windowEnd.schedule(limit.rate().span());
        }
        count++;
        if (count <= limit.rate().count()) {
            handle(kind, fields);
            if (limit.over() == Over.BLOCK && count == limit.rate().count()) {
                block();
            }
            return;
        }
        beyond(limit.over(), kind, fields);
    }

    /** Something happened that has to be told, however often. */
    void notice(String kind, Map<String, Object> fields) {
        ledger.received();
        handle(kind, fields);
    }

    private void handle(String kind, Map<String, Object> fields) {
        ledger.handled();
        taker.take(name(), kind, fields);
    }

    private void block() {
        if (input != null) {
            ledger.blocked();
            input.reading(false);
        }
    }

    private void beyond(Over over, String kind, Map<String, Object> fields) {
        switch (over) {
            case DROP -> {
                ledger.dropped();
                beyond++;
            }
            case MERGE -> merge(kind, fields);
            case BLOCK -> handle(kind, fields); // it was on its way already
        }
    }

    private void merge(String kind, Map<String, Object> fields) {
        if (beyond > 0) {
            ledger.merged();
        }
        double value = fields.get(VALUE) instanceof Number number ? number.doubleValue() : Double.NaN;
        least = beyond == 0 || Double.isNaN(least) || value < least ? value : least;
        greatest = beyond == 0 || Double.isNaN(greatest) || value > greatest ? value : greatest;
        beyond++;
        mergedKind = kind;
        mergedFields = fields;
    }

    private void endWindow() {
        count = 0;
        tellBeyond();
        if (input != null) {
            input.reading(true);
        }
    }

    private void tellBeyond() {
        long left = beyond;
        beyond = 0;
        if (left == 0) {
            return;
        }
        if (settings.limit().map(LimitSettings::over).orElse(Over.DROP) == Over.DROP) {
            notice("dropped", Map.of("count", left));
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>(mergedFields);
        mergedFields = Map.of();
        fields.put("merged", left);
        if (!Double.isNaN(least)) {
            fields.put("least", least);
            fields.put("greatest", greatest);
        }
        handle(mergedKind, fields);
    }
}
