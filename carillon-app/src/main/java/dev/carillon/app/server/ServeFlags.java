package dev.carillon.app.server;

import dev.carillon.app.command.Options;
import dev.carillon.app.command.PollerOption;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.app.site.LogSettings;
import dev.carillon.app.site.PathPattern;
import dev.carillon.app.site.PathRule;
import dev.carillon.app.site.SiteSettings;
import dev.carillon.app.tls.ServerTls;
import dev.carillon.config.WrongConfiguration;
import dev.carillon.http.FieldRules;
import dev.carillon.http.server.AccessLogFormat;
import dev.carillon.http.server.HttpOptions;
import dev.carillon.loop.Trigger;
import dev.carillon.net.Share;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The command line of {@code carillon serve}, which beats its file: what a flag says of a thing replaces all that the file says of it. */
final class ServeFlags {
    static final String CONFIG = "--config";

    /** What figures call the one listener of the command line. */
    private static final String NAME = "serve";

    private static final String KEEP_ALIVE = "1m";
    private static final String METRICS = "--metrics";
    private static final int DEFAULT_PORT = 8080;
    private static final String EVERYWHERE = "/**";

    private final ParseResult parsed;
    private final ServeSettings file;

    private ServeFlags(ParseResult parsed, ServeSettings file) {
        this.parsed = parsed;
        this.file = file;
    }

    static void describe(CommandSpec spec) {
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("DIR")
                .index("0")
                .arity("0..1")
                .type(String.class)
                .description("The directory, in place of the sites of a file.")
                .build());
        spec.addOption(picocli.CommandLine.Model.OptionSpec.builder("-c", CONFIG)
                .type(String.class)
                .paramLabel("FILE")
                .description("Sites, listeners, limits and all else from a file, which HUP reads again.")
                .build());
        Place.describe(spec, DEFAULT_PORT);
        Options.flag(spec, "--list", "Lists directories that have no index.html.");
        Options.value(spec, "--cache-control", "VALUE", "Sent with every file, as max-age=3600.");
        Options.value(spec, "--access-log", "FILE", "Appends a line for every request.");
        Options.value(spec, "--log-format", "FORMAT", "combined or json (combined).");
        Sharing.describe(spec);
        Options.value(spec, "--workers", "N", "Open files on so many threads besides, for slow disks (0).");
        PollerOption.describe(spec);
        ServerTls.describe(spec);
        Limits.describe(
                spec,
                "Close a connection that had no request for so long.",
                KEEP_ALIVE,
                "At the most so many connections at once for each loop");
        Service.describe(spec, "answers");
        Options.value(spec, METRICS, "ADDRESS", "Serve figures (Prometheus) and health at this address.");
        Explanation.describe(spec);
    }

    /** What the command line and its file say together. */
    static ServeSettings read(ParseResult parsed) throws WrongUsage, WrongConfiguration {
        boolean hasDirectory = !parsed.matchedPositionals().isEmpty();
        String path = parsed.matchedOptionValue(CONFIG, (String) null);
        ServeSettings file = path == null ? ServeSettings.NONE : ServeFile.read(Path.of(path), !hasDirectory);
        return new ServeFlags(parsed, file).settings(hasDirectory);
    }

    private ServeSettings settings(boolean hasDirectory) throws WrongUsage {
        ProcessSettings process = process();
        List<ListenSettings> listeners = listeners();
        checkShare(process, listeners);
        Map<String, SiteSettings> sites = hasDirectory ? Map.of("DIR", site()) : file.sites();
        if (!hasDirectory) {
            refuseWithoutDirectory("--list", "--cache-control");
        }
        return new ServeSettings(process, listeners, sites, accessLog(), metrics(), file.page(), file.file());
    }

    private void refuseWithoutDirectory(String... options) throws WrongUsage {
        for (String option : options) {
            if (parsed.hasMatchedOption(option)) {
                throw new WrongUsage(option + " goes with DIR");
            }
        }
    }

    private ProcessSettings process() throws WrongUsage {
        ProcessSettings usual = file.process();
        return new ProcessSettings(
                Options.number(parsed, "--loops", usual.loops(), 1, Sharing.MOST_THREADS),
                parsed.hasMatchedOption("--share")
                        ? Optional.of(Options.choice(parsed, "--share", Share.EXCLUSIVE))
                        : usual.share(),
                parsed.hasMatchedOption("--poller") ? PollerOption.of(parsed) : usual.poller(),
                Options.number(parsed, "--workers", usual.workers(), 0, Sharing.MOST_THREADS),
                parsed.hasMatchedOption("--drain") ? Options.span(parsed, "--drain", "0") : usual.drain(),
                parsed.hasMatchedOption("--stats") ? Options.span(parsed, "--stats", "0") : usual.stats(),
                usual.log(), // which the log itself asks the command line for, as the control socket does
                usual.control());
    }

    private static void checkShare(ProcessSettings process, List<ListenSettings> listeners) throws WrongUsage {
        Share share = process.sharing();
        boolean unix = listeners.stream().anyMatch(of -> of.address() instanceof UnixDomainSocketAddress);
        if (share == Share.REUSEPORT && unix) {
            throw new WrongUsage("--share reuseport does not go with --unix, which has no SO_REUSEPORT");
        }
        if (share == Share.EXCLUSIVE) {
            PollerOption.check(process.poller(), Trigger.EXCLUSIVE, "--share exclusive");
        }
    }

    private List<ListenSettings> listeners() throws WrongUsage {
        Optional<ServerTls> tls = ServerTls.of(parsed);
        boolean isOwn = file.listeners().isEmpty()
                || Stream.of("--host", "--port", "--unix", "--tls").anyMatch(parsed::hasMatchedOption);
        List<ListenSettings> listeners = isOwn
                ? List.of(new ListenSettings(
                        NAME,
                        "",
                        Place.of(parsed, DEFAULT_PORT),
                        tls,
                        HttpOptions.DEFAULTS,
                        Optional.empty(),
                        0,
                        Optional.empty(),
                        List.of()))
                : file.listeners();
        Optional<Duration> idle = Limits.idle(parsed);
        Optional<Integer> connections = Limits.connections(parsed);
        return listeners.stream().map(of -> of.within(idle, connections)).toList();
    }

    private Optional<SocketAddress> metrics() throws WrongUsage {
        return parsed.hasMatchedOption(METRICS)
                ? Optional.of(Place.parse(parsed.matchedOptionValue(METRICS, "")))
                : file.metrics();
    }

    private SiteSettings site() throws WrongUsage {
        String directory = parsed.matchedPositionalValue(0, "");
        if (directory.isEmpty()) {
            throw new WrongUsage("\"\" is no directory: \".\" is the present one");
        }
        return SiteSettings.of(directory, Path.of(directory), parsed.hasMatchedOption("--list"), cacheControl());
    }

    private List<PathRule<String>> cacheControl() throws WrongUsage {
        String value = parsed.matchedOptionValue("--cache-control", (String) null);
        if (value == null) {
            return List.of();
        }
        try {
            return List.of(new PathRule<>(PathPattern.of(EVERYWHERE), FieldRules.requireValue("Cache-Control", value)));
        } catch (IllegalArgumentException e) {
            throw new WrongUsage("--cache-control: " + e.getMessage(), e);
        }
    }

    private Optional<LogSettings> accessLog() throws WrongUsage {
        AccessLogFormat format = Options.choice(parsed, "--log-format", AccessLogFormat.COMBINED);
        String file = parsed.matchedOptionValue("--access-log", (String) null);
        if (file != null) {
            return Optional.of(new LogSettings("--access-log", Path.of(file), format));
        }
        if (parsed.hasMatchedOption("--log-format")) {
            throw new WrongUsage("--log-format goes with --access-log");
        }
        return this.file.accessLog();
    }
}
