package dev.carillon.dashboard;

import dev.carillon.dashboard.board.Day;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;

/** The page's files, and ticks of virtual time in place of those of a clock, as many as are asked for. With blocking sockets. */
final class DayServer implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final Semaphore ticks = new Semaphore(0);
    private final Day day;

    DayServer(Day day) throws IOException {
        this.day = day;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Lets so many ticks pass. */
    void go(int howMany) {
        ticks.release(howMany);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void answer(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String first = in.readLine();
            String path = first == null ? "/" : first.split(" ", -1)[1];
            for (String line = first; line != null && !line.isEmpty(); line = in.readLine()) {
                // fields, of which none matters
            }
            answer(path, socket.getOutputStream());
        } catch (IOException e) {
            // The browser has gone.
        }
    }

    private void answer(String path, OutputStream out) throws IOException {
        switch (path) {
            case "/data/board" -> out.write((head("application/json") + snapshot()).getBytes(StandardCharsets.UTF_8));
            case "/data/stream" -> stream(out);
            default -> file(path.equals("/") ? "index.html" : path.substring(1), out);
        }
    }

    private static String head(String type) {
        return "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: " + type + "\r\n\r\n";
    }

    private static void file(String name, OutputStream out) throws IOException {
        try (InputStream in = Assets.class.getResourceAsStream(name)) {
            if (in == null) {
                out.write("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                return;
            }
            String type = switch (name.substring(name.lastIndexOf('.') + 1)) {
                case "html" -> "text/html";
                case "css" -> "text/css";
                case "svg" -> "image/svg+xml";
                default -> "text/javascript";
            };
            out.write(head(type).getBytes(StandardCharsets.US_ASCII));
            in.transferTo(out);
        }
    }

    private void stream(OutputStream out) throws IOException {
        out.write(head("text/event-stream").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        while (!listening.isClosed()) {
            ticks.acquireUninterruptibly();
            out.write(("data: " + tick() + "\n\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private String tick() {
        synchronized (day) {
            return day.tick();
        }
    }

    private String snapshot() {
        synchronized (day) {
            return day.snapshot();
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ticks.release(1);
        }
    }
}
