package dev.carillon.app.server;

import dev.carillon.app.command.Options;
import dev.carillon.app.command.PollerOption;
import dev.carillon.app.command.Subcommand;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.app.tls.ServerTls;
import dev.carillon.linux.Socket;
import dev.carillon.loop.PollerKind;
import dev.carillon.loop.Trigger;
import dev.carillon.loop.WorkerPool;
import dev.carillon.net.Connection;
import dev.carillon.net.ConnectionHandler;
import dev.carillon.net.ConnectionOptions;
import dev.carillon.net.DatagramLimits;
import dev.carillon.net.DatagramOptions;
import dev.carillon.net.ListenerOptions;
import dev.carillon.net.Timeouts;
import java.io.IOException;
import java.io.PrintStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carillon echo}: sends back what comes, over TCP, UDP or a Unix socket. */
public final class EchoCommand implements Subcommand {
    private static final int DEFAULT_PORT = 9000;
    private static final int GREATEST_DATAGRAM = 65_535;

    private static final List<String> STREAMS_ONLY = Stream.concat(
                    Stream.of(
                            "--trigger",
                            "--workers",
                            "--loops",
                            "--share",
                            "--idle-timeout",
                            "--max-connections",
                            "--tls"),
                    ServerTls.DETAILS.stream())
            .toList();

    private final PrintStream out;

    /** Prints to standard output. */
    public EchoCommand() {
        this(System.out);
    }

    EchoCommand(PrintStream out) {
        this.out = out;
    }

    /** The triggers that the option knows. */
    private enum Readiness {
        LEVEL,
        EDGE
    }

    @Override
    public String name() {
        return "echo";
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.usageMessage()
                .description(
                        "Sends back what comes, to its end: every byte, in order, at the pace of the reader.",
                        "",
                        "USR1 prints the figures; TERM, INT and Ctrl-C end it after what is on its way was sent, a"
                            + " second one at once; HUP reads the files of --tls again, or ends it if its terminal was"
                            + " closed.",
                        "",
                        "Started by systemd with a socket it serves that instead of an address, and tells when it is"
                                + " ready and when it ends.",
                        "")
                .footer(
                        "",
                        "Durations: 500ms, 3s, 2m, 1h.",
                        "",
                        "Examples:",
                        "  carillon echo",
                        "  carillon echo --port 0 --loops 2 --share exclusive --stats 5s",
                        "  carillon echo --unix /tmp/echo.sock --idle-timeout 30s",
                        "  carillon echo --tls --cert server.pem --key server-key.pem",
                        "  carillon echo --udp --stats 1s");
        describeOptions(spec);
    }

    private static void describeOptions(CommandSpec spec) {
        Place.describe(spec, DEFAULT_PORT);
        Options.flag(spec, "--udp", "Datagrams instead of connections: UDP, or with --unix Unix datagrams.");
        Options.value(spec, "--trigger", "TRIGGER", "level or edge (level).");
        Options.value(spec, "--workers", "N", "Hand what comes to so many worker threads, one-shot (0).");
        Sharing.describe(spec);
        PollerOption.describe(spec);
        ServerTls.describe(spec);
        Limits.describe(
                spec,
                "Close a connection that was silent for so long.",
                Limits.TEN_MINUTES,
                "At the most so many at once for each loop");
        Service.describe(spec, "connections");
    }

    @Override
    public boolean takesSignals(ParseResult parsed) {
        return true;
    }

    @Override
    public int run(ParseResult parsed) throws WrongUsage, IOException {
        SocketAddress address = Place.of(parsed, DEFAULT_PORT);
        if (parsed.hasMatchedOption("--udp")) {
            return runDatagrams(parsed, address);
        }
        int workers = Options.number(parsed, "--workers", 0, 0, Sharing.MOST_THREADS);
        PollerKind poller = PollerOption.of(parsed);
        Optional<ServerTls> tls = ServerTls.of(parsed);
        PollerOption.allowDescriptors(poller);
        Sharing sharing = Sharing.of(parsed, poller); // refused before a socket is taken
        Limits limits = Limits.of(parsed, sharing.listeners(), 1, Limits.TEN_MINUTES);
        ListenerOptions options = limits.over(options(parsed, poller, workers > 0, tls, limits.idle()));
        Service service = Service.of(out, parsed, poller, tls);
        Listening listening = Listening.only(address);
        if (workers == 0) {
            service.run(
                    sharing.loops(),
                    group -> ServedStreams.of(group, "echo", listening, sharing.share(), options, () -> ECHO)
                            .within(limits));
            return ExitCode.OK;
        }
        try (WorkerPool pool = new WorkerPool("worker", workers)) {
            ConnectionHandler handler = (connection, bytes) -> hand(pool, connection, bytes);
            service.run(
                    sharing.loops(),
                    group -> ServedStreams.of(group, "echo", listening, sharing.share(), options, () -> handler)
                            .within(limits));
        }
        return ExitCode.OK;
    }

    private int runDatagrams(ParseResult parsed, SocketAddress address) throws WrongUsage, IOException {
        for (String option : STREAMS_ONLY) {
            if (parsed.hasMatchedOption(option)) {
                throw new WrongUsage("--udp does not go with " + option);
            }
        }
        PollerKind poller = PollerOption.of(parsed);
        PollerOption.allowDescriptors(poller);
        Service service = Service.of(out, parsed, poller, Optional.empty());
        DatagramLimits limits = DatagramLimits.DEFAULTS.withSize(GREATEST_DATAGRAM);
        DatagramOptions options = DatagramOptions.DEFAULTS.withLimits(limits);
        Optional<Socket> handed = Activated.socket();
        service.run(
                1,
                group -> ServedDatagrams.of(group, "echo", handed, address, options, (endpoint, datagram) -> {
                    if (!datagram.isTruncated()) { // which its figure tells
                        datagram.reply(datagram.bytes());
                    }
                }));
        return ExitCode.OK;
    }

    /** What comes goes back at once; the rest is queued, and above the high-water mark nothing more is read. */
    private static final ConnectionHandler ECHO = Connection::write;

    /** A worker has the connection for itself until its work is done; only then is it armed again. */
    private static void hand(WorkerPool pool, Connection connection, ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        pool.hand(connection, () -> {
            // Real work would go here, on the worker's thread; the answer is written on the loop's.
            connection.loop().execute(() -> connection.write(ByteBuffer.wrap(copy)));
        });
    }

    private static ListenerOptions options(
            ParseResult parsed, PollerKind poller, boolean workers, Optional<ServerTls> tls, Duration idle)
            throws WrongUsage {
        Readiness readiness = Options.choice(parsed, "--trigger", Readiness.LEVEL);
        if (workers && readiness == Readiness.EDGE) {
            throw new WrongUsage("--workers are handed one-shot events; --trigger edge does not go with them");
        }
        Trigger trigger = workers ? Trigger.ONE_SHOT : Trigger.valueOf(readiness.name());
        PollerOption.check(poller, trigger, "--trigger " + readiness.name().toLowerCase(Locale.ROOT));
        Timeouts timeouts = Timeouts.DEFAULTS.withIdleRead(idle);
        ConnectionOptions connections =
                ConnectionOptions.DEFAULTS.withTrigger(trigger).withTimeouts(timeouts);
        return ListenerOptions.DEFAULTS.withConnections(ServerTls.over(tls, connections));
    }
}
