package dev.carillon.app.top;

import dev.carillon.app.command.JsonLine;
import dev.carillon.config.Failure;
import dev.carillon.linux.LinuxException;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Timeout;
import dev.carillon.net.CloseReason;
import dev.carillon.net.Connection;
import dev.carillon.net.ConnectionOptions;
import dev.carillon.net.Connector;
import dev.carillon.net.MessageReceiver;
import dev.carillon.net.frame.Delimiter;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The way to a monitor, over its control socket: asks how it stands, and again a while after each answer, four times a second at the
 * most and less often the more there is. When it goes away it is tried again until it is back. For the loop's thread.
 */
final class Link {
    /** What is asked: all that is drawn, and no more. */
    static final Map<String, String> REQUEST =
            Map.of("request", "board", "lanes", Integer.toString(RollRows.LANES), "pins", "0");

    private static final Duration SHORTEST = Duration.ofMillis(250);
    /** What a monitor with hundreds of sources answers is a quarter of a megabyte, which its loop has to send. */
    private static final long BYTES_A_SECOND = 256 * 1024;

    private static final Duration REST = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /** That of the control socket. */
    private static final int LONGEST_LINE = 1024 * 1024;

    private final Path socket;
    private final Listener listener;
    private final Connector connector;
    private final Timeout next;
    private final Timeout patience;
    private @Nullable Connection connection;
    private long askedNanos;

    /** Hears of it. */
    interface Listener {
        /** How it stands, as JSON. */
        void told(String board);

        /** It does not answer, or is gone; it is tried again. */
        void lost(String why);
    }

    Link(EventLoop loop, Path socket, Listener listener) {
        this.socket = socket;
        this.listener = listener;
        this.connector =
                new Connector(loop, "monitor", ConnectionOptions.DEFAULTS.withReceiveLimit(LONGEST_LINE + Long.BYTES));
        this.next = loop.timeout(this::ask);
        this.patience = loop.timeout(() -> listener.lost("no answer for " + PATIENCE.toSeconds() + " s"));
    }

    /** Asks, on a connection that is made if there is none. */
    void ask() {
        askedNanos = System.nanoTime();
        Connection now = connection;
        try {
            if (now == null) {
                connection = now = connector.connect(UnixDomainSocketAddress.of(socket), new Answers());
            }
            String line = JsonLine.of(REQUEST) + "\n";
            now.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            patience.schedule(PATIENCE);
        } catch (LinuxException e) { // no descriptor is left, say
            lost(Failure.line(e));
        }
    }

    /** One connection: a line for each question. */
    private final class Answers extends MessageReceiver {
        Answers() {
            super(Delimiter.lines(LONGEST_LINE));
        }

        @Override
        protected void message(Connection from, ByteBuffer message) {
            patience.cancel();
            int length = message.remaining();
            Map<String, String> answer =
                    JsonLine.parse(StandardCharsets.UTF_8.decode(message).toString());
            String board = answer.get("board");
            if (board == null) {
                listener.lost(answer.getOrDefault("text", "no answer"));
                next.schedule(REST);
                return;
            }
            try {
                listener.told(board);
                next.schedule(rest(length, System.nanoTime() - askedNanos));
            } catch (IllegalArgumentException e) { // a monitor of another version, say
                listener.lost(Failure.line(e));
                next.schedule(REST);
            }
        }

        @Override
        public void closed(Connection from, CloseReason reason, @Nullable Throwable error) {
            connection = null;
            lost(error == null ? "it has ended" : Failure.line(error));
        }
    }

    /** How long there is rest after an answer. */
    static Duration rest(int bytes, long tookNanos) {
        long shortest =
                Math.max(SHORTEST.toNanos(), bytes * Duration.ofSeconds(1).toNanos() / BYTES_A_SECOND);
        return Duration.ofNanos(Math.max(0, shortest - tookNanos));
    }

    private void lost(String why) {
        patience.cancel();
        listener.lost(why);
        next.schedule(REST);
    }
}
