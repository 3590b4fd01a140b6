package dev.carillon.monitor;

import dev.carillon.config.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;

/** Servers to which there was no connection: of why, the JDK's client for HTTP has no words. */
public final class Unreached {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private Unreached() {}

    /** Where it is and why it was not reached, in a line. What tells why is one more try to connect, which may wait. */
    public static String why(URI url, Duration timeout) {
        return where(url) + ": " + reason(url, timeout);
    }

    /** Host and port. */
    public static String where(URI url) {
        return url.getHost() + ":" + port(url);
    }

    private static int port(URI url) {
        boolean isPlain = "http".equalsIgnoreCase(url.getScheme());
        return url.getPort() >= 0 ? url.getPort() : isPlain ? HTTP : HTTPS;
    }

    private static String reason(URI url, Duration timeout) {
        String host = url.getHost().replaceAll("^\\[|]$", "");
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(host), port(url)), (int) timeout.toMillis());
            return "there was no connection, and is one now";
        } catch (UnknownHostException e) {
            return "no address is known of this name";
        } catch (IOException e) {
            return Failure.line(e);
        }
    }
}
