package dev.carillon.net;

import dev.carillon.linux.Socket;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.Trigger;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One address served by all loops of a {@link LoopGroup}. Safe from any thread but those of the loops. */
public final class ListenerGroup implements AutoCloseable {
    private final List<Listener> listeners = new ArrayList<>();
    private final List<Intake> intakes = new ArrayList<>();

    private final String name;
    private final Share share;
    private final ListenerOptions options;
    /** Each open socket once: some listeners have a duplicate. */
    private final List<Socket> sockets = new ArrayList<>();

    private ListenerGroup(
            LoopGroup loops,
            String name,
            Share share,
            ListenerOptions options,
            Supplier<? extends ConnectionHandler> handlers) {
        this.name = name;
        this.share = share;
        this.options = options;
        for (EventLoop loop : loops.loops()) {
            loop.check(triggerOf(share));
            intakes.add(new Intake(loop, name, options.connections(), handlers));
        }
    }

    /**
     * Listens on an address with all loops.
     *
     * @param loops the loops, which run
     * @param name of the listeners and connections
     * @param address an IP address and port (0 takes a free one), or a Unix path
     * @param share how the loops share it
     * @param options how; {@code maxConnections} and {@code maxPerAddress} are those of each listener
     * @param handlers makes the handler of each connection; called on all loops' threads
     * @return the listening group
     * @throws dev.carillon.linux.LinuxException EADDRINUSE, EACCES, …
     */
    public static ListenerGroup open(
            LoopGroup loops,
            String name,
            SocketAddress address,
            Share share,
            ListenerOptions options,
            Supplier<? extends ConnectionHandler> handlers) {
        ListenerOptions own = options.withReusePort(options.reusePort() || share == Share.REUSEPORT);
        Bound first = Bound.to(address, own);
        if (share == Share.REUSEPORT && first.socket().family() == StandardProtocolFamily.UNIX) {
            first.close();
            throw new IllegalArgumentException(
                    "Unix sockets have no SO_REUSEPORT: share " + address + " by EXCLUSIVE or HAND_OFF");
        }
        return listening(List.of(first), () -> new ListenerGroup(loops, name, share, own, handlers), true);
    }

    /**
     * Serves with all loops a socket that was handed to this process, by systemd or by its predecessor.
     *
     * @param loops the loops, which run
     * @param name of the listeners and connections
     * @param listening a stream socket that listens already; owned from now on, and closed if it is refused
     * @param share how the loops share it: not {@link Share#REUSEPORT}, which takes a socket for each loop
     * @param options how; {@code maxConnections} and {@code maxPerAddress} are those of each listener
     * @param handlers makes the handler of each connection; called on all loops' threads
     * @return the listening group
     * @throws IllegalArgumentException if the socket does not listen, or cannot be shared in that way
     */
    public static ListenerGroup adopt(
            LoopGroup loops,
            String name,
            Socket listening,
            Share share,
            ListenerOptions options,
            Supplier<? extends ConnectionHandler> handlers) {
        Bound first = Bound.adopted(listening, SocketRole.LISTENER);
        if (share == Share.REUSEPORT) {
            first.close();
            throw new IllegalArgumentException(
                    "a socket that was handed over is one for all loops: share it by EXCLUSIVE or HAND_OFF");
        }
        return listening(
                List.of(first),
                () -> {
                    options.connections().socket().applyBefore(listening);
                    return new ListenerGroup(loops, name, share, options, handlers);
                },
                true);
    }

    /**
     * Takes over from a predecessor what it listens with, {@link #sockets}: every socket of it, for each has a backlog of its own.
     * Accepts nobody until {@link #start}; until then the predecessor may go on, and this may be closed without any loss.
     *
     * @param loops the loops, which run, at least as many as there are sockets; those beyond share them
     * @param name of the listeners and connections
     * @param listening stream sockets that listen; owned from now on, and closed if they are refused; a Unix socket's
     *     file is owned from the start on
     * @param share how the loops share them; {@link Share#HAND_OFF} takes one
     * @param options how; {@code maxConnections} and {@code maxPerAddress} are those of each listener
     * @param handlers makes the handler of each connection; called on all loops' threads
     * @return the group, at rest
     * @throws IllegalArgumentException if one does not listen, or there are more than can be shared in that way
     */
    public static ListenerGroup inherit(
            LoopGroup loops,
            String name,
            List<Socket> listening,
            Share share,
            ListenerOptions options,
            Supplier<? extends ConnectionHandler> handlers) {
        int most = share == Share.HAND_OFF ? 1 : loops.loops().size();
        if (listening.isEmpty() || listening.size() > most) {
            listening.forEach(Socket::close);
            throw new IllegalArgumentException(listening.size() + " sockets were inherited for " + name + ", and "
                    + (share == Share.HAND_OFF ? "a loop that hands off takes 1" : most + " loops take 1 to " + most)
                    + ": whoever waits at the others would be lost");
        }
        List<Bound> bounds = new ArrayList<>();
        try {
            listening.forEach(socket -> bounds.add(Bound.adopted(socket, SocketRole.LISTENER)));
        } catch (RuntimeException e) {
            listening.forEach(Socket::close);
            throw e;
        }
        return listening(
                bounds,
                () -> {
                    listening.forEach(options.connections().socket()::applyBefore);
                    return new ListenerGroup(loops, name, share, options, handlers);
                },
                false);
    }

    private static ListenerGroup listening(List<Bound> bounds, Supplier<ListenerGroup> making, boolean accepts) {
        ListenerGroup group;
        try {
            group = making.get();
        } catch (RuntimeException e) {
            bounds.forEach(Bound::close);
            throw e;
        }
        try {
            group.listen(bounds, accepts);
            return group;
        } catch (RuntimeException e) {
            group.close();
            bounds.forEach(Bound::close); // those that no listener has got yet
            throw e instanceof CompletionException && e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void listen(List<Bound> bounds, boolean accepts) {
        bounds.forEach(bound -> sockets.add(bound.socket()));
        if (share == Share.HAND_OFF) {
            add(intakes.getFirst().loop(), bounds.getFirst(), List.copyOf(intakes), accepts);
            return;
        }
        for (int i = 0; i < intakes.size(); i++) {
            Intake intake = intakes.get(i);
            Bound bound = i < bounds.size() ? bounds.get(i) : another(bounds.get(i % bounds.size()), accepts);
            add(intake.loop(), bound, List.of(intake), accepts);
        }
    }

    private static Trigger triggerOf(Share share) {
        return share == Share.EXCLUSIVE ? Trigger.EXCLUSIVE : Trigger.LEVEL;
    }

    /** Not by itself one more with SO_REUSEPORT where none were made: it would have a backlog before it is known to be served. */
    private Bound another(Bound bound, boolean accepts) {
        if (share == Share.REUSEPORT && accepts) {
            Bound own = Bound.to(bound.address(), options);
            sockets.add(own.socket());
            return own;
        }
        return new Bound(bound.socket().duplicate(), bound.address(), null);
    }

    private void add(EventLoop loop, Bound bound, List<Intake> takers, boolean accepts) {
        CompletableFuture<Listener> listener;
        try {
            listener = loop.submit(() -> {
                Listener made = Listener.open(loop, name, bound, options, takers);
                made.trigger(triggerOf(share));
                if (!accepts) {
                    made.disable();
                }
                return made;
            });
        } catch (RejectedExecutionException e) { // the loop has ended
            bound.close();
            throw e;
        }
        listeners.add(listener.join());
    }

    /** Begins to accept, after {@link #inherit}: the predecessor has let go. Idempotent. */
    public void start() {
        onEachLoop(listener -> {
            if (listener == listeners.getFirst()) { // the others have duplicates
                listener.ownFile();
            }
            listener.enable();
        });
    }

    /**
     * What it listens with, for a successor's {@link #inherit}: sockets that loops share by a duplicate once. They stay its own.
     *
     * @return the sockets, in the order of the loops
     */
    public List<Socket> sockets() {
        return List.copyOf(sockets);
    }

    /** Leaves the file of a Unix address when it closes: another process serves it. */
    public void keepFile() {
        onEachLoop(Listener::keepFile);
    }

    /**
     * The address they listen on.
     *
     * @return the address
     */
    public SocketAddress address() {
        return listeners.getFirst().address();
    }

    /**
     * The listeners, in the order of the loops; the one of the first loop if it hands off.
     *
     * @return an immutable list
     */
    public List<Listener> listeners() {
        return List.copyOf(listeners);
    }

    /**
     * What has become of the connections, loop by loop.
     *
     * @return the live figures, in the order of the loops
     */
    public List<ConnectionStatistics> connections() {
        return intakes.stream().map(Intake::connections).toList();
    }

    /**
     * The connections that have not ended, of all loops.
     *
     * @return a snapshot
     */
    public List<Connection> openConnections() {
        List<Connection> open = new ArrayList<>();
        for (Intake intake : intakes) {
            try {
                open.addAll(intake.loop().submit(intake::openConnections).join());
            } catch (RejectedExecutionException e) {
                // Its loop has ended, and has closed them.
            }
        }
        return open;
    }

    /**
     * Has other limits, and other connections, from now on, {@link Listener#change}; does not wait for it.
     *
     * @param options the limits, those of each listener, and connections
     * @throws IllegalArgumentException if the connections have another trigger, or TLS that is no server's
     */
    public void change(ListenerOptions options) {
        intakes.forEach(intake -> intake.checkChange(options.connections()));
        for (Intake intake : intakes) {
            soon(intake.loop(), () -> intake.change(options.connections()));
        }
        for (Listener listener : listeners) {
            soon(listener.loop(), () -> listener.changeLimits(options));
        }
    }

    private static void soon(EventLoop loop, Runnable step) {
        try {
            loop.execute(step);
        } catch (RejectedExecutionException e) {
            // The loop has ended, and has closed everything.
        }
    }

    /**
     * Comes to an orderly end, {@link Listener#drain}; does not wait for it.
     *
     * @param limit for all of that; what has not ended then is closed
     * @return tells when it has ended
     */
    public Drain drain(Duration limit) {
        Drain drain = new Drain(limit);
        for (Listener listener : listeners) {
            drain.join();
            try {
                listener.loop().execute(() -> {
                    listener.begin(drain);
                    drain.leave();
                });
            } catch (RejectedExecutionException e) {
                drain.leave(); // its loop has ended, and has closed everything
            }
        }
        drain.leave();
        return drain;
    }

    /** Stops listening; connections stay. What waits to be accepted is reset by the kernel. */
    @Override
    public void close() {
        onEachLoop(Listener::close);
    }

    private void onEachLoop(Consumer<Listener> step) {
        for (Listener listener : listeners) {
            try {
                listener.loop()
                        .submit(() -> {
                            step.accept(listener);
                            return listener;
                        })
                        .join();
            } catch (RejectedExecutionException e) {
                // Its loop has ended, and has closed it.
            }
        }
    }
}
