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
import dev.carillon.loop.life.Steps;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Signals as events of the loop. How each reaches the loop depends on how the process was started, not on the caller: from
 * a signalfd, with sender and value, where every thread blocks it; through the JVM's own handler, without them, elsewhere.
 * {@link #delivery} tells.
 *
 * <p>A signal has one source in the process.
 *
 * <p>While the source is disabled, by its user or by a failure, TERM, INT and HUP do what they do without it, which ends the
 * process as a rule; it takes them again when it is enabled. Other signals wait meanwhile.
 */
public final class SignalSource extends WatchedSource implements Awaited<SignalInfo> {
    /** So many that came through the JVM wait for the loop; what comes then is counted as missed. */
    static final int LONGEST_QUEUE = 1024;

    private static final Set<Signal> CLAIMED = new TreeSet<>();

    private final Set<Signal> signals;
    private final Map<Signal, SignalDelivery> delivery;
    private final @Nullable Handler handler;
    private final @Nullable Waiters<SignalInfo> waiters;
    private final Queue<SignalInfo> fromJvm = new ArrayBlockingQueue<>(LONGEST_QUEUE);
    private final Map<Signal, JvmSignals.Registration> registrations = new TreeMap<>();
    private final AtomicLong refused = new AtomicLong();
    private long dropped;

    /** It is disabled, and its control signals do what they do without it. */
    private boolean givenBack;

    private @Nullable DefaultActions defaultActions;

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
                registrations.put(signal, JvmSignals.register(signal, this::raisedInJvm));
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
        boolean taken = fromJvm.offer(new SignalInfo(
                signal, SignalInfo.UNKNOWN, SignalInfo.UNKNOWN, SignalInfo.UNKNOWN, 0, SignalDelivery.JVM));
        if (!taken) {
            refused.incrementAndGet();
            return;
        }
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
        for (int left = budget; left > 0 && goesOn(); left--) {
            if (waiters != null && !waiters.areWaiting()) {
                return keepReady(events);
            }
            SignalInfo info = take();
            if (info == null) {
                return left == budget ? Outcome.NOTHING : Outcome.DONE;
            }
            tell(info);
            if (!isListening()) {
                return keepReady(events);
            }
            if (waiters != null && !hasRead() && !waiters.isAnybody()) {
                return nobodyWaits(waiters, events);
            }
        }
        return keepReady(events);
    }

    private void tell(SignalInfo info) throws Exception {
        took();
        if (handler != null) {
            handler.signalled(this, info);
        } else if (waiters != null) {
            waiters.deliver(info);
        }
    }

    /** Whether signals were taken from the kernel that wait here. */
    private boolean hasRead() {
        return !fromJvm.isEmpty() || fd() instanceof SignalFd signalFd && signalFd.hasBuffered();
    }

    private @Nullable SignalInfo take() {
        SignalInfo info = fd() instanceof SignalFd signalFd ? signalFd.read() : null;
        if (info == null && fd() instanceof EventFd eventFd && fromJvm.isEmpty()) {
            eventFd.read();
        }
        return info == null ? fromJvm.poll() : info;
    }

    /**
     * Every signal that was taken for this source; what standard signals merge before that, nobody knows. Missed are those
     * that were taken together with the last one handled before it was closed, and those for which the queue of what comes
     * through the JVM had no room, 1,024.
     */
    @Override
    public Ledger ledger() {
        Figures.lookAgain();
        long handled = statistics().events;
        long missed = dropped + refused.get();
        return new Ledger(handled + missed, handled, 0, missed);
    }

    @Override
    void enabledChanged() {
        loop().dispatcher.interestChanged(this);
    }

    @Override
    void applying() {
        if (isEnabled() == givenBack) {
            if (givenBack) {
                takeBack();
            } else {
                giveBack();
            }
        }
    }

    /** Nobody handles them for the time being: a process that TERM and INT do not end is ended by KILL. */
    private void giveBack() {
        Set<Signal> blocked = DefaultActions.controlOf(signals);
        for (Signal signal : List.copyOf(blocked)) {
            JvmSignals.Registration registration = registrations.remove(signal);
            if (registration != null) {
                registration.close();
                blocked.remove(signal);
            }
        }
        givenBack = true;
        if (!blocked.isEmpty()) {
            defaultActions = DefaultActions.of(blocked);
        }
    }

    private void takeBack() {
        endDefaultActions();
        for (Signal signal : DefaultActions.controlOf(signals)) {
            if (delivery.get(signal) == SignalDelivery.JVM && !registrations.containsKey(signal)) {
                registrations.put(signal, JvmSignals.register(signal, this::raisedInJvm));
            }
        }
        givenBack = false;
    }

    private void endDefaultActions() {
        DefaultActions actions = defaultActions;
        defaultActions = null;
        if (actions != null) {
            actions.end();
        }
    }

    @Override
    void onClosed(Steps steps) {
        registrations.values().forEach(registration -> steps.go(registration::close));
        steps.go(this::endDefaultActions);
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
