package dev.carillon.net;

import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketOption;
import java.time.Duration;

/**
 * Probes that find out whether a silent peer is still there, {@code tcp(7)}. Immutable; each {@code with…} method gives a
 * changed copy of {@link #DEFAULTS}.
 */
public final class KeepAlive {
    /** The first after a minute of silence, then one every ten seconds; broken after six without an answer: in two minutes. */
    public static final KeepAlive DEFAULTS = new KeepAlive();

    private static final long LONGEST_SECONDS = 32_767;
    private static final int MOST_PROBES = 127;

    private Duration idle = Duration.ofMinutes(1);
    private Duration interval = Duration.ofSeconds(10);
    private int count = 6;

    private KeepAlive() {}

    private KeepAlive copy() {
        KeepAlive copy = new KeepAlive();
        copy.idle = idle;
        copy.interval = interval;
        copy.count = count;
        return copy;
    }

    /**
     * Silence before the first probe.
     *
     * @return whole seconds, 1 s to 32,767 s
     */
    public Duration idle() {
        return idle;
    }

    /**
     * Another silence before the first probe.
     *
     * @param silence whole seconds, 1 s to 32,767 s
     * @return the changed copy
     * @throws IllegalArgumentException if it is not
     */
    public KeepAlive withIdle(Duration silence) {
        KeepAlive copy = copy();
        copy.idle = checked(silence);
        return copy;
    }

    /**
     * Between probes.
     *
     * @return whole seconds, 1 s to 32,767 s
     */
    public Duration interval() {
        return interval;
    }

    /**
     * Another time between probes.
     *
     * @param between whole seconds, 1 s to 32,767 s
     * @return the changed copy
     * @throws IllegalArgumentException if it is not
     */
    public KeepAlive withInterval(Duration between) {
        KeepAlive copy = copy();
        copy.interval = checked(between);
        return copy;
    }

    /**
     * Unanswered probes after which the connection is broken.
     *
     * @return 1 to 127
     */
    public int count() {
        return count;
    }

    /**
     * Another number of probes.
     *
     * @param probes 1 to 127
     * @return the changed copy
     * @throws IllegalArgumentException if it is not
     */
    public KeepAlive withCount(int probes) {
        if (probes < 1 || probes > MOST_PROBES) {
            throw new IllegalArgumentException("1 to " + MOST_PROBES + " probes may be unanswered, not " + probes);
        }
        KeepAlive copy = copy();
        copy.count = probes;
        return copy;
    }

    private static Duration checked(Duration time) {
        if (time.getNano() != 0 || time.getSeconds() < 1 || time.getSeconds() > LONGEST_SECONDS) {
            throw new IllegalArgumentException(
                    "times of probes are whole seconds, 1 s to " + LONGEST_SECONDS + " s, not " + time);
        }
        return time;
    }

    void apply(Socket socket) {
        socket.set(SocketOption.KEEPALIVE, true);
        socket.set(SocketOption.KEEPIDLE, idle);
        socket.set(SocketOption.KEEPINTVL, interval);
        socket.set(SocketOption.KEEPCNT, count);
    }
}
