package dev.carillon.net;

import dev.carillon.linux.AcceptFailure;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Socket;
import dev.carillon.loop.CustomSource;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Outcome;
import dev.carillon.loop.Reminder;
import dev.carillon.loop.SourceStatistics;
import dev.carillon.loop.Timeout;
import dev.carillon.loop.Trigger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections, TCP or Unix, {@code accept4(2)}. A source of its loop, as is each {@link Connection} that it makes.
 *
 * <p>When no descriptor is left it rests, longer each time, or until a connection of its own has closed. After a rest in
 * vain it says so in the log and turns one waiting connection away, with a descriptor kept for that. It never spins.
 *
 * <p>For the loop's thread.
 */
public final class Listener extends CustomSource {
    private static final System.Logger LOG = System.getLogger(Listener.class.getName());
    /** So many connections are taken before another loop has the next. */
    private static final int SHARE = 8;

    private static final Duration FIRST_REST = Duration.ofMillis(10);
    private static final Duration LONGEST_REST = Duration.ofSeconds(1);

    private final Socket socket;
    private ListenerOptions options;
    private final List<Intake> intakes;
    private final PerAddress perAddress;
    private final AcceptStatistics accepts = new AcceptStatistics();
    private final Reserve reserve = new Reserve();
    private final Timeout wakeUp;
    private final Reminder reminder = new Reminder();
    private Bound bound;
    private Duration rest = FIRST_REST;
    /** Connections that it has accepted and that have not ended. */
    private int open;

    private int next;
    private long gaveWayAt;
    /** The parts of its end; empty before that begins. */
    private List<GroupDrain> draining = List.of();

    private @Nullable Drain drain;
    /** How many that waited when its end began may not have been accepted yet. */
    private int waiting;

    /** The same one for all connections that are not counted by address. */
    private final Runnable whenUncountedEnds = this::uncountedEnded;

    private Listener(EventLoop loop, String name, Bound bound, ListenerOptions options, List<Intake> intakes) {
        super(loop, name, "listener", bound.socket(), Epoll.IN, new SourceStatistics());
        this.bound = bound;
        this.socket = bound.socket();
        this.options = options;
        this.intakes = intakes;
        this.perAddress = new PerAddress(options.maxPerAddress());
        this.wakeUp = loop.timeout(this::goOn);
    }

    /**
     * Listens on an address.
     *
     * @param loop the loop, on whose thread this is called; connections belong to it too
     * @param name the listener's and its connections' name
     * @param address an IP address and port (0 takes a free one), or a Unix path; the file of a Unix listener that nobody
     *     serves any more is replaced, and removed when the listener closes
     * @param options how
     * @param handlers makes the handler of each connection, or gives the same one for all
     * @return the listener
     * @throws LinuxException EADDRINUSE, EACCES, EADDRNOTAVAIL, …
     */
    public static Listener open(
            EventLoop loop,
            String name,
            SocketAddress address,
            ListenerOptions options,
            Supplier<? extends ConnectionHandler> handlers) {
        Intake own = new Intake(loop, name, options.connections(), handlers);
        return open(loop, name, Bound.to(address, options), options, List.of(own));
    }

    /**
     * Listens with a socket that was handed to this process, by systemd or by its predecessor.
     *
     * @param loop the loop, on whose thread this is called; connections belong to it too
     * @param name the listener's and its connections' name
     * @param listening a stream socket that listens already; owned from now on, and closed if it is refused. A Unix
     *     socket's file stays when it is closed
     * @param options how its connections are
     * @param handlers makes the handler of each connection, or gives the same one for all
     * @return the listener
     * @throws IllegalArgumentException if it does not listen
     */
    public static Listener adopt(
            EventLoop loop,
            String name,
            Socket listening,
            ListenerOptions options,
            Supplier<? extends ConnectionHandler> handlers) {
        Bound bound = Bound.adopted(listening, SocketRole.LISTENER);
        Intake own;
        try {
            options.connections().socket().applyBefore(listening);
            own = new Intake(loop, name, options.connections(), handlers);
        } catch (RuntimeException e) {
            bound.close();
            throw e;
        }
        return open(loop, name, bound, options, List.of(own));
    }

    /** With several intakes they get the connections in turn. */
    static Listener open(EventLoop loop, String name, Bound bound, ListenerOptions options, List<Intake> intakes) {
        try {
            return new Listener(loop, name, bound, options, intakes);
        } catch (RuntimeException e) {
            bound.close();
            throw e;
        }
    }

    @Override
    protected Outcome ready(int events, int budget) {
        int taken = 0;
        for (int left = budget; left > 0 && isOpen() && hasTime(); left--) {
            if (isFull()) {
                restUntilOneCloses();
                return Outcome.DONE;
            }
            Socket connection;
            try {
                connection = socket.accept();
            } catch (LinuxException e) {
                if (!survives(e)) {
                    return Outcome.DONE;
                }
                continue;
            }
            if (connection == null) {
                return nobodyWaits(taken == 0);
            }
            taken++;
            take(connection);
            waiting--;
        }
        return hadItsShare(events);
    }

    private Outcome nobodyWaits(boolean fruitless) {
        if (drain != null) {
            close();
            return Outcome.DONE;
        }
        giveWay();
        return fruitless ? Outcome.NOTHING : Outcome.DONE;
    }

    private Outcome hadItsShare(int events) {
        giveWay();
        if (drain != null && waiting <= 0) {
            close(); // who has come since then comes too late, or there would be no end to it
        }
        return (trigger() == Trigger.EDGE || drain != null) && isOpen() ? later(events) : Outcome.DONE;
    }

    /**
     * Of the loops that share a listener by EPOLLEXCLUSIVE the kernel wakes the one that came last, again and again. One that
     * has had its share goes to the end of the line.
     */
    private void giveWay() {
        if (trigger() == Trigger.EXCLUSIVE && accepts.accepted - gaveWayAt >= SHARE && isOpen()) {
            gaveWayAt = accepts.accepted;
            watchAnew();
        }
    }

    private boolean isFull() {
        return options.maxConnections() > 0 && open >= options.maxConnections();
    }

    /** Whether to accept the next one at once. */
    private boolean survives(LinuxException failure) {
        return switch (AcceptFailure.of(failure)) {
            case CONNECTION_GONE -> {
                accepts.gone++;
                yield true;
            }
            case EXHAUSTED -> {
                restForWantOfDescriptors(failure);
                yield false;
            }
            case BROKEN -> throw failure; // the loop disables the listener and tells its error handler
        };
    }

    private void take(Socket accepted) {
        handled(1, 0);
        accepts.accepted++;
        rest = FIRST_REST;
        InetAddress address = perAddress.addressOf(accepted);
        if (address != null && !perAddress.admit(address)) {
            accepts.perAddress++;
            accepted.close();
            return;
        }
        open++;
        Intake intake = intakes.get(Math.floorMod(next++, intakes.size()));
        if (intake.loop() == loop()) {
            intake.begin(accepted, address, this);
        } else {
            handOff(accepted, address, intake);
        }
    }

    private void handOff(Socket accepted, @Nullable InetAddress address, Intake intake) {
        try {
            intake.loop().execute(() -> intake.begin(accepted, address, this));
        } catch (RejectedExecutionException e) { // that loop has ended
            accepted.close();
            ended(address);
        }
    }

    /** A connection was not made. Safe from any thread. */
    void failed(@Nullable InetAddress address, Throwable error) {
        onOwnLoop(() -> {
            release(address);
            report(error);
        });
    }

    /** What a connection calls when it has ended, on its own loop. */
    Runnable ending(@Nullable InetAddress address) {
        return address == null ? whenUncountedEnds : () -> ended(address);
    }

    private void uncountedEnded() {
        ended(null);
    }

    /** A connection has ended. Safe from any thread. */
    private void ended(@Nullable InetAddress address) {
        onOwnLoop(() -> release(address));
    }

    private void onOwnLoop(Runnable step) {
        if (loop().isLoopThread()) {
            step.run();
            return;
        }
        try {
            loop().execute(step);
        } catch (RejectedExecutionException e) {
            // The listener's loop has ended; nobody counts any more, nor hears of a failure.
        }
    }

    private void release(@Nullable InetAddress address) {
        open--;
        if (address != null) {
            perAddress.release(address);
        }
        if (isOpen() && watchedFor() == 0) {
            goOn();
        }
    }

    private void restForWantOfDescriptors(LinuxException failure) {
        accepts.rests++;
        accepts.countWant(failure.errno());
        boolean inVain = rest.compareTo(FIRST_REST) > 0; // nothing has closed while it rested
        watchFor(0);
        wakeUp.schedule(rest);
        rest = rest.multipliedBy(2).compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest.multipliedBy(2);
        if (inVain && reserve.turnAwayOne(socket, () -> tellOfRest(failure))) {
            accepts.exhausted++;
        }
    }

    /** Seldom is enough. A log that cannot be written, for want of descriptors as well, must not end the listener. */
    private void tellOfRest(LinuxException failure) {
        if (!reminder.isDue(time())) {
            return;
        }
        try {
            LOG.log(Level.WARNING, "{0} rests, {1} times so far: {2}", this, accepts.rests, failure.getMessage());
        } catch (LinkageError | RuntimeException e) {
            report(failure);
        }
    }

    private void restUntilOneCloses() {
        accepts.rests++;
        accepts.full++;
        watchFor(0);
    }

    private void goOn() {
        if (isOpen()) {
            wakeUp.cancel();
            watchFor(Epoll.IN);
            if (trigger() == Trigger.EDGE || drain != null) {
                callReady(Epoll.IN);
            }
        }
    }

    /**
     * The address it listens on: tells the port that was taken for port 0.
     *
     * @return the address
     */
    public SocketAddress address() {
        return bound.address();
    }

    /**
     * Its socket, for handing it over to another process. It stays the listener's.
     *
     * @return the socket
     */
    public Socket socket() {
        return socket;
    }

    /**
     * Has other limits, and other connections, from now on: the limits count at once, the times for all connections, TLS for those
     * that come. It stays the same socket, so backlog, {@code SO_REUSEPORT} and the file of a Unix socket stay, too, and nobody
     * who waits or is connected is disturbed. On the loop's thread.
     *
     * @param newOptions the limits and connections
     * @throws IllegalArgumentException if the connections have another trigger, or TLS that is no server's
     */
    public void change(ListenerOptions newOptions) {
        intakes.forEach(intake -> intake.checkChange(newOptions.connections()));
        intakes.forEach(intake -> intake.change(newOptions.connections()));
        changeLimits(newOptions);
    }

    /** What is the listener's own of {@link #change}. */
    void changeLimits(ListenerOptions newOptions) {
        boolean wasFull = isFull();
        options = newOptions;
        perAddress.limit(newOptions.maxPerAddress());
        if (wasFull && isOpen() && watchedFor() == 0) {
            goOn(); // there may be room now
        }
    }

    /** Leaves the file of a Unix listener when it closes: another process serves it, to which the socket was handed. */
    public void keepFile() {
        bound = bound.withoutFile();
    }

    /** Removes the file of a Unix listener when it closes, though another process has made it: the reverse of {@link #keepFile}. */
    public void ownFile() {
        bound = bound.withFile();
    }

    /**
     * What it has accepted and turned away.
     *
     * @return the live figures
     */
    public AcceptStatistics accepts() {
        return accepts;
    }

    /**
     * What has become of its connections; of a group that hands off, those of the first loop.
     *
     * @return the live figures
     */
    public ConnectionStatistics connections() {
        return intakes.getFirst().connections();
    }

    /**
     * The connections it has accepted that have not ended.
     *
     * @return a snapshot; of a group that hands off, those of the first loop
     */
    public List<Connection> openConnections() {
        return intakes.getFirst().openConnections();
    }

    /**
     * Comes to an orderly end: who waits in the backlog is accepted, then it closes; each connection ends after the exchange
     * in which it is. Idempotent: once begun, the time it has stays.
     *
     * @param limit for all of that; what has not ended then is closed
     * @return tells when it has ended
     */
    public Drain drain(Duration limit) {
        Drain present = drain;
        if (present != null) {
            return present;
        }
        Drain begun = new Drain(limit);
        begin(begun);
        begun.leave();
        return begun;
    }

    /** Its part of a drain. */
    void begin(Drain with) {
        if (!loop().isLoopThread()) {
            throw new IllegalStateException(this + " is used on its loop's thread: use loop().execute()");
        }
        drain = with;
        with.join();
        draining = intakes.stream().map(intake -> intake.drain(with)).toList();
        if (!isOpen()) {
            drained(with);
            return;
        }
        waiting = Backlog.most(options.backlog());
        loop().timeout(this::close).schedule(with.limit());
        callReady(Epoll.IN); // or, if nobody waits, it would never know
    }

    /** Nobody comes any more. */
    private void drained(Drain with) {
        for (int i = 0; i < draining.size(); i++) {
            intakes.get(i).noMore(draining.get(i));
        }
        with.leave();
    }

    /** Takes the reserve back; connections stay. */
    @Override
    protected void closed() {
        wakeUp.cancel();
        reserve.close();
        bound.close();
        Drain present = drain;
        if (present != null) {
            drained(present);
        }
    }
}
