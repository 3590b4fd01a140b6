package dev.carillon.app.page;

import dev.carillon.app.command.Options;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.config.Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** What of the command line says where a page is. Loads nothing of the page. */
public final class PageOptions {
    static final String PAGE = "--page";
    static final String NO_PAGE = "--no-page";

    private static final String DASHBOARD = "--dashboard";
    private static final String INSECURE = "--insecure";

    private PageOptions() {}

    /** Adds those of a monitor. */
    public static void describe(CommandSpec spec) {
        Options.value(
                spec,
                PAGE,
                "ADDRESS",
                "Where the live page is, HOST:PORT (127.0.0.1:8091, or any free port if that is taken).");
        Options.flag(spec, NO_PAGE, "No live page.");
        describeSafety(spec);
    }

    /** Adds those of a server. */
    public static void describeOfServer(CommandSpec spec) {
        Options.value(spec, DASHBOARD, "ADDRESS", "Show what it does on a live page for browsers, at HOST:PORT.");
        describeSafety(spec);
    }

    private static void describeSafety(CommandSpec spec) {
        Options.flag(spec, INSECURE, "The page may be at an address that others reach, though it is not encrypted.");
    }

    /** Where the page of a monitor is to be; empty for the usual place. */
    static Optional<SocketAddress> ofMonitor(ParseResult parsed) throws WrongUsage {
        if (parsed.hasMatchedOption(PAGE) && parsed.hasMatchedOption(NO_PAGE)) {
            throw new WrongUsage(PAGE + " and " + NO_PAGE + " exclude each other");
        }
        return address(parsed, PAGE);
    }

    /** Where the page of a server is to be; empty for none. */
    public static Optional<SocketAddress> ofServer(ParseResult parsed) throws WrongUsage {
        return address(parsed, DASHBOARD);
    }

    /** Not one that others reach, without {@link #INSECURE}. */
    private static Optional<SocketAddress> address(ParseResult parsed, String option) throws WrongUsage {
        if (!parsed.hasMatchedOption(option)) {
            return Optional.empty();
        }
        String text = parsed.matchedOptionValue(option, "");
        try {
            SocketAddress address = Address.parse(text);
            if (!isLocal(address) && !parsed.hasMatchedOption(INSECURE)) {
                throw new WrongUsage(
                        option + " " + text + ": others reach that, and the page is not encrypted: put a proxy"
                                + " with TLS before 127.0.0.1, or say " + INSECURE);
            }
            return Optional.of(address);
        } catch (IllegalArgumentException e) {
            throw new WrongUsage(option + ": " + e.getMessage(), e);
        }
    }

    static boolean isLocal(SocketAddress address) {
        return !(address instanceof InetSocketAddress inet) || inet.getAddress().isLoopbackAddress();
    }
}
