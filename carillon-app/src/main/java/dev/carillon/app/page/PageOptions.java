package dev.carillon.app.page;

import dev.carillon.app.command.Options;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.app.tls.ServerTls;
import dev.carillon.config.Address;
import dev.carillon.config.PageSettings;
import dev.carillon.net.tls.KeyMaterialException;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** What the command line, which beats a file, says of where a page is, and how. Loads nothing of the page. */
public final class PageOptions {
    static final String PAGE = "--page";
    static final String NO_PAGE = "--no-page";

    private static final String DASHBOARD = "--dashboard";
    private static final String CERT = "--page-cert";
    private static final String KEY = "--page-key";
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
        Options.value(spec, DASHBOARD, "ADDRESS", "At HOST:PORT, show what it does on a live page for browsers.");
        describeSafety(spec);
    }

    private static void describeSafety(CommandSpec spec) {
        Options.value(spec, CERT, "FILE", "The page is over TLS, with this certificate, as --cert has it.");
        Options.value(spec, KEY, "FILE", "The page's key, PEM, if it is not in the same file.");
        Options.flag(spec, INSECURE, "The page may be at an address that others reach, though it is not encrypted.");
    }

    /** Whether something is said of the page of a monitor. */
    static boolean isSaid(ParseResult parsed, PageSettings file) {
        return !file.equals(PageSettings.NONE)
                || Stream.of(PAGE, CERT, KEY, INSECURE).anyMatch(parsed::hasMatchedOption);
    }

    /** Where somebody wants the page of a monitor to be; empty for the usual place. */
    static Optional<SocketAddress> asked(ParseResult parsed, PageSettings file) throws WrongUsage {
        if (parsed.hasMatchedOption(PAGE) && parsed.hasMatchedOption(NO_PAGE)) {
            throw new WrongUsage(PAGE + " and " + NO_PAGE + " exclude each other");
        }
        return address(parsed, PAGE).or(file::address);
    }

    /** Where the page of a server is to be; empty for none. */
    public static Optional<PagePlace> ofServer(ParseResult parsed, PageSettings file) throws WrongUsage {
        Optional<SocketAddress> address = address(parsed, DASHBOARD).or(file::address);
        if (address.isEmpty()) {
            for (String option : new String[] {CERT, KEY, INSECURE}) {
                if (parsed.hasMatchedOption(option)) {
                    throw new WrongUsage(option + " goes with " + DASHBOARD);
                }
            }
            return Optional.empty();
        }
        return Optional.of(place(parsed, file, address.get()));
    }

    private static Optional<SocketAddress> address(ParseResult parsed, String option) throws WrongUsage {
        if (!parsed.hasMatchedOption(option)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Address.parse(parsed.matchedOptionValue(option, "")));
        } catch (IllegalArgumentException e) {
            throw new WrongUsage(option + ": " + e.getMessage(), e);
        }
    }

    /** How it is to be there. */
    static PagePlace place(ParseResult parsed, PageSettings file, SocketAddress address) throws WrongUsage {
        Optional<ServerTls> tls = tls(parsed, file);
        boolean isInsecure = file.isInsecure() || parsed.hasMatchedOption(INSECURE);
        if (tls.isEmpty() && !isInsecure && !PagePlace.isLocal(address)) {
            throw new WrongUsage("the page at " + Address.text(address)
                    + ": others reach that, and it is not encrypted: give " + CERT + " and " + KEY
                    + ", put a proxy with TLS before 127.0.0.1, or say " + INSECURE);
        }
        return new PagePlace(address, tls);
    }

    private static Optional<ServerTls> tls(ParseResult parsed, PageSettings file) throws WrongUsage {
        boolean isSaid = parsed.hasMatchedOption(CERT);
        if (parsed.hasMatchedOption(KEY) && !isSaid) {
            throw new WrongUsage(KEY + " goes with " + CERT);
        }
        Path cert = isSaid
                ? Path.of(parsed.matchedOptionValue(CERT, ""))
                : file.cert().orElse(null);
        if (cert == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    ServerTls.of(cert, isSaid ? key(parsed) : file.key().orElse(null)));
        } catch (KeyMaterialException e) {
            throw new WrongUsage("the page's certificate: " + e.getMessage(), e);
        }
    }

    private static @Nullable Path key(ParseResult parsed) {
        String text = parsed.matchedOptionValue(KEY, (String) null);
        return text == null ? null : Path.of(text);
    }
}
