package dev.carillon.app.control;

import dev.carillon.app.command.JsonLine;
import dev.carillon.config.Failure;
import dev.carillon.linux.Fd;
import dev.carillon.net.CloseReason;
import dev.carillon.net.Connection;
import dev.carillon.net.ConnectionDescriptors;
import dev.carillon.net.MessageReceiver;
import dev.carillon.net.frame.Delimiter;
import dev.carillon.net.frame.Framing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client of a {@link ControlSocket}: one request at a time. */
final class ControlConnection extends MessageReceiver {
    /** Bytes of a request. */
    private static final int LONGEST = 4096;
    /** Characters of what is said to people: of all that is wrong with a file the first hundreds of lines. */
    private static final int LONGEST_TEXT = 64 * 1024;
    /** What is sent fits, whatever becomes of its characters. */
    private static final Framing ANSWERS = Delimiter.lines(16 * LONGEST_TEXT);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ROOT = 0;

    /** Bytes that wait for a client that follows something; what comes then is left out. */
    private static final long MOST_WAITING = 256 * 1024;

    private final Map<String, Verb> verbs;
    private final Map<String, Feed> feeds;
    /** Ends what is followed. */
    private Runnable unfollow = () -> {};

    private final Peers peers;
    private int process;
    private boolean isIn;
    private long leftOut;

    ControlConnection(Map<String, Verb> verbs, Map<String, Feed> feeds, Peers peers) {
        super(Delimiter.lines(LONGEST));
        this.verbs = verbs;
        this.feeds = feeds;
        this.peers = peers;
    }

    @Override
    public void opened(Connection connection) throws IOException {
        int user = connection.peerCredentials().uid();
        if (user != ROOT && user != ownUser()) {
            answer(connection, Answer.refused("only for the user of this process, and for root"));
            connection.finish();
            return;
        }
        process = connection.peerCredentials().pid();
        isIn = peers.enter(process);
        if (!isIn) {
            answer(connection, Answer.refused("process " + process + " has too many connections here already"));
            connection.close(); // at once: who comes after it is to be let in
            return;
        }
        connection.deadline(PATIENCE);
    }

    private static int ownUser() throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    protected void message(Connection connection, ByteBuffer message) {
        connection.pause();
        connection.beginExchange();
        connection.deadline(Duration.ZERO);
        take(StandardCharsets.UTF_8.decode(message).toString(), connection);
    }

    private void take(String line, Connection connection) {
        try {
            Map<String, String> request = JsonLine.parse(line);
            request.put(
                    Verb.USER,
                    Integer.toUnsignedString(connection.peerCredentials().uid()));
            String name = request.getOrDefault("request", "");
            Feed feed = feeds.get(name);
            if (feed != null) {
                follow(feed, request, connection);
                return;
            }
            Verb verb = verbs.get(name);
            if (verb != null) {
                verb.take(request, answer -> done(connection, answer));
                return;
            }
            done(connection, Answer.refused("\"request\" is one of " + String.join(", ", verbs.keySet())));
        } catch (RuntimeException e) { // of the request's, or what it has led to: the client has to be told
            done(connection, Answer.refused(Failure.line(e)));
        }
    }

    private void follow(Feed feed, Map<String, String> request, Connection connection) {
        unfollow.run();
        unfollow = feed.follow(request, line -> send(connection, line));
        done(connection, Answer.done("following"));
    }

    private void send(Connection connection, String line) {
        if (!connection.isOpen()) {
            return;
        }
        if (connection.queuedBytes() > MOST_WAITING) {
            leftOut++;
            return;
        }
        if (leftOut > 0) {
            write(connection, JsonLine.of(Map.of("leftOut", leftOut)));
            leftOut = 0;
        }
        write(connection, line);
    }

    @Override
    public void closed(Connection connection, CloseReason reason, @Nullable Throwable error) {
        unfollow.run();
        if (isIn) {
            peers.leave(process);
        }
    }

    private void done(Connection connection, Answer answer) {
        if (!connection.isOpen()) {
            return;
        }
        answer(connection, answer);
        connection.endExchange();
        connection.resume(); // who was served once may stay: to see that it ends, for example
    }

    private void answer(Connection connection, Answer answer) {
        String line = JsonLine.of(answer.cut(LONGEST_TEXT).all());
        Fd descriptor = answer.descriptor();
        if (descriptor == null) {
            write(connection, line);
            return;
        }
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        if (!ConnectionDescriptors.send(connection, direct, descriptor)) {
            connection.reset(); // it takes nothing, and waits for what would come without its descriptor
        }
    }

    private static void write(Connection connection, String line) {
        connection.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)), ANSWERS);
    }
}
