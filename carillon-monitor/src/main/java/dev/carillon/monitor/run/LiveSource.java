package dev.carillon.monitor.run;

import dev.carillon.config.Failure;
import dev.carillon.monitor.Ledger;
import dev.carillon.monitor.source.Inlet;
import dev.carillon.monitor.source.OpenInput;
import dev.carillon.monitor.source.SourceSettings;
import java.io.IOException;

/** A source of the file, open. */
final class LiveSource {
    private final Inlet inlet;
    private final Ledger ledger;
    private SourceSettings settings;
    private OpenInput input;

    private LiveSource(SourceSettings settings, Inlet inlet, Ledger ledger) throws IOException {
        this.settings = settings;
        this.inlet = inlet;
        this.ledger = ledger;
        this.input = open(settings, inlet);
    }

    /** Opens one. */
    static LiveSource open(SourceSettings settings, Inlet inlet, Ledger ledger) throws IOException {
        return new LiveSource(settings, inlet, ledger);
    }

    private static OpenInput open(SourceSettings settings, Inlet inlet) throws IOException {
        try {
            return inlet.open();
        } catch (IOException | RuntimeException e) {
            throw new IOException("source." + settings.name() + ": " + Failure.line(e), e);
        }
    }

    SourceSettings settings() {
        return settings;
    }

    Ledger ledger() {
        return ledger;
    }

    /** Goes on with other settings, but the same input. */
    void tune(SourceSettings newSettings) {
        settings = newSettings;
        inlet.tune(newSettings);
    }

    boolean add(long value) {
        return input.add(value);
    }

    /** Lets go of what another wants to open. */
    void release() {
        input.close();
    }

    /** Opens again what was let go. */
    void reopen() throws IOException {
        input = open(settings, inlet);
    }

    void close() {
        input.close();
        inlet.close();
    }
}
