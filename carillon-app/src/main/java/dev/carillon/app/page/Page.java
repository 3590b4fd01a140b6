package dev.carillon.app.page;

import dev.carillon.app.command.Log;
import dev.carillon.app.command.Options;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.config.Address;
import dev.carillon.config.Failure;
import dev.carillon.config.HostName;
import dev.carillon.dashboard.Access;
import dev.carillon.dashboard.Dashboard;
import dev.carillon.dashboard.Intake;
import dev.carillon.dashboard.Watched;
import dev.carillon.dashboard.board.Extent;
import dev.carillon.linux.Errno;
import dev.carillon.linux.LinuxException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The live page of a command, on a loop of its own. */
public final class Page implements AutoCloseable {
    /** Where it is unless somebody says otherwise. */
    private static final SocketAddress USUAL = Address.parse("127.0.0.1:8091");

    private static final SocketAddress ANY_PORT = Address.parse("127.0.0.1:0");

    /** What a machine is called that has no name. */
    public static final String UNNAMED = "this machine";

    private static final String PAGE = "--page";
    private static final String NO_PAGE = "--no-page";
    private static final String INSECURE = "--insecure";

    private final Dashboard dashboard;
    private final Optional<Served> served;

    /** Where it is, and what has to be said to change something there. */
    private record Served(SocketAddress address, String token) {
        String url() {
            return "http://" + Address.text(address) + "/";
        }

        String urlWithToken() {
            return url() + "#token=" + token;
        }
    }

    private Page(Dashboard dashboard, Optional<Served> served) {
        this.dashboard = dashboard;
        this.served = served;
    }

    /** Adds the options. */
    public static void describe(CommandSpec spec) {
        Options.value(
                spec,
                PAGE,
                "ADDRESS",
                "Where the live page is, HOST:PORT (127.0.0.1:8091, or any free port if that is taken).");
        Options.flag(spec, NO_PAGE, "No live page.");
        Options.flag(spec, INSECURE, "The page may be at an address that others reach, though it is not encrypted.");
    }

    /** Whether somebody has said where. */
    public static boolean isAsked(ParseResult parsed) {
        return parsed.hasMatchedOption(PAGE);
    }

    /** Whether somebody wants one. */
    public static boolean isWanted(ParseResult parsed, boolean usually) {
        return isAsked(parsed) || usually && !parsed.hasMatchedOption(NO_PAGE);
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
        Optional<SocketAddress> asked = asked(parsed);
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

    private static Optional<SocketAddress> asked(ParseResult parsed) throws WrongUsage {
        String text = parsed.matchedOptionValue(PAGE, "");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (parsed.hasMatchedOption(NO_PAGE)) {
            throw new WrongUsage(PAGE + " and " + NO_PAGE + " exclude each other");
        }
        try {
            SocketAddress address = Address.parse(text);
            if (!isLocal(address) && !parsed.hasMatchedOption(INSECURE)) {
                throw new WrongUsage(
                        PAGE + " " + text + ": others reach that, and the page is not encrypted: put a proxy"
                                + " with TLS before 127.0.0.1, or say " + INSECURE);
            }
            return Optional.of(address);
        } catch (IllegalArgumentException e) {
            throw new WrongUsage(PAGE + ": " + e.getMessage());
        }
    }

    private static boolean isLocal(SocketAddress address) {
        return !(address instanceof InetSocketAddress inet) || inet.getAddress().isLoopbackAddress();
    }

    private static Served serve(Dashboard dashboard, Optional<SocketAddress> asked, String token, Log log)
            throws IOException {
        SocketAddress address = asked.orElse(USUAL);
        Access access = isLocal(address) ? Access.local(token) : Access.remote(token, HostName.find(UNNAMED));
        try {
            return new Served(dashboard.serve(address, access), token);
        } catch (LinuxException e) {
            if (asked.isPresent() || e.errno() != Errno.EADDRINUSE) {
                throw new IOException("no page at " + Address.text(address) + ": " + Failure.line(e), e);
            }
            SocketAddress other = dashboard.serve(ANY_PORT, access);
            log.info(Address.text(USUAL) + " is taken: the page is at http://" + Address.text(other) + "/");
            return new Served(other, token);
        }
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
        return served.map(each -> isLocal(each.address()) ? each.url() : each.urlWithToken());
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
