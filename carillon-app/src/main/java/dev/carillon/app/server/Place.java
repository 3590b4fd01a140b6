package dev.carillon.app.server;

import dev.carillon.app.command.Options;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.config.Address;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Addresses as people write them: {@code HOST:PORT}, {@code [IPV6]:PORT}, {@code :PORT}, {@code unix:PATH}. */
final class Place {
    /** Any port of this machine only. */
    static final SocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private Place() {}

    /** Reads an address; one without a host is of this machine only. */
    static SocketAddress parse(String text) throws WrongUsage {
        return checked(() -> Address.parse(text));
    }

    /** What is wrong with an address is wrong usage. */
    private static <T> T checked(Supplier<T> reader) throws WrongUsage {
        try {
            return reader.get();
        } catch (IllegalArgumentException e) {
            throw new WrongUsage(String.valueOf(e.getMessage()), e);
        }
    }

    /** Adds {@code --host}, {@code --port} and {@code --unix}. */
    static void describe(CommandSpec spec, int usualPort) {
        Options.value(spec, "--host", "HOST", "The address to listen on (127.0.0.1).");
        Options.value(spec, "--port", "PORT", "The port, 0 for a free one (" + usualPort + ").");
        Options.value(spec, "--unix", "PATH", "Listen on a Unix socket instead; @NAME is an abstract one.");
    }

    /** What {@code --host} and {@code --port}, or {@code --unix}, say. */
    static SocketAddress of(ParseResult parsed, int usualPort) throws WrongUsage {
        if (parsed.hasMatchedOption("--unix")) {
            if (parsed.hasMatchedOption("--host") || parsed.hasMatchedOption("--port")) {
                throw new WrongUsage("--unix does not go with --host or --port");
            }
            return unix(parsed.matchedOptionValue("--unix", ""));
        }
        int port = Options.number(parsed, "--port", usualPort, 0, Address.GREATEST_PORT);
        return internet(parsed.matchedOptionValue("--host", "127.0.0.1"), port);
    }

    static SocketAddress unix(String path) throws WrongUsage {
        return checked(() -> Address.unix(path));
    }

    /** What is there already, and is no socket, is not replaced by one. */
    static void refuseOthers(SocketAddress address) throws WrongUsage {
        if (!(address instanceof UnixDomainSocketAddress unix)) {
            return;
        }
        Path path = unix.getPath();
        if (Files.isDirectory(path) || Files.isRegularFile(path)) {
            throw new WrongUsage(
                    "\"" + path + "\" is a " + (Files.isDirectory(path) ? "directory" : "file") + ", no Unix socket");
        }
    }

    static int port(String text) throws WrongUsage {
        return checked(() -> Address.port(text));
    }

    static InetSocketAddress internet(String host, int port) throws WrongUsage {
        return checked(() -> Address.internet(host, port));
    }

    /** Whether any free port will do. */
    static boolean isAnyPort(SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getPort() == 0;
    }

    /** Whether both have one port, with whatever host. */
    static boolean haveOnePort(SocketAddress one, SocketAddress other) {
        return one instanceof InetSocketAddress first
                && other instanceof InetSocketAddress second
                && first.getPort() == second.getPort();
    }

    /**
     * Where something else of a server is to be, if that is beside where it listens itself.
     *
     * @param what it is, for the message
     * @throws IllegalStateException if not
     */
    static SocketAddress besides(String what, SocketAddress wanted, List<SocketAddress> own) {
        if (!isAnyPort(wanted) && own.stream().anyMatch(at -> leadsTo(wanted, at) || leadsTo(at, wanted))) {
            throw new IllegalStateException(
                    what + ": " + text(wanted) + " is this server's own already; allowed: another address");
        }
        return wanted;
    }

    /** Whether who connects to one address reaches who listens at the other: what it sends would come back for ever. */
    static boolean leadsTo(SocketAddress to, SocketAddress listening) {
        if (to instanceof InetSocketAddress there && listening instanceof InetSocketAddress here) {
            return there.getPort() == here.getPort() && leadsTo(there.getAddress(), here.getAddress());
        }
        return to instanceof UnixDomainSocketAddress there
                && listening instanceof UnixDomainSocketAddress here
                && inItsDirectory(there.getPath()).equals(inItsDirectory(here.getPath()));
    }

    /** An address that stands for all of this machine's means loopback to who connects, and each to who listens. */
    private static boolean leadsTo(InetAddress to, InetAddress listening) {
        if (to.equals(listening) || to.isAnyLocalAddress() && listening.isLoopbackAddress()) {
            return true;
        }
        boolean sameFamily = to.getClass() == listening.getClass() || listening instanceof Inet6Address;
        return listening.isAnyLocalAddress() && sameFamily && isOfThisMachine(to);
    }

    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false; // it cannot be asked
        }
    }

    /** The same path whatever links lead to its directory; the socket's file may not be there yet. */
    private static Path inItsDirectory(Path path) {
        Path absolute = path.toAbsolutePath();
        try {
            return absolute.getParent() == null
                    ? absolute
                    : absolute.getParent().toRealPath().resolve(absolute.getFileName());
        } catch (IOException e) {
            return absolute.normalize(); // then nobody can listen there either
        }
    }

    /** Whether it was found by a name, which may lead elsewhere the next time. */
    static boolean isName(InetSocketAddress address) {
        return !address.getHostString().equals(address.getAddress().getHostAddress());
    }

    /** Writes an address as {@link #parse} reads it. */
    static String text(SocketAddress address) {
        return Address.text(address);
    }
}
