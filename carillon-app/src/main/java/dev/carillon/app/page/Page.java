package dev.carillon.app.page;

import dev.carillon.app.command.Log;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.config.Address;
import dev.carillon.config.Failure;
import dev.carillon.config.HostName;
import dev.carillon.dashboard.Access;
import dev.carillon.dashboard.Dashboard;
import dev.carillon.dashboard.Intake;
import dev.carillon.dashboard.Watched;
import dev.carillon.dashboard.board.Extent;
import dev.carillon.http.server.HttpServer;
import dev.carillon.linux.Errno;
import dev.carillon.linux.LinuxException;
import dev.carillon.net.Share;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.ParseResult;

/** The live page of a command, on a loop of its own. */
public final class Page implements AutoCloseable {
    /** Where it is unless somebody says otherwise. */
    private static final SocketAddress USUAL = Address.parse("127.0.0.1:8091");

    private static final SocketAddress ANY_PORT = Address.parse("127.0.0.1:0");

    /** What a machine is called that has no name. */
    public static final String UNNAMED = "this machine";

    private final Dashboard dashboard;
    private final Optional<Served> served;

    /** Where it is, and what has to be said to change something there. */
    private record Served(HttpServer server, String token) {
        SocketAddress address() {
            return server.address();
        }

        String url() {
            return "http://" + Address.text(address()) + "/";
        }

        String urlWithToken() {
            return url() + "#token=" + token;
        }
    }

    private Page(Dashboard dashboard, Optional<Served> served) {
        this.dashboard = dashboard;
        this.served = served;
    }

    /** Whether somebody has said where. */
    public static boolean isAsked(ParseResult parsed) {
        return parsed.hasMatchedOption(PageOptions.PAGE);
    }

    /** Whether somebody wants one. */
    public static boolean isWanted(ParseResult parsed, boolean usually) {
        return isAsked(parsed) || usually && !parsed.hasMatchedOption(PageOptions.NO_PAGE);
    }

    /**
     * Begins to show, and serves the page if it is wanted.
     *
     * @param state a directory in which the token outlives this process; empty for a new one each time
     * @throws IOException if it was asked for an address, and cannot have it
     * @throws WrongUsage for an address that others reach, without {@code --insecure}
     */
    public static Page open(Watched watched, Intake intake, ParseResult parsed, Optional<Path> state, Log log)
            throws IOException, WrongUsage {
        Optional<SocketAddress> asked = PageOptions.ofMonitor(parsed);
        boolean isServed = isWanted(parsed, true);
        Dashboard dashboard = Dashboard.start(watched, intake);
        try {
            return new Page(
                    dashboard,
                    isServed ? Optional.of(serve(dashboard, asked, PageToken.of(state), log)) : Optional.empty());
        } catch (IOException | RuntimeException e) {
            dashboard.close();
            throw e;
        }
    }

    /**
     * Begins to show, and serves the page at one address and no other.
     *
     * @param address where, as {@link PageOptions} has it
     * @param opening listens there
     * @throws IOException if it cannot be there
     */
    public static Page at(Watched watched, Intake intake, SocketAddress address, Dashboard.Opening opening)
            throws IOException {
        Dashboard dashboard = Dashboard.start(watched, intake);
        try {
            return new Page(dashboard, Optional.of(serve(dashboard, address, Access.newToken(), opening)));
        } catch (IOException | RuntimeException e) {
            dashboard.close();
            throw e;
        }
    }

    private static Served serve(Dashboard dashboard, Optional<SocketAddress> asked, String token, Log log)
            throws IOException {
        if (asked.isPresent()) {
            return serve(dashboard, asked.get(), token, opening(asked.get()));
        }
        try {
            return new Served(dashboard.serve(access(USUAL, token), opening(USUAL)), token);
        } catch (LinuxException e) {
            if (e.errno() != Errno.EADDRINUSE) {
                throw failure(USUAL, e);
            }
            Served other = serve(dashboard, ANY_PORT, token, opening(ANY_PORT));
            log.info(Address.text(USUAL) + " is taken: the page is at " + other.url());
            return other;
        }
    }

    private static Served serve(Dashboard dashboard, SocketAddress address, String token, Dashboard.Opening opening)
            throws IOException {
        try {
            return new Served(dashboard.serve(access(address, token), opening), token);
        } catch (LinuxException e) {
            throw failure(address, e);
        }
    }

    private static IOException failure(SocketAddress address, LinuxException e) {
        return new IOException("no page at " + Address.text(address) + ": " + Failure.line(e), e);
    }

    private static Dashboard.Opening opening(SocketAddress address) {
        return (loops, options, handler) -> HttpServer.open(loops, "page", address, Share.EXCLUSIVE, options, handler);
    }

    private static Access access(SocketAddress address, String token) {
        return PageOptions.isLocal(address) ? Access.local(token) : Access.remote(token, HostName.find(UNNAMED));
    }

    /** Its server, if it is served. */
    public Optional<HttpServer> server() {
        return served.map(Served::server);
    }

    /** Where it is, without what allows to change anything; empty if it is not served. */
    public Optional<String> url() {
        return served.map(Served::url);
    }

    /** Where it is, with what allows to change something there: for nobody but who has started this. */
    public Optional<String> urlWithToken() {
        return served.map(Served::urlWithToken);
    }

    /** Where it is, with what allows to read there, if anything does. */
    public Optional<String> urlToRead() {
        return served.map(each -> PageOptions.isLocal(each.address()) ? each.url() : each.urlWithToken());
    }

    /**
     * All that it shows, as JSON.
     *
     * @param then gets it on another thread; empty if it has ended
     */
    public void snapshot(Extent extent, Consumer<Optional<String>> then) {
        dashboard.snapshot(extent, then);
    }

    @Override
    public void close() {
        dashboard.close();
    }
}
