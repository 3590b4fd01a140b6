package dev.carillon.monitor.run;

import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Passes signals on that mean something to the monitor itself, to the source that wants to know of them as well. */
final class SignalHub {
    private final Set<Signal> own;
    private final Map<Signal, Consumer<SignalInfo>> listeners = new HashMap<>();

    SignalHub(Set<Signal> own) {
        this.own = Set.copyOf(own);
    }

    /** As {@link dev.carillon.monitor.source.Inlet.SharedSignals} has it. */
    boolean share(Signal signal, @Nullable Consumer<SignalInfo> listener) {
        if (!own.contains(signal)) {
            return false;
        }
        if (listener == null) {
            listeners.remove(signal);
        } else {
            listeners.put(signal, listener);
        }
        return true;
    }

    void signalled(SignalInfo info) {
        Consumer<SignalInfo> listener = listeners.get(info.signal());
        if (listener != null) {
            listener.accept(info);
        }
    }
}
