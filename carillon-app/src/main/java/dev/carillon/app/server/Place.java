package dev.carillon.app.server;

import dev.carillon.app.command.Options;
import dev.carillon.app.command.WrongUsage;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Addresses as people write them: {@code HOST:PORT}, {@code [IPV6]:PORT}, {@code :PORT}, {@code unix:PATH}. */
final class Place {
    private static final String UNIX = "unix:";
    private static final int GREATEST_PORT = 65_535;
    /** Of {@code sun_path}, {@code unix(7)}, without the zero at its end. */
    private static final int LONGEST_UNIX = 107;

    /** Any port of this machine only. */
    static final SocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private Place() {}

    /** Reads an address; one without a host is of this machine only. */
    static SocketAddress parse(String text) throws WrongUsage {
        if (text.startsWith(UNIX)) {
            return unix(text.substring(UNIX.length()));
        }
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new WrongUsage("\"" + text + "\" is no address: HOST:PORT, [IPV6]:PORT, :PORT or unix:PATH");
        }
        if (text.endsWith("]")) {
            throw new WrongUsage("\"" + text + "\" is no address: its port is missing, " + text + ":PORT");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new WrongUsage(
                    "\"" + text + "\" is no address: an IPv6 address stands in brackets, [" + host + "]:PORT");
        }
        return internet(host.isEmpty() ? "127.0.0.1" : host, port(text.substring(colon + 1)));
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
        int port = Options.number(parsed, "--port", usualPort, 0, GREATEST_PORT);
        return internet(parsed.matchedOptionValue("--host", "127.0.0.1"), port);
    }

    static SocketAddress unix(String path) throws WrongUsage {
        if (path.getBytes(StandardCharsets.UTF_8).length > LONGEST_UNIX) {
            throw new WrongUsage(
                    "\"" + path + "\" is too long for a Unix socket: " + LONGEST_UNIX + " bytes at the most");
        }
        try {
            if (!path.isEmpty()) {
                return UnixDomainSocketAddress.of(path);
            }
        } catch (InvalidPathException e) {
            // No file has such a name.
        }
        throw new WrongUsage("\"" + path + "\" is no path of a Unix socket");
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
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= GREATEST_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new WrongUsage("\"" + text + "\" is no port: 0 to " + GREATEST_PORT);
    }

    static InetSocketAddress internet(String host, int port) throws WrongUsage {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new WrongUsage("\"" + host + "\" is no host that this machine can resolve", e);
        }
    }

    /** Whether any free port will do. */
    static boolean isAnyPort(SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getPort() == 0;
    }

    /** Whether a place that is listened at, {@link #text}, has the port of an address, with whatever host. */
    static boolean haveOnePort(String place, SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getPort() > 0 && place.endsWith(":" + inet.getPort());
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
        if (!(address instanceof InetSocketAddress inet)) {
            return UNIX + address;
        }
        String host = inet.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + inet.getPort();
    }
}
