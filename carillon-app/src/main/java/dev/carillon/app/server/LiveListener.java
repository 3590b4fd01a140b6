package dev.carillon.app.server;

import dev.carillon.app.control.Held;
import dev.carillon.app.site.Generation;
import dev.carillon.app.site.SiteSwitch;
import dev.carillon.config.Failure;
import dev.carillon.http.server.HttpOptions;
import dev.carillon.http.server.HttpServer;
import dev.carillon.linux.LinuxException;
import dev.carillon.loop.LoopGroup;
import dev.carillon.net.Drain;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A listener of {@code carillon serve}, while it serves. For the thread of the service. */
final class LiveListener implements AutoCloseable {
    private final Listening listening;
    private final HttpServer server;
    private final SiteSwitch sites;
    private ListenSettings settings;
    private Limits limits;
    private @Nullable Drain drain;

    private LiveListener(
            Listening listening, HttpServer server, SiteSwitch sites, ListenSettings settings, Limits limits) {
        this.listening = listening;
        this.server = server;
        this.sites = sites;
        this.settings = settings;
        this.limits = limits;
    }

    /**
     * Listens.
     *
     * @param all what else is wanted, which the descriptors are shared with
     */
    static LiveListener open(LoopGroup loops, ListenSettings settings, ServeSettings all, Generation generation) {
        SiteSwitch sites = new SiteSwitch(generation, settings.sites(), settings.health());
        Limits limits = settings.limits(all.process().listeners(), all.sockets());
        HttpOptions options = settings.forServer(limits).withRefusals(sites);
        try {
            Listening listening = all.listeners().size() == 1
                    ? Listening.only(settings.address(), settings.key())
                    : Listening.at(settings.address(), settings.key());
            HttpServer server =
                    listening.http(loops, settings.name(), all.process().sharing(), options, sites);
            return new LiveListener(listening, server, sites, settings, limits);
        } catch (LinuxException e) {
            sites.release();
            throw settings.place().isEmpty()
                    ? e
                    : new IllegalStateException(settings.place() + ": " + Failure.line(e), e);
        } catch (RuntimeException e) {
            sites.release();
            throw e;
        }
    }

    /** Has what comes from now on treated otherwise; what has come is not disturbed. */
    void change(ListenSettings wanted, ServeSettings all, Generation generation) {
        settings = wanted.withTls(
                wanted.tls().map(tls -> settings.tls().map(tls::keeping).orElse(tls)));
        limits = settings.limits(all.process().listeners(), all.sockets());
        server.change(settings.forServer(limits).withRefusals(sites));
        sites.change(generation, settings.sites(), settings.health());
    }

    /** What a successor gets of it. */
    Held held() {
        return listening.held(server.sockets(), server::keepFile);
    }

    /** Begins to accept with what a predecessor has handed over. */
    void start() {
        listening.start(server::start, server::keepFile);
    }

    HttpServer server() {
        return server;
    }

    String name() {
        return settings.name();
    }

    String place() {
        return Place.text(server.address());
    }

    /** How much it takes, and what it shows of itself, in lines. */
    List<String> terms() {
        List<String> lines = new ArrayList<>();
        lines.add(limits.words());
        settings.tls().ifPresent(tls -> lines.addAll(tls.lines()));
        return lines;
    }

    /** Takes no more; tells when all that it has is over. */
    CompletionStage<Drain> drain(Duration limit) {
        Drain present = drain;
        if (present != null) {
            return present.ended(); // within the time that it was given then
        }
        Drain begun = server.drain(limit);
        drain = begun;
        return begun.ended().whenComplete((ended, error) -> sites.release());
    }

    /** Has its health path say that the server ends. */
    void ending() {
        sites.ending();
    }

    /** Whether somebody has removed the file of its Unix socket. */
    boolean hasLostItsFile() {
        return settings.address() instanceof UnixDomainSocketAddress unix && Files.notExists(unix.getPath());
    }

    /** Whether it was told to end, and has. */
    boolean hasEnded() {
        Drain begun = drain;
        return begun != null && begun.ended().toCompletableFuture().isDone();
    }

    /** How many answers were cut off at its end. */
    long cutOff() {
        Drain begun = drain;
        return begun == null ? 0 : begun.cutOff();
    }

    /** Nobody may be connected, or soon is: the sites are released by the drain, or never. */
    @Override
    public void close() {
        server.close();
    }
}
