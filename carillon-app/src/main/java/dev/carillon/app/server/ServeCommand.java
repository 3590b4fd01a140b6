package dev.carillon.app.server;

import dev.carillon.app.command.Options;
import dev.carillon.app.command.PollerOption;
import dev.carillon.app.command.Subcommand;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.http.RequestParser;
import dev.carillon.http.server.AccessLog;
import dev.carillon.http.server.AccessLogFormat;
import dev.carillon.http.server.Compression;
import dev.carillon.http.server.HttpHandler;
import dev.carillon.http.server.HttpOptions;
import dev.carillon.http.server.HttpServer;
import dev.carillon.http.server.StaticFiles;
import dev.carillon.http.server.StaticOptions;
import dev.carillon.linux.LinuxException;
import dev.carillon.loop.PollerKind;
import dev.carillon.net.ConnectionOptions;
import dev.carillon.net.ListenerOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code carillon serve}: a directory over HTTP/1.1. */
public final class ServeCommand implements Subcommand {
    private static final String NAME = "serve";
    private static final String METRICS = "--metrics";
    private static final String KEEP_ALIVE = "1m";
    private static final int DEFAULT_PORT = 8080;

    private final PrintStream out;

    /** Prints to standard output. */
    public ServeCommand() {
        this(System.out);
    }

    ServeCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.usageMessage()
                .description(
                        "Serves the files of a directory over HTTP/1.1: index.html for a directory, ranges,"
                                + " conditional requests, NAME.br and NAME.gz where they lie beside NAME, other text"
                                + " packed by gzip. Nothing outside of the directory is served, and no name that begins"
                                + " with a dot.",
                        "",
                        "USR1 prints the figures; TERM, INT and Ctrl-C end it after the answers that have begun, a"
                            + " second one at once; HUP reads the files of --tls again and opens the access log again,"
                            + " or ends it if its terminal was closed.",
                        "",
                        "Started by systemd with a socket it serves that instead of an address, and tells when it is"
                                + " ready and when it ends.",
                        "")
                .footer(
                        "",
                        "Durations: 500ms, 3s, 2m, 1h.",
                        "",
                        "Examples:",
                        "  carillon serve site/",
                        "  carillon serve site/ --port 0 --loops 2 --stats 5s",
                        "  carillon serve site/ --list --access-log access.log",
                        "  carillon serve site/ --metrics 127.0.0.1:9100 --explain",
                        "  carillon serve site/ --tls --cert server.pem --key server-key.pem");
        describeOptions(spec);
    }

    private static void describeOptions(CommandSpec spec) {
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("DIR")
                .index("0")
                .required(true)
                .type(String.class)
                .description("The directory.")
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
        Options.value(spec, METRICS, "ADDRESS", "At HOST:PORT or unix:PATH, /metrics for Prometheus, and /healthz.");
        Explanation.describe(spec);
    }

    @Override
    public boolean takesSignals(ParseResult parsed) {
        return true;
    }

    @Override
    public int run(ParseResult parsed) throws WrongUsage, IOException {
        RequestParser.prepareAhead();
        SocketAddress address = Place.of(parsed, DEFAULT_PORT);
        int workers = Options.number(parsed, "--workers", 0, 0, Sharing.MOST_THREADS);
        PollerKind poller = PollerOption.of(parsed);
        Optional<ServerTls> tls = ServerTls.of(parsed);
        PollerOption.allowDescriptors(poller);
        Sharing sharing = Sharing.of(parsed, poller); // refused before a socket is taken
        // A file is open, too, while it is sent.
        Limits limits = Limits.of(parsed, sharing.listeners(), 2, KEEP_ALIVE);
        HttpOptions options = options(limits, tls);
        Service service = Service.of(out, parsed, poller, tls);
        Optional<SocketAddress> metrics = metricsAddress(parsed);
        AccessLogFormat format = Options.choice(parsed, "--log-format", AccessLogFormat.COMBINED);
        try (Disk disk = new Disk(workers);
                StaticFiles files = files(parsed, disk);
                Opened log = new Opened(log(parsed, format))) {
            HttpHandler handler = log.before(Compression.DEFAULTS.before(files));
            HttpOptions logged = log.over(options);
            Listening listening = Listening.only(address);
            service.run(sharing.loops(), group -> {
                HttpServer server = listening.http(group, NAME, sharing.share(), logged, handler);
                return new ServedSite(
                        listening,
                        server,
                        log.file,
                        limits,
                        metrics.map(at -> MetricsServer.open(Listening.at(at), group, Map.of(NAME, server))));
            });
        }
        return ExitCode.OK;
    }

    private static Optional<SocketAddress> metricsAddress(ParseResult parsed) throws WrongUsage {
        return parsed.hasMatchedOption(METRICS)
                ? Optional.of(Place.parse(parsed.matchedOptionValue(METRICS, "")))
                : Optional.empty();
    }

    private static HttpOptions options(Limits limits, Optional<ServerTls> tls) {
        ListenerOptions listener =
                limits.over(ListenerOptions.DEFAULTS.withConnections(ServerTls.over(tls, ConnectionOptions.DEFAULTS)));
        return HttpOptions.DEFAULTS
                .withListener(listener)
                .withKeepAlive(limits.idle(), HttpOptions.DEFAULTS.requestsPerConnection());
    }

    private static StaticFiles files(ParseResult parsed, Disk disk) throws WrongUsage {
        String directory = parsed.matchedPositionalValue(0, "");
        if (directory.isEmpty()) {
            throw new WrongUsage("\"\" is no directory: \".\" is the present one");
        }
        StaticOptions options = disk.over(
                StaticOptions.DEFAULTS.withPrecompressed(true).withListings(parsed.hasMatchedOption("--list")));
        try {
            if (parsed.hasMatchedOption("--cache-control")) {
                options = options.withCacheControl(parsed.matchedOptionValue("--cache-control", ""));
            }
            return StaticFiles.open(Path.of(directory), options);
        } catch (LinuxException e) {
            throw new WrongUsage(directory + " cannot be served: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new WrongUsage("--cache-control: " + e.getMessage(), e);
        }
    }

    private static Optional<AccessLog> log(ParseResult parsed, AccessLogFormat format) throws WrongUsage {
        String file = parsed.matchedOptionValue("--access-log", (String) null);
        if (file == null) {
            if (parsed.hasMatchedOption("--log-format")) {
                throw new WrongUsage("--log-format goes with --access-log");
            }
            return Optional.empty();
        }
        try {
            return Optional.of(AccessLog.open(Path.of(file), format));
        } catch (LinuxException e) {
            throw new WrongUsage("--access-log: " + e.getMessage(), e);
        }
    }

    /** The access log, if there is one. */
    private record Opened(Optional<AccessLog> file) implements AutoCloseable {
        HttpHandler before(HttpHandler handler) {
            return file.map(log -> log.before(handler)).orElse(handler);
        }

        HttpOptions over(HttpOptions options) {
            return file.map(options::withRefusals).orElse(options);
        }

        @Override
        public void close() {
            file.ifPresent(AccessLog::close);
        }
    }

    /** The threads that open files, if there are any. */
    private static final class Disk implements AutoCloseable {
        private final @Nullable ExecutorService threads;

        Disk(int count) {
            threads = count == 0
                    ? null
                    : Executors.newFixedThreadPool(
                            count, Thread.ofPlatform().name("disk-", 1).daemon().factory());
        }

        StaticOptions over(StaticOptions options) {
            ExecutorService those = threads;
            return those == null ? options : options.withDisk(those);
        }

        @Override
        public void close() {
            ExecutorService those = threads;
            if (those != null) {
                those.shutdownNow();
            }
        }
    }
}
