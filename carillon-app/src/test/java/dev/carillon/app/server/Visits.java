package dev.carillon.app.server;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Clients that ask a server all the time, some on connections that they keep, some on a new one each time. */
final class Visits implements AutoCloseable {
    private static final int LONGEST_HEAD = 10_000;
    private static final int PATIENCE_MILLIS = 30_000;

    private final int port;
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong answers = new AtomicLong();
    private volatile boolean over;

    Visits(int port, int keeping, int fresh) {
        this.port = port;
        for (int i = 0; i < keeping + fresh; i++) {
            boolean keeps = i < keeping;
            threads.add(Thread.ofPlatform().name("visitor " + i).start(() -> visit(keeps)));
        }
    }

    private void visit(boolean keeps) {
        while (!over) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                boolean again;
                do {
                    again = ask(socket, keeps);
                    answers.incrementAndGet();
                } while (again && !over);
            } catch (IOException e) {
                failures.add((keeps ? "kept: " : "fresh: ") + e);
            }
        }
    }

    /** Whether it may be asked again. */
    private static boolean ask(Socket socket, boolean keeps) throws IOException {
        String wish = keeps ? "" : "Connection: close\r\n";
        socket.getOutputStream()
                .write(("GET / HTTP/1.1\r\nHost: x\r\n" + wish + "\r\n").getBytes(StandardCharsets.US_ASCII));
        String head = head(socket.getInputStream());
        if (!head.startsWith("HTTP/1.1 200 ")) {
            throw new IOException(head);
        }
        int length = Integer.parseInt(head.replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
        if (socket.getInputStream().readNBytes(length).length < length) {
            throw new EOFException("within the body");
        }
        return !head.contains("Connection: close");
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0 && head.length() < LONGEST_HEAD) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("after \"" + head + "\"");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    long answers() {
        return answers.get();
    }

    /** Until so many more were answered. */
    void awaitAnswers(int more) {
        long enough = answers.get() + more;
        while (answers.get() < enough && failures.isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @Nullable
    String firstFailure() {
        return failures.peek();
    }

    @Override
    public void close() {
        over = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
