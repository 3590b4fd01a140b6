package dev.carillon.app.server;

import dev.carillon.app.command.Options;
import dev.carillon.app.command.PollerOption;
import dev.carillon.app.command.Subcommand;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.app.tls.ServerTls;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.PollerKind;
import dev.carillon.net.CloseReason;
import dev.carillon.net.ConnectionHandler;
import dev.carillon.net.ConnectionOptions;
import dev.carillon.net.Connector;
import dev.carillon.net.ListenerOptions;
import dev.carillon.net.Relay;
import dev.carillon.net.Share;
import dev.carillon.net.Timeouts;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code carillon relay FROM TO}: carries connections on to another address, inside the kernel. */
public final class RelayCommand implements Subcommand {
    /** The sockets of a relay's two sides; without some for pipes it copies. */
    private static final int DESCRIPTORS = 2;

    private final PrintStream out;

    /** Prints to standard output. */
    public RelayCommand() {
        this(System.out);
    }

    RelayCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public String name() {
        return "relay";
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.usageMessage()
                .description(
                        "Carries connections on to another address, both ways, each end by itself, at the pace of the"
                                + " slower side.",
                        "",
                        "The bytes stay in the kernel (splice); with --tls, which takes TLS off what comes, they do"
                                + " not.",
                        "",
                        "USR1 prints the figures; TERM, INT and Ctrl-C end it when the streams it has have come to"
                            + " their ends, a second one at once; HUP reads the files of --tls again, or ends it if"
                            + " its terminal was closed. What has not ended in time is broken off, so that it does not"
                            + " look complete.",
                        "",
                        "Started by systemd with a socket it listens there instead of FROM, and tells when it is ready"
                                + " and when it ends.",
                        "")
                .footer(
                        "",
                        "Addresses: HOST:PORT, [IPV6]:PORT, :PORT (of this machine), unix:PATH, where a PATH that"
                                + " begins with @ is an abstract name.",
                        "",
                        "Examples:",
                        "  carillon relay :8080 localhost:80",
                        "  carillon relay :8443 localhost:80 --tls --cert server.pem --key server-key.pem",
                        "  carillon relay unix:/tmp/db.sock 127.0.0.1:5432 --idle-timeout 1h --stats 10s");
        spec.addPositional(address("FROM", 0, "Where to listen; port 0 takes a free one."));
        spec.addPositional(address("TO", 1, "Where to connect to; a name is resolved for each connection."));
        ServerTls.describe(spec);
        Options.value(spec, "--connect-timeout", "SPAN", "How long connecting may take (10s).");
        Limits.describe(
                spec,
                "End a relay when nothing came from either side for so long.",
                Limits.TEN_MINUTES,
                "At the most so many at once");
        Service.describe(spec, "connections");
    }

    private static PositionalParamSpec address(String label, int index, String description) {
        return PositionalParamSpec.builder()
                .paramLabel(label)
                .index(Integer.toString(index))
                .arity("1")
                .type(String.class)
                .required(true)
                .description(description)
                .build();
    }

    @Override
    public boolean takesSignals(ParseResult parsed) {
        return true;
    }

    @Override
    public int run(ParseResult parsed) throws WrongUsage, IOException {
        SocketAddress from = Place.parse(parsed.matchedPositionalValue(0, ""));
        SocketAddress to = target(parsed.matchedPositionalValue(1, ""));
        refuseItself(from, to);
        PollerOption.allowDescriptors(PollerKind.EPOLL);
        Limits limits = Limits.of(parsed, 1, DESCRIPTORS, Limits.TEN_MINUTES);
        Duration connect = Options.span(parsed, "--connect-timeout", "10s");
        ConnectionOptions connections = ConnectionOptions.DEFAULTS.withTimeouts(
                Timeouts.DEFAULTS.withIdleRead(limits.idle()).withConnect(connect));
        Optional<ServerTls> tls = ServerTls.of(parsed);
        ListenerOptions options =
                limits.over(ListenerOptions.DEFAULTS.withConnections(ServerTls.over(tls, connections)));
        Service service = Service.of(out, parsed, PollerKind.EPOLL, tls);
        Listening listening = Listening.only(from);
        if (listening.handed().isPresent()) {
            refuseItself(listening.handed().get().localAddress(), to);
        }
        service.run(1, group -> {
            List<EventLoop> loops = group.loops();
            Connector connector = new Connector(loops.getFirst(), "relay to " + Place.text(to), connections);
            return ServedStreams.of(group, "relay", listening, Share.EXCLUSIVE, options, () -> relay(connector, to))
                    .within(limits)
                    .withOutgoing(connector);
        });
        return ExitCode.OK;
    }

    private static SocketAddress target(String text) throws WrongUsage {
        SocketAddress to = Place.parse(text);
        if (Place.isAnyPort(to)) {
            throw new WrongUsage("TO: nobody can listen at port 0 of \"" + text + "\"");
        }
        return to;
    }

    private static void refuseItself(SocketAddress from, SocketAddress to) throws WrongUsage {
        if (Place.leadsTo(to, from)) {
            throw new WrongUsage(
                    "TO: " + Place.text(to) + " is where this relay listens itself: what it carries would go"
                            + " round until no descriptor is left");
        }
    }

    private ConnectionHandler relay(Connector connector, SocketAddress to) {
        if (to instanceof InetSocketAddress internet && Place.isName(internet)) {
            return new Relay(connector, internet.getHostString(), internet.getPort(), relay -> tell(relay, internet));
        }
        return new Relay(connector, to, relay -> tell(relay, to));
    }

    private void tell(Relay relay, SocketAddress to) {
        Throwable error = relay.error();
        if (error != null) {
            out.println(relay.reason() + ": " + error.getMessage());
        } else if (relay.reason() != CloseReason.FINISHED && relay.reason() != CloseReason.CLOSED) {
            out.println(relay.reason() + ": relay to " + Place.text(to));
        }
    }
}
