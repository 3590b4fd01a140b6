package dev.carillon.loop;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.Fd;
import dev.carillon.linux.JvmSignals;
import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalDelivery;
import dev.carillon.linux.SignalFd;
import dev.carillon.linux.SignalInfo;
import dev.carillon.linux.Signals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Signals as events of the loop. How each reaches the loop depends on how the process was started, not on the caller: from
 * a signalfd, with sender and value, where every thread blocks it; through the JVM's own handler, without them, elsewhere.
 * {@link #delivery} tells.
 *
 * <p>A signal has one source in the process.
 */
public final class SignalSource extends WatchedSource {
    private static final Set<Signal> CLAIMED = new TreeSet<>();

    private final Set<Signal> signals;
    private final Map<Signal, SignalDelivery> delivery;
    private final @Nullable Handler handler;
    private final @Nullable Waiters<SignalInfo> waiters;
    private final Queue<SignalInfo> fromJvm = new ConcurrentLinkedQueue<>();
    private final List<JvmSignals.Registration> registrations = new ArrayList<>();
    private long dropped;

    /** Handles a signal. */
    @FunctionalInterface
    public interface Handler {
        /**
         * A signal arrived.
         *
         * @param source the source
         * @param info which one, from whom, with which value
         * @throws Exception goes to the loop's error handler; the source's {@link FailurePolicy} says what follows
         */
        void signalled(SignalSource source, SignalInfo info) throws Exception;
    }

    private SignalSource(
            EventLoop loop, String name, Fd fd, Map<Signal, SignalDelivery> delivery, @Nullable Handler handler) {
        super(loop, name, "signal", fd, Epoll.IN, true);
        this.signals = Set.copyOf(delivery.keySet());
        this.delivery = delivery;
        this.handler = handler;
        this.waiters = handler == null ? new Waiters<>(this) : null;
    }

    static SignalSource open(EventLoop loop, String name, Set<Signal> signals, @Nullable Handler handler) {
        if (signals.isEmpty()) {
            throw new IllegalArgumentException("signal \"" + name + "\" needs at least one signal");
        }
        loop.checkThread();
        Map<SignalDelivery, Set<Signal>> ways = Signals.delivery(signals);
        refuse(ways.getOrDefault(SignalDelivery.NONE, Set.of()));
        claim(signals);
        SignalSource source;
        try {
            source = make(loop, name, ways, handler);
        } catch (RuntimeException e) {
            unclaim(signals);
            throw e;
        }
        source.register(ways.getOrDefault(SignalDelivery.JVM, Set.of()));
        return source;
    }

    private static SignalSource make(
            EventLoop loop, String name, Map<SignalDelivery, Set<Signal>> ways, @Nullable Handler handler) {
        Map<Signal, SignalDelivery> delivery = new TreeMap<>();
        ways.forEach((way, signals) -> signals.forEach(signal -> delivery.put(signal, way)));
        Set<Signal> blocked = ways.getOrDefault(SignalDelivery.SIGNALFD, Set.of());
        Fd fd = blocked.isEmpty() ? EventFd.open() : SignalFd.open(blocked);
        return new SignalSource(loop, name, fd, delivery, handler);
    }

    private void register(Set<Signal> throughJvm) {
        try {
            for (Signal signal : throughJvm) {
                registrations.add(JvmSignals.register(signal, this::raisedInJvm));
            }
        } catch (RuntimeException e) {
            close(); // the JVM refused, as it does with -Xrs
            throw e;
        }
    }

    private static void refuse(Set<Signal> undeliverable) {
        for (Signal signal : undeliverable) {
            JvmSignals.checkAccepts(signal);
        }
    }

    private static void claim(Set<Signal> signals) {
        synchronized (CLAIMED) {
            for (Signal signal : signals) {
                if (CLAIMED.contains(signal)) {
                    throw new IllegalArgumentException("signal " + signal
                            + " has a source already: of two, each would miss what the other reads. Use one source");
                }
            }
            CLAIMED.addAll(signals);
        }
    }

    private static void unclaim(Set<Signal> signals) {
        synchronized (CLAIMED) {
            CLAIMED.removeAll(signals);
        }
    }

    /** On a thread of the JVM's own. */
    private void raisedInJvm(Signal signal) {
        fromJvm.add(new SignalInfo(
                signal, SignalInfo.UNKNOWN, SignalInfo.UNKNOWN, SignalInfo.UNKNOWN, 0, SignalDelivery.JVM));
        try {
            if (fd() instanceof EventFd eventFd) {
                eventFd.add(1);
            } else {
                loop().execute(this::pend);
            }
        } catch (IllegalStateException | java.util.concurrent.RejectedExecutionException e) {
            // The source or its loop has just closed: nobody listens any more.
        }
    }

    /**
     * How each of its signals is delivered.
     *
     * @return an immutable view, in order of number
     */
    public Map<Signal, SignalDelivery> delivery() {
        return java.util.Collections.unmodifiableMap(delivery);
    }

    /**
     * Waits for the next signal, for a source made without a handler. Any thread but the loop's; made for virtual ones.
     *
     * @return the signal
     * @throws InterruptedException if the thread is interrupted; no signal is lost
     * @throws java.util.concurrent.CancellationException if the source is closed, or disabled by a
     *     failure
     */
    public SignalInfo await() throws InterruptedException {
        return Awaiting.orRefuse(waiters, this).await();
    }

    /**
     * As {@link #await()}, at the most so long.
     *
     * @param timeout how long
     * @return the signal
     * @throws InterruptedException if the thread is interrupted; no signal is lost
     * @throws TimeoutException if none came in time
     */
    public SignalInfo await(Duration timeout) throws InterruptedException, TimeoutException {
        return Awaiting.orRefuse(waiters, this).await(timeout);
    }

    @Override
    Outcome dispatch(int budget) throws Exception {
        int events = takeReady();
        try {
            return handOut(events, budget);
        } catch (Throwable e) {
            readyAgain(events); // what was read with it waits here, where the kernel does not know of it
            throw e;
        }
    }

    private Outcome handOut(int events, int budget) throws Exception {
        for (int left = budget; left > 0; left--) {
            if (waiters != null && !waiters.areWaiting()) {
                return keepReady(events);
            }
            SignalInfo info = next();
            if (info == null) {
                return left == budget ? Outcome.NOTHING : Outcome.DONE;
            }
            took();
            if (handler != null) {
                handler.signalled(this, info);
            } else if (waiters != null) {
                waiters.deliver(info);
            }
            if (!isListening()) {
                return keepReady(events);
            }
        }
        return keepReady(events);
    }

    private @Nullable SignalInfo next() {
        SignalInfo info = fd() instanceof SignalFd signalFd ? signalFd.read() : null;
        if (info == null && fd() instanceof EventFd eventFd && fromJvm.isEmpty()) {
            eventFd.read();
        }
        return info == null ? fromJvm.poll() : info;
    }

    /**
     * Every signal that was taken for this source; what standard signals merge before that, nobody knows. Missed are those
     * that were taken together with the last one handled before it was closed.
     */
    @Override
    public Ledger ledger() {
        long handled = statistics().events;
        return new Ledger(handled + dropped, handled, 0, dropped);
    }

    @Override
    void onClosed(Steps steps) {
        registrations.forEach(registration -> steps.go(registration::close));
        unclaim(signals);
        dropped = fromJvm.size();
        while (fd() instanceof SignalFd signalFd && signalFd.hasBuffered()) {
            signalFd.read();
            dropped++;
        }
    }

    @Override
    @Nullable
    Waiters<SignalInfo> waiters() {
        return waiters;
    }
}
