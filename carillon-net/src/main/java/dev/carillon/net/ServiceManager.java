package dev.carillon.net;

import dev.carillon.linux.Clock;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.TimeSpec;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.TimerSource;
import java.lang.System.Logger.Level;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells systemd, or another service manager, how this process is: {@code NOTIFY_SOCKET} of {@code sd_notify(3)}. Where
 * nobody wants to know, each call does nothing.
 *
 * <p>If the manager has a watchdog for this process ({@code WatchdogSec=}), it is told that all is well by a timer of the
 * loop, twice in the time it waits: a loop that hangs is noticed, and the process started anew.
 *
 * <p>Messages are sent at once; should the manager have no room for them, they wait for it. For the loop's thread.
 */
public final class ServiceManager implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ServiceManager.class.getName());
    /** What systemd reads of one message. */
    private static final int MAX_BYTES = 4096;

    private static final int MAX_STATUS = 1024;
    private static final int WAITING = 16;
    private static final String NAME = "service manager";

    private final @Nullable DatagramEndpoint endpoint;
    private final @Nullable TimerSource watchdog;

    private ServiceManager(EventLoop loop, ServiceEnvironment environment) {
        endpoint = environment.address().map(address -> connect(loop, address)).orElse(null);
        watchdog = endpoint == null || environment.watchdog().isZero() ? null : watch(loop, environment.watchdog());
    }

    private static @Nullable DatagramEndpoint connect(EventLoop loop, UnixDomainSocketAddress address) {
        // Should it hang, the first are those that count: without READY it would end the service.
        DatagramLimits limits =
                DatagramLimits.DEFAULTS.withBatch(1).withSize(MAX_BYTES).withQueue(WAITING, Overflow.DROP_NEWEST);
        try {
            // Connected, for only then does the kernel tell when it has room again.
            return DatagramEndpoint.connect(
                    loop, NAME, address, DatagramOptions.DEFAULTS.withLimits(limits), new Deaf());
        } catch (LinuxException e) {
            LOG.log(Level.WARNING, "the service manager is not there, and is told nothing: {0}", e.getMessage());
            return null;
        }
    }

    /** The manager never answers. */
    private static final class Deaf implements DatagramHandler {
        @Override
        public void received(DatagramEndpoint endpoint, Datagram datagram) {
            // Nobody is asked, so this is nobody's answer.
        }

        @Override
        public void failed(DatagramEndpoint endpoint, LinuxException error) {
            LOG.log(Level.WARNING, "the service manager was not reached: {0}", error.getMessage());
        }
    }

    /**
     * The manager of this process, if it has one that wants to be told.
     *
     * @param loop the loop whose well-being the watchdog hears of; on its thread this is called
     * @return the way to it
     * @throws IllegalArgumentException for an environment that makes no sense, with the variable
     */
    public static ServiceManager of(EventLoop loop) {
        return of(loop, System.getenv(), ProcessHandle.current().pid());
    }

    static ServiceManager of(EventLoop loop, Map<String, String> environment, long pid) {
        return new ServiceManager(loop, ServiceEnvironment.parse(environment, pid));
    }

    private TimerSource watch(EventLoop loop, Duration patience) {
        TimerSource timer = loop.timer("service watchdog", (_, _) -> tell("WATCHDOG=1"));
        timer.every(patience.dividedBy(2));
        return timer;
    }

    /**
     * Whether anybody wants to be told.
     *
     * @return false if this process was started without {@code NOTIFY_SOCKET}, or nobody has that any more
     */
    public boolean isPresent() {
        return endpoint != null;
    }

    /** The service has started, or has loaded its configuration anew: {@code READY=1}. */
    public void ready() {
        tell("READY=1");
    }

    /** The service loads its configuration anew; to be followed by {@link #ready}: {@code RELOADING=1}. */
    public void reloading() {
        TimeSpec now = Clock.MONOTONIC.now();
        // systemd tells by the time whether READY is the answer to the reload that it asked for.
        tell("RELOADING=1\nMONOTONIC_USEC=" + (now.seconds() * 1_000_000 + now.nanos() / 1_000));
    }

    /** The service is about to end: {@code STOPPING=1}. */
    public void stopping() {
        tell("STOPPING=1");
    }

    /**
     * Says in words how the service is, for {@code systemctl status}.
     *
     * @param text a line; of longer ones the first 1,024 characters
     */
    public void status(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        tell("STATUS=" + line.substring(0, Math.min(line.length(), MAX_STATUS)));
    }

    /**
     * Names the process that is the service from now on: after a hand-over, the new one.
     *
     * @param pid a process that the manager knows as one of this service
     */
    public void mainPid(long pid) {
        if (pid < 1) {
            throw new IllegalArgumentException("a process id is 1 or more, not " + pid);
        }
        tell("MAINPID=" + pid);
    }

    /**
     * Asks for more time to start or to stop.
     *
     * @param longer counted from now; after that the manager's patience is at its end
     */
    public void extendTimeout(Duration longer) {
        if (longer.isNegative() || longer.isZero()) {
            throw new IllegalArgumentException("more time is longer than zero, not " + longer);
        }
        tell("EXTEND_TIMEOUT_USEC=" + longer.toNanos() / 1_000);
    }

    private void tell(String message) {
        DatagramEndpoint way = endpoint;
        if (way != null) {
            way.send(ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)));
            way.flush();
        }
    }

    /** Ends the watchdog's timer, and sends no more. Idempotent. */
    @Override
    public void close() {
        if (watchdog != null) {
            watchdog.close();
        }
        if (endpoint != null) {
            endpoint.close();
        }
    }
}
