package dev.carillon.app.control;

import dev.carillon.app.command.JsonLine;
import dev.carillon.app.command.Options;
import dev.carillon.app.command.Subcommand;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.config.Failure;
import dev.carillon.config.SpanOfTime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code carillon ctl}: asks a running command, or tells it to do something, at its {@link ControlSocket}. */
public final class CtlCommand implements Subcommand {
    /** As init scripts have it. */
    private static final int NOT_RUNNING = 3;

    private final PrintStream out;

    /** Prints to standard output. */
    public CtlCommand() {
        this(System.out);
    }

    CtlCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public String name() {
        return "ctl";
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.usageMessage()
                .description(
                        "Asks a running command, or tells it what to do, at its control socket. NAME is that of the"
                                + " command, as serve, what its --control says, or the path of its socket.",
                        "",
                        "  status   what it is and how it does",
                        "  reload   reads its files again, as HUP; tells what is wrong with them",
                        "  upgrade  has a new process take over, as USR2; waits for what comes of it",
                        "  stop     ends it in order, as TERM; waits until it has ended",
                        "")
                .footer(
                        "",
                        "Exits with 0 when it was done, 1 when it was not, 2 after wrong usage, 3 when nobody listens"
                                + " there.",
                        "",
                        "Examples:",
                        "  carillon ctl serve status",
                        "  carillon ctl /run/carillon/web.sock reload");
        positional(spec, "0", "NAME", "Whom.");
        positional(spec, "1", "REQUEST", "What: status, reload, upgrade, stop, or what else the command takes.");
        Options.value(spec, "--timeout", "SPAN", "How long to wait for what comes of it. 0: for ever (1m).");
        Options.flag(spec, "--json", "Prints the answer as it comes, a line of JSON.");
    }

    private static void positional(CommandSpec spec, String index, String label, String description) {
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel(label)
                .index(index)
                .required(true)
                .type(String.class)
                .description(description)
                .build());
    }

    @Override
    public int run(ParseResult parsed) throws WrongUsage, IOException {
        String name = parsed.matchedPositionalValue(0, "");
        String request = parsed.matchedPositionalValue(1, "");
        if (request.isEmpty()) {
            throw new WrongUsage("REQUEST is not empty");
        }
        Duration patience = Options.span(parsed, "--timeout", "1m");
        Path path = ControlPath.toConnect(name);
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            AtomicBoolean isLate = limit(channel, patience);
            try {
                return ask(channel, request, parsed.hasMatchedOption("--json"));
            } catch (IOException e) {
                if (!isLate.get()) {
                    throw e;
                }
                System.err.println("carillon: " + path + ": no answer within " + SpanOfTime.text(patience)
                        + "; what was asked for may be done still");
                return ExitCode.SOFTWARE;
            }
        } catch (IOException e) {
            System.err.println("carillon: " + path + ": " + Failure.line(e));
            return NOT_RUNNING;
        }
    }

    /** Closes the channel when time is over, which ends whatever waits for it. */
    private static AtomicBoolean limit(SocketChannel channel, Duration patience) {
        AtomicBoolean isLate = new AtomicBoolean();
        if (!patience.isZero()) {
            CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> {
                        isLate.set(true);
                        close(channel);
                    });
        }
        return isLate;
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Then it is closed as well.
        }
    }

    private int ask(SocketChannel channel, String request, boolean asJson) throws IOException {
        channel.write(
                ByteBuffer.wrap((JsonLine.of(Map.of("request", request)) + "\n").getBytes(StandardCharsets.UTF_8)));
        BufferedReader answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("it has ended without an answer");
        }
        Map<String, String> answer = JsonLine.parse(line);
        boolean isDone = Boolean.parseBoolean(answer.get("ok"));
        if (asJson) {
            out.println(line);
        } else if (isDone) {
            out.println(answer.get("text"));
        } else {
            System.err.println("carillon: " + answer.get("text"));
        }
        if (isDone && request.equals("stop")) {
            awaitEnd(channel, answers);
        }
        return isDone ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /** The process's end closes its connections. */
    private static void awaitEnd(SocketChannel channel, BufferedReader answers) throws IOException {
        try {
            while (answers.readLine() != null) {
                // It has nothing more to say.
            }
        } catch (IOException e) {
            if (!channel.isOpen()) {
                throw e; // time is over
            }
            // That is an end, too.
        }
    }
}
