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
import java.util.function.Supplier;

/** One address served by all loops of a {@link LoopGroup}. Safe from any thread but those of the loops. */
public final class ListenerGroup implements AutoCloseable {
    private final List<Listener> listeners = new ArrayList<>();
    private final List<Intake> intakes = new ArrayList<>();

    private ListenerGroup() {}

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
        return listen(loops, name, first, share, own, handlers);
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
        try {
            options.connections().socket().applyBefore(listening);
        } catch (RuntimeException e) {
            first.close();
            throw e;
        }
        return listen(loops, name, first, share, options, handlers);
    }

    private static ListenerGroup listen(
            LoopGroup loops,
            String name,
            Bound first,
            Share share,
            ListenerOptions options,
            Supplier<? extends ConnectionHandler> handlers) {
        ListenerGroup group = new ListenerGroup();
        try {
            for (EventLoop loop : loops.loops()) {
                loop.check(triggerOf(share));
                group.intakes.add(new Intake(loop, name, options.connections(), handlers));
            }
        } catch (RuntimeException e) {
            first.close();
            throw e;
        }
        try {
            group.listen(name, first, share, options);
            return group;
        } catch (CompletionException e) {
            group.close();
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } catch (RuntimeException e) {
            group.close();
            throw e;
        }
    }

    private void listen(String name, Bound first, Share share, ListenerOptions options) {
        if (share == Share.HAND_OFF) {
            add(intakes.getFirst().loop(), name, first, options, List.copyOf(intakes), Trigger.LEVEL);
            return;
        }
        for (Intake intake : intakes) {
            Bound bound = intake == intakes.getFirst() ? first : another(first, share, options);
            add(intake.loop(), name, bound, options, List.of(intake), triggerOf(share));
        }
    }

    private static Trigger triggerOf(Share share) {
        return share == Share.EXCLUSIVE ? Trigger.EXCLUSIVE : Trigger.LEVEL;
    }

    private static Bound another(Bound first, Share share, ListenerOptions options) {
        if (share == Share.REUSEPORT) {
            return Bound.to(first.address(), options);
        }
        return new Bound(first.socket().duplicate(), first.address(), null);
    }

    private void add(
            EventLoop loop, String name, Bound bound, ListenerOptions options, List<Intake> takers, Trigger trigger) {
        CompletableFuture<Listener> listener;
        try {
            listener = loop.submit(() -> {
                Listener made = Listener.open(loop, name, bound, options, takers);
                made.trigger(trigger);
                return made;
            });
        } catch (RejectedExecutionException e) { // the loop has ended
            bound.close();
            throw e;
        }
        listeners.add(listener.join());
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
        listeners.forEach(ListenerGroup::closeOnItsLoop);
    }

    private static void closeOnItsLoop(Listener listener) {
        try {
            listener.loop()
                    .submit(() -> {
                        listener.close();
                        return listener;
                    })
                    .join();
        } catch (RejectedExecutionException e) {
            // Its loop has ended, and has closed it.
        }
    }
}
