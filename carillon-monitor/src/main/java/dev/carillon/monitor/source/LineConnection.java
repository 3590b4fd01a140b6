package dev.carillon.monitor.source;

import dev.carillon.linux.Socket;
import dev.carillon.loop.TimeSource;
import dev.carillon.loop.Timeout;
import java.time.Duration;

/** A connection that lines come over. One of which nothing comes for too long is closed: whoever was there may be gone. */
final class LineConnection {
    /** Told once, when it is over by itself. */
    @FunctionalInterface
    interface End {
        /**
         * It is closed.
         *
         * @param connection which
         * @param wasIdle whether that was because nothing came
         */
        void ended(LineConnection connection, boolean wasIdle);
    }

    private final LineReader reader;
    private final Timeout silence;
    private final long idle;
    private final End end;
    private boolean isReading = true;
    private long heardNanos = TimeSource.SYSTEM.nanos();

    private LineConnection(Inlet inlet, Socket socket, Duration idle, End end) {
        this.idle = idle.toNanos();
        this.end = end;
        this.silence = inlet.loop().timeout(this::look);
        this.reader = LineReader.open(inlet, socket, this::heard, this::ended);
        if (this.idle > 0) {
            silence.schedule(this.idle);
        }
    }

    /**
     * Begins to read.
     *
     * @param idle how long nothing may come; zero for ever
     */
    static LineConnection open(Inlet inlet, Socket socket, Duration idle, End end) {
        return new LineConnection(inlet, socket, idle, end);
    }

    private void heard() {
        heardNanos = TimeSource.SYSTEM.nanos();
    }

    private void ended() {
        silence.cancel();
        end.ended(this, false);
    }

    /** While it is not read, what has come waits in the kernel. */
    private void look() {
        long left = isReading ? heardNanos + idle - TimeSource.SYSTEM.nanos() : idle;
        if (left > 0) {
            silence.schedule(left);
            return;
        }
        reader.close();
        end.ended(this, true);
    }

    void reading(boolean isOn) {
        isReading = isOn;
        heard();
        reader.reading(isOn);
    }

    /** Reads what is in it still, and closes it. */
    void drain() {
        silence.cancel();
        reader.drain();
    }
}
