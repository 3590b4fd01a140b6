package dev.carillon.bench.mechanism;

import dev.carillon.linux.SignalFd;
import java.util.List;

/** Waits for a signal, and not for those that one read has brought along. */
final class WatchedSignal extends Watched {
    private final SignalFd signals;

    WatchedSignal(SignalFd signals, boolean busy) {
        super(signals, List.of(signals), false, busy, () -> signals.read() == null ? 0 : 1);
        this.signals = signals;
    }

    @Override
    public long take(long nanos) {
        if (signals.hasBuffered()) {
            signals.read();
            return 1;
        }
        return super.take(nanos);
    }
}
