package dev.carillon.monitor.action;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on loopback that answers as it is told to: also as no decent one would. */
public final class StubServer implements AutoCloseable {
    /** Takes it. */
    public static final Reply OK = out -> status(out, "204 No Content", "");

    private final ServerSocket listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    /** What came, in order. */
    public final List<Request> requests = new CopyOnWriteArrayList<>();

    private final List<Socket> held = new CopyOnWriteArrayList<>();
    private volatile Reply reply;

    /** What came. */
    public record Request(String line, Map<String, String> headers, String body) {}

    /** Answers a request. */
    @FunctionalInterface
    public interface Reply {
        void write(OutputStream out) throws IOException;
    }

    /** One that answers so. */
    public StubServer(Reply reply) throws IOException {
        this.reply = reply;
        Thread.ofPlatform().daemon().name("stub server").start(this::serve);
    }

    static void status(OutputStream out, String status, String headers) throws IOException {
        String text = "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: 0\r\n\r\n";
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    void reply(Reply newReply) {
        reply = newReply;
    }

    /** Where it is. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/hook");
    }

    private void serve() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                held.add(socket);
                Thread.ofPlatform().daemon().name("stub connection").start(() -> answer(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void answer(Socket socket) {
        try (socket) {
            requests.add(read(new BufferedInputStream(socket.getInputStream())));
            reply.write(socket.getOutputStream());
        } catch (IOException e) {
            // The other side gave up, which is what some tests are about.
        }
    }

    private static Request read(InputStream in) throws IOException {
        String first = line(in);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Request(first, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int each = in.read(); each != '\n'; each = in.read()) {
            if (each < 0) {
                throw new IOException("no request");
            }
            line.write(each);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : held) {
            socket.close();
        }
    }
}
