package dev.carillon.app.control;

import dev.carillon.app.command.Log;
import dev.carillon.app.command.Options;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.config.Failure;
import dev.carillon.linux.Errno;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Socket;
import dev.carillon.loop.EventLoop;
import dev.carillon.net.ConnectionOptions;
import dev.carillon.net.Listener;
import dev.carillon.net.ListenerOptions;
import dev.carillon.net.SocketFile;
import dev.carillon.net.Timeouts;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * The socket at which a running command is asked and told, one for every command: each request a line of JSON with the member
 * {@code request}, each answer another with {@code ok} and {@code text}. Only the command's own user and root are let in.
 * {@link CtlCommand} is its client. For the thread of the command's loop, with whose end it closes.
 */
public final class ControlSocket {
    private static final String OPTION = "--control";
    private static final String NONE = "none";
    /** Under this name its successor finds it. */
    private static final String HELD = "control";

    private static final int CLIENTS = 64;
    /** Who connects has something to ask. */
    private static final Duration FIRST_BYTE = Duration.ofSeconds(3);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Map<String, Verb> verbs = new LinkedHashMap<>();
    private final Map<String, Feed> feeds = new LinkedHashMap<>();
    private final Peers peers = new Peers();
    private final EventLoop loop;
    private final Path path;
    private Listener listener;

    private ControlSocket(EventLoop loop, Path path) {
        this.loop = loop;
        this.path = path;
        List<Socket> inherited =
                Predecessor.present().map(present -> present.take(HELD)).orElse(List.of());
        if (inherited.isEmpty()) {
            listener = listen();
        } else {
            listener = Listener.adopt(loop, HELD, inherited.getFirst(), options(), this::client);
            listener.disable(); // until the predecessor has let go
        }
    }

    private Listener listen() {
        return Listener.open(loop, HELD, UnixDomainSocketAddress.of(path), options(), this::client);
    }

    private ControlConnection client() {
        return new ControlConnection(verbs, feeds, peers);
    }

    private static ListenerOptions options() {
        return ListenerOptions.DEFAULTS
                .withFile(SocketFile.DEFAULTS.withMode("rw-------"))
                .withLimits(CLIENTS, 0)
                .withConnections(ConnectionOptions.DEFAULTS.withTimeouts(Timeouts.NONE
                        .withFirstByte(FIRST_BYTE)
                        .withIdleWrite(PATIENCE)
                        .withLinger(PATIENCE)));
    }

    /** Adds {@code --control}. */
    public static void describe(CommandSpec spec) {
        Options.value(
                spec,
                OPTION,
                "PATH",
                "The socket for 'carillon ctl', or a name for it in the usual directory; none for none (" + spec.name()
                        + ").");
    }

    /**
     * Opens it as it was asked for. One that was not asked for and cannot be is a line of the log.
     *
     * @param otherwise what is asked for if the command line does not, a PATH as there
     * @throws IOException if it was asked for, and another process has it, or it cannot be made
     * @throws WrongUsage for what can be no name
     */
    public static Optional<ControlSocket> open(EventLoop loop, ParseResult parsed, @Nullable String otherwise, Log log)
            throws IOException, WrongUsage {
        String asked = parsed.matchedOptionValue(OPTION, otherwise);
        if (NONE.equals(asked)) {
            return Optional.empty();
        }
        Path path = ControlPath.toListen(asked == null ? parsed.commandSpec().name() : asked);
        try {
            return Optional.of(open(loop, path, asked == null || !ControlPath.isPath(asked)));
        } catch (IOException | RuntimeException e) {
            String why = "no control socket " + path + ": " + reason(e);
            if (asked != null) {
                throw new IOException(why); // the cause is told in it
            }
            log.info(why);
            return Optional.empty();
        }
    }

    private static ControlSocket open(EventLoop loop, Path path, boolean makesDirectory) throws IOException {
        Path directory = path.getParent();
        if (makesDirectory && directory != null && !Files.isDirectory(directory)) {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        }
        return new ControlSocket(loop, path);
    }

    private static String reason(Exception failure) {
        return failure instanceof LinuxException refusal && refusal.errno() == Errno.EADDRINUSE
                ? "another process listens there; " + OPTION + " NAME gives this one another"
                : Failure.line(failure);
    }

    /**
     * Has it take one more request.
     *
     * @param name the verb
     */
    public void on(String name, Verb verb) {
        verbs.put(name, verb);
    }

    /** Has it take one more request, of which the answer goes on for as long as the client wants. */
    public void feed(String name, Feed feed) {
        feeds.put(name, feed);
    }

    /** Makes its file again if somebody has removed it, or says why it cannot; whoever is there already stays. */
    public void renew(Log log) {
        if (!listener.isEnabled() || Files.exists(path)) {
            return;
        }
        Listener lost = listener;
        try {
            listener = listen();
        } catch (RuntimeException e) {
            log.warning("the control socket's file is gone and cannot be made again: " + Failure.line(e));
            return;
        }
        lost.keepFile();
        lost.close();
    }

    /** What a successor gets of it. */
    public Held held() {
        return new Held(HELD, List.of(listener.socket()), () -> {
            listener.keepFile();
            listener.close(); // its clients stay
        });
    }

    /** Lets clients in, after the predecessor has let go. */
    public void start() {
        if (!listener.isEnabled()) {
            listener.ownFile();
            listener.enable();
        }
    }
}
