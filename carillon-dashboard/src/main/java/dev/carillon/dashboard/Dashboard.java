package dev.carillon.dashboard;

import dev.carillon.dashboard.board.Board;
import dev.carillon.dashboard.board.Extent;
import dev.carillon.http.server.Exchange;
import dev.carillon.http.server.HttpHandler;
import dev.carillon.http.server.HttpOptions;
import dev.carillon.http.server.HttpServer;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.Timeout;
import dev.carillon.net.Share;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Shows what happens on a loop to whoever wants to see it: on a thread and a loop of its own, so that the loop that is shown only says
 * what has happened, and how things stand when it is asked. Four times a second while anybody looks, and seldom otherwise.
 */
public final class Dashboard implements AutoCloseable {
    static final Duration TICK = Duration.ofMillis(250);
    /** How long who asks for a snapshot waits for a loop that does not answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    /** What is younger is not asked for again. */
    private static final Duration FRESH = Duration.ofMillis(300);

    private final LoopGroup own = LoopGroup.start("page", 1, LoopOptions.DEFAULTS);
    private final EventLoop loop = own.next();
    private final Watched watched;
    private final Intake intake;
    private final Board board;
    private final Ticks ticks;
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean isAsked;

    /** What goes on by itself, and belongs to the loop's thread. */
    private static final class Ticks {
        private final Timeout next;
        private final Timeout patience;
        private final Viewers viewers;

        Ticks(EventLoop loop, Runnable tick, Runnable impatient) {
            next = loop.timeout(tick);
            patience = loop.timeout(impatient);
            viewers = new Viewers(loop);
        }
    }

    private Dashboard(Watched watched, Intake intake) {
        this.watched = watched;
        this.intake = intake;
        this.board = new Board(watched);
        this.ticks = loop.submit(() -> new Ticks(loop, this::tick, this::answerWaiting))
                .join();
        intake.callWhenHalfFull(() -> onOwn(this::drain));
        onOwn(this::tick);
    }

    /**
     * Begins to take what the intake is told; nothing is served yet.
     *
     * @param watched what is shown
     * @param intake to which each of its events is told
     */
    public static Dashboard start(Watched watched, Intake intake) {
        return new Dashboard(watched, intake);
    }

    /**
     * Serves the page at an address, not encrypted.
     *
     * @param address an IP address and port; 0 takes a free one
     * @param access who may see and change what
     * @return where it is
     * @throws dev.carillon.linux.LinuxException EADDRINUSE, EACCES, …
     */
    public SocketAddress serve(SocketAddress address, Access access) {
        return serve(
                        access,
                        (loops, options, handler) ->
                                HttpServer.open(loops, "page", address, Share.EXCLUSIVE, options, handler))
                .address();
    }

    /**
     * Serves the page.
     *
     * @param access who may see and change what
     * @param opening opens its server
     * @return the server, which ends with this
     * @throws dev.carillon.linux.LinuxException EADDRINUSE, EACCES, …
     */
    public HttpServer serve(Access access, Opening opening) {
        Pages pages = new Pages(this, access, watched);
        HttpServer opened = opening.open(own, Pages.options(), pages.handler());
        own.onEach(each -> ticks.viewers.measure(access));
        return opened;
    }

    /** Opens the page's server: at an address, or with sockets that are there already, with TLS or without. */
    @FunctionalInterface
    public interface Opening {
        /** Opens it on these loops. */
        HttpServer open(LoopGroup loops, HttpOptions options, HttpHandler handler);
    }

    /**
     * All there is to show, as JSON: for who draws it elsewhere.
     *
     * @param extent how much of the barrel
     * @param then gets it on the dashboard's own thread; empty, at once, if that has ended
     */
    public void snapshot(Extent extent, Consumer<Optional<String>> then) {
        if (!onOwn(() -> take(extent, text -> then.accept(Optional.of(text))))) {
            then.accept(Optional.empty());
        }
    }

    /** On its own thread: a snapshot of how things stand now, or as they stood when the loop last answered. */
    void take(Extent extent, Consumer<String> then) {
        Runnable task = () -> {
            measure();
            then.accept(board.snapshot(extent));
        };
        if (board.age().compareTo(FRESH) < 0) {
            drain();
            task.run();
            return;
        }
        waiting.add(task);
        ask();
        if (!ticks.patience.isPending()) {
            ticks.patience.schedule(PATIENCE);
        }
    }

    /** What it shows. For its own thread. */
    Board board() {
        return board;
    }

    /** On its own thread: somebody begins to look, and the next tick is soon. */
    void look(Exchange exchange) {
        ticks.viewers.join(exchange);
        ticks.next.schedule(TICK);
    }

    private void tick() {
        drain();
        measure();
        boolean isSeen = ticks.viewers.areAny();
        if (isSeen) {
            ticks.viewers.send(board.tick());
        }
        ask();
        ticks.next.schedule(isSeen ? TICK : watched.rest());
    }

    private void measure() {
        Map<String, Long> figures = ticks.viewers.figures();
        figures.put("passedBy", intake.passedBy());
        board.own(figures);
    }

    /** Asks how things stand, unless an answer is still owed. */
    private void ask() {
        if (isAsked) {
            return;
        }
        try {
            watched.loop().execute(this::tell);
            isAsked = true;
        } catch (RejectedExecutionException e) {
            // It has ended, and so will this.
        }
    }

    /** On the loop that is shown: what it has said before goes before. */
    private void tell() {
        try {
            intake.put(watched.state());
        } finally { // or who could not say it once would never be asked again
            onOwn(this::told);
        }
    }

    private void told() {
        isAsked = false;
        drain();
        answerWaiting();
    }

    private void drain() {
        intake.drain(board::accept);
    }

    private void answerWaiting() {
        ticks.patience.cancel();
        List<Runnable> now = List.copyOf(waiting);
        waiting.clear();
        now.forEach(Runnable::run);
    }

    private boolean onOwn(Runnable task) {
        try {
            loop.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false; // closed meanwhile
        }
    }

    @Override
    public void close() {
        intake.callWhenHalfFull(() -> {});
        own.close();
    }
}
