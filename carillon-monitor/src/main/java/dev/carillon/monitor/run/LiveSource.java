package dev.carillon.monitor.run;

import dev.carillon.config.Failure;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.Socket;
import dev.carillon.monitor.Ledger;
import dev.carillon.monitor.source.Inlet;
import dev.carillon.monitor.source.OpenInput;
import dev.carillon.monitor.source.SourceSettings;
import java.io.IOException;
import java.util.Optional;

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

    /** Whether it is what a file wants, but for what is changed while it is open. */
    boolean is(SourceSettings wanted) {
        return settings.name().equals(wanted.name()) && settings.input().equals(wanted.input());
    }

    /** Whether what it has started must have ended before that of another is started. */
    boolean isAwaitedBy(SourceSettings other) {
        return other.input().awaitsEndOf(settings.input()) || other.name().equals(settings.name());
    }

    /** Goes on with other settings, but the same input. */
    void tune(SourceSettings newSettings) {
        settings = newSettings;
        inlet.tune(newSettings);
    }

    Optional<EventFd> eventFd() {
        return input.eventFd();
    }

    boolean add(long value) {
        return input.add(value);
    }

    /** What it listens with, for one that wants to listen at the same. */
    Optional<Socket> socket() {
        return input.socket();
    }

    /** Whether the file of its socket is removed when it closes. */
    void owningFile(boolean isOwn) {
        input.owningFile(isOwn);
    }

    void starting(boolean isOn) {
        input.starting(isOn);
    }

    /** Lets go of what another wants to open. */
    void release() {
        input.close();
    }

    /** Opens again what was let go. */
    void reopen() throws IOException {
        input = open(settings, inlet);
    }

    /** Closes it once what it has started has ended. */
    void end(Runnable whenEnded) {
        input.end(() -> {
            inlet.close();
            whenEnded.run();
        });
    }

    void close() {
        input.close();
        inlet.close();
    }
}
