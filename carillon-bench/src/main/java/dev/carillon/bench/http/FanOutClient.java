package dev.carillon.bench.http;

import dev.carillon.bench.load.LoadStream;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketType;
import dev.carillon.linux.StreamFd;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** One of those who get events. */
final class FanOutClient {
    private static final String HEAD_END = "\r\n\r\n";
    /** Of the event and of the chunk it is in. */
    private static final String EVENT_END = "\n\n\r\n";

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

    private final Epoll epoll;
    private final long number;
    private final Socket socket;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
    private long gotAt;

    FanOutClient(InetSocketAddress server, Epoll epoll, long number) throws IOException {
        this.epoll = epoll;
        this.number = number;
        socket = Socket.openFor(server, SocketType.STREAM);
        socket.connect(server);
        LoadStream.awaitConnected(socket);
    }

    /** Asks for events, and reads the head of the answer. */
    void begin() throws IOException {
        byte[] request = FanOut.request(FanOut.EVENTS);
        if (socket.send(ByteBuffer.allocateDirect(request.length).put(request).flip(), 0) < request.length) {
            throw new IOException("a request does not fit into an empty socket");
        }
        String head = readTo(HEAD_END);
        if (!head.startsWith("HTTP/1.1 200 ") || !head.endsWith(HEAD_END)) {
            throw new IOException("no stream of events: " + head);
        }
        epoll.add(socket, Epoll.IN, number);
    }

    /** Reads an event with what frames it, which is what every other one has to be. */
    byte[] learn() throws IOException {
        String event = readTo(EVENT_END);
        if (!event.contains(FanOut.event())) {
            throw new IOException("another event: " + event);
        }
        return event.getBytes(StandardCharsets.ISO_8859_1);
    }

    private String readTo(String end) throws IOException {
        buffer.clear();
        String text = "";
        while (!text.endsWith(end)) {
            try (Epoll reading = Epoll.open(1)) {
                reading.add(socket, Epoll.IN, 0);
                if (reading.await(PATIENCE) == 0) {
                    throw new IOException("nothing came after: " + text);
                }
            }
            read();
            text = StandardCharsets.ISO_8859_1.decode(buffer.duplicate().flip()).toString();
        }
        buffer.clear();
        return text;
    }

    private void read() throws IOException {
        if (socket.recv(buffer, 0) == StreamFd.END) {
            throw new IOException("the server has closed a client's connection");
        }
    }

    /** Reads what has come. Whether that is the event now, and nothing else. */
    boolean hasGot(ByteBuffer event) throws IOException {
        read();
        if (buffer.position() < event.remaining()) {
            return false;
        }
        gotAt = System.nanoTime();
        if (!buffer.flip().equals(event)) {
            throw new IOException("another event: " + StandardCharsets.ISO_8859_1.decode(buffer));
        }
        buffer.clear();
        return true;
    }

    /** When the last event was there. */
    long gotAt() {
        return gotAt;
    }

    void close() {
        socket.close();
    }
}
