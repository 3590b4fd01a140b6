package dev.carillon.app.page;

import dev.carillon.app.command.Log;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.app.tls.ServerTls;
import dev.carillon.config.Address;
import dev.carillon.config.Failure;
import dev.carillon.config.PageSettings;
import dev.carillon.dashboard.Access;
import dev.carillon.dashboard.Dashboard;
import dev.carillon.dashboard.Intake;
import dev.carillon.dashboard.Watched;
import dev.carillon.dashboard.board.Extent;
import dev.carillon.http.server.HttpHandler;
import dev.carillon.http.server.HttpOptions;
import dev.carillon.http.server.HttpServer;
import dev.carillon.linux.Errno;
import dev.carillon.linux.LinuxException;
import dev.carillon.loop.LoopGroup;
import dev.carillon.net.Share;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.List;
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
    private record Served(PagePlace place, HttpServer server, String token) {
        String url() {
            return place.url(server.address());
        }

        String urlWithToken() {
            return url() + "#token=" + token;
        }

        String urlToRead() {
            return place.isLocal() ? url() : urlWithToken();
        }
    }

    /** Listens at a place. */
    @FunctionalInterface
    public interface Opening {
        /** Listens there, as a server of the page takes it. */
        HttpServer open(LoopGroup loops, HttpOptions options, HttpHandler handler);
    }

    private Page(Dashboard dashboard, Optional<Served> served) {
        this.dashboard = dashboard;
        this.served = served;
    }

    /** Whether somebody has said where. */
    public static boolean isAsked(ParseResult parsed) {
        return parsed.hasMatchedOption(PageOptions.PAGE);
    }

    /** Whether the command line or the file says anything of it, which may be wrong. */
    public static boolean isAsked(ParseResult parsed, PageSettings file) {
        return PageOptions.isSaid(parsed, file);
    }

    /** Whether somebody wants one. */
    public static boolean isWanted(ParseResult parsed, boolean usually) {
        return isAsked(parsed) || usually && !parsed.hasMatchedOption(PageOptions.NO_PAGE);
    }

    /**
     * Begins to show, and serves the page of a monitor if it is wanted.
     *
     * @param file what the file says of it
     * @param state a directory in which the token outlives this process; empty for a new one each time
     * @throws IOException if it was asked for an address, and cannot have it
     * @throws WrongUsage for an address that others reach, without TLS or {@code --insecure}
     */
    public static Page open(
            Watched watched, Intake intake, ParseResult parsed, PageSettings file, Optional<Path> state, Log log)
            throws IOException, WrongUsage {
        Optional<SocketAddress> asked = PageOptions.asked(parsed, file);
        PagePlace place = PageOptions.place(parsed, file, asked.orElse(USUAL));
        boolean isServed = isWanted(parsed, true);
        String token = PageToken.of(isServed ? state : Optional.empty());
        return begin(watched, intake, dashboard -> {
            if (!isServed) {
                return Optional.empty();
            }
            return Optional.of(
                    asked.isPresent()
                            ? serve(dashboard, place, token, opening(place))
                            : serveSomewhere(dashboard, place, token, log));
        });
    }

    /**
     * Begins to show, and serves the page at one place and no other.
     *
     * @param place where, as {@link PageOptions} has it
     * @param opening listens there
     * @throws IOException if it cannot be there
     */
    public static Page at(Watched watched, Intake intake, PagePlace place, Opening opening) throws IOException {
        return begin(watched, intake, dashboard -> Optional.of(serve(dashboard, place, Access.newToken(), opening)));
    }

    /** Serves what is shown, or does not. */
    private interface Serving {
        Optional<Served> serve(Dashboard dashboard) throws IOException;
    }

    private static Page begin(Watched watched, Intake intake, Serving serving) throws IOException {
        Dashboard dashboard = Dashboard.start(watched, intake);
        try {
            return new Page(dashboard, serving.serve(dashboard));
        } catch (IOException | RuntimeException e) {
            dashboard.close();
            throw e;
        }
    }

    private static Served serveSomewhere(Dashboard dashboard, PagePlace usual, String token, Log log)
            throws IOException {
        try {
            return new Served(usual, open(dashboard, usual, token, opening(usual)), token);
        } catch (LinuxException e) {
            if (e.errno() != Errno.EADDRINUSE) {
                throw failure(usual, e);
            }
            PagePlace any = usual.at(ANY_PORT);
            Served other = serve(dashboard, any, token, opening(any));
            log.info(Address.text(usual.address()) + " is taken: the page is at " + other.url());
            return other;
        }
    }

    private static Served serve(Dashboard dashboard, PagePlace place, String token, Opening opening)
            throws IOException {
        try {
            return new Served(place, open(dashboard, place, token, opening), token);
        } catch (LinuxException e) {
            throw failure(place, e);
        }
    }

    private static IOException failure(PagePlace place, LinuxException e) {
        return new IOException("no page at " + Address.text(place.address()) + ": " + Failure.line(e), e);
    }

    private static Opening opening(PagePlace place) {
        return (loops, options, handler) ->
                HttpServer.open(loops, "page", place.address(), Share.EXCLUSIVE, options, handler);
    }

    private static HttpServer open(Dashboard dashboard, PagePlace place, String token, Opening opening) {
        return dashboard.serve(
                place.access(token), (loops, options, handler) -> opening.open(loops, place.over(options), handler));
    }

    /**
     * Reads its certificate again, for the connections that come from now on. From any thread.
     *
     * @return what it is now; empty if there is none
     * @throws dev.carillon.net.tls.KeyMaterialException if it cannot be used; everything stays as it was
     */
    public synchronized List<String> reload() {
        Optional<ServerTls> keys = served.flatMap(each -> each.place().tls());
        keys.ifPresent(ServerTls::reload);
        return keys.map(ServerTls::lines).orElse(List.of());
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
        return served.map(Served::urlToRead);
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
