package dev.carillon.app.server;

import dev.carillon.app.command.PollerOption;
import dev.carillon.app.command.Subcommand;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.app.site.Generation;
import dev.carillon.app.site.Generations;
import dev.carillon.config.WrongConfiguration;
import dev.carillon.http.RequestParser;
import dev.carillon.http.server.StaticOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code carillon serve}: directories over HTTP/1.1. */
public final class ServeCommand implements Subcommand {
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
        return "serve";
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
                            + " second one at once; HUP reads the files of -c and --tls again and opens the access log"
                            + " again, or ends it if its terminal was closed.",
                        "",
                        "'serve example' prints a file for -c, 'serve check -c FILE' says what is wrong with one.",
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
                        "  carillon serve -c serve.toml",
                        "  carillon serve site/ --tls --cert server.pem --key server-key.pem");
        ServeFlags.describe(spec);
    }

    @Override
    public boolean takesSignals(ParseResult parsed) {
        return verb(parsed) == null;
    }

    /** What is to be done instead of serving. */
    private enum Verb {
        CHECK,
        EXAMPLE
    }

    /** A word in place of a directory; a directory of that name is {@code ./check}. */
    private static @Nullable Verb verb(ParseResult parsed) {
        String word = parsed.matchedPositionalValue(0, "");
        return switch (word) {
            case "check" -> Verb.CHECK;
            case "example" -> Verb.EXAMPLE;
            default -> null;
        };
    }

    @Override
    public int run(ParseResult parsed) throws WrongUsage, WrongConfiguration, IOException {
        Verb verb = verb(parsed);
        if (verb == Verb.EXAMPLE) {
            ServeExample.print(out);
            return ExitCode.OK;
        }
        if (verb == null && parsed.matchedPositionals().isEmpty() && !parsed.hasMatchedOption(ServeFlags.CONFIG)) {
            throw new ParameterException(
                    parsed.commandSpec().commandLine(), "Missing required parameter: 'DIR', or -c FILE");
        }
        return verb == Verb.CHECK ? check(parsed) : serve(parsed);
    }

    private int check(ParseResult parsed) throws WrongUsage, WrongConfiguration {
        String path = parsed.matchedOptionValue(ServeFlags.CONFIG, (String) null);
        if (path == null) {
            throw new WrongUsage("serve check: -c FILE says which");
        }
        ServeSettings settings = ServeFile.read(Path.of(path), true);
        out.println(path + ": " + settings.summary());
        return ExitCode.OK;
    }

    private int serve(ParseResult parsed) throws WrongUsage, WrongConfiguration, IOException {
        RequestParser.prepareAhead();
        ServeSettings settings = ServeFlags.read(parsed);
        if (settings.listeners().size() > 1 && System.getenv("LISTEN_FDS") != null) {
            throw new WrongUsage("a socket of systemd's goes with one listener, not with "
                    + settings.listeners().size());
        }
        PollerOption.allowDescriptors(settings.process().poller());
        Service service = Service.of(out, parsed, settings.process(), settings.page());
        try (Disk disk = new Disk(settings.process().workers());
                Generations generations = new Generations(disk.over(StaticOptions.DEFAULTS))) {
            Generation first = generations.open(settings.sites(), settings.accessLog());
            service.run(
                    settings.process().loops(),
                    group -> new ServedSite(group, generations, settings, first, () -> ServeFlags.read(parsed)));
        }
        return ExitCode.OK;
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
