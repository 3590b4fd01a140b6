package dev.carillon.app.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.app.command.JsonLine;
import dev.carillon.loop.EventLoop;
import dev.carillon.net.Connection;
import dev.carillon.net.Listener;
import dev.carillon.net.ListenerOptions;
import dev.carillon.net.MessageReceiver;
import dev.carillon.net.frame.Delimiter;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkTest implements Link.Listener {
    @TempDir
    private Path directory;

    private final EventLoop loop = EventLoop.open("test");
    private final List<String> heard = new ArrayList<>();

    @AfterEach
    void close() {
        loop.close();
    }

    @Override
    public void told(String board) {
        if (board.equals("strange")) {
            throw new IllegalArgumentException("what was told is no JSON");
        }
        heard.add(board);
    }

    @Override
    public void lost(String why) {
        heard.add("lost: " + why);
    }

    /** A monitor that answers each question by the next of some lines, and then ends the connection. */
    private Listener monitor(String... answers) {
        List<String> left = new ArrayList<>(List.of(answers));
        return Listener.open(
                loop,
                "monitor",
                UnixDomainSocketAddress.of(directory.resolve("c")),
                ListenerOptions.DEFAULTS,
                () -> new MessageReceiver(Delimiter.lines(4096)) {
                    @Override
                    protected void message(Connection connection, ByteBuffer line) {
                        if (left.isEmpty()) {
                            connection.close();
                        } else {
                            connection.write(
                                    ByteBuffer.wrap((left.removeFirst() + "\n").getBytes(StandardCharsets.UTF_8)));
                        }
                    }
                });
    }

    private static String answer(String board) {
        return JsonLine.of(Map.of("ok", true, "text", "in board", "board", board));
    }

    private void await(int count) {
        new Link(loop, directory.resolve("c"), this).ask();
        while (heard.size() < count) {
            loop.turn(Duration.ofSeconds(10));
        }
    }

    @Test
    void itAsksAgainAfterEachAnswerAndComesBackAfterAnEnd() {
        try (Listener monitor = monitor(answer("one"), answer("two"))) {
            await(3);
            assertThat(heard).startsWith("one", "two").element(2).asString().startsWith("lost: ");
            assertThat(monitor.isOpen()).isTrue();
        }
    }

    @Test
    void whatIsRefusedOrStrangeIsSaidAndAskedForAgain() {
        String refused = JsonLine.of(Map.of("ok", false, "text", "it is ending"));
        try (Listener monitor = monitor(refused, answer("strange"), answer("one"))) {
            await(3);
            assertThat(heard).containsExactly("lost: it is ending", "lost: what was told is no JSON", "one");
            assertThat(monitor.isOpen()).isTrue();
        }
    }

    @Test
    void whereNobodyListensItSaysSoAndTriesAgain() {
        await(2);
        assertThat(heard).allMatch(line -> line.startsWith("lost: "));
    }

    @Test
    void theMoreThereIsTheLessOftenItIsAskedFor() {
        assertThat(Link.rest(1000, 0)).isEqualTo(Duration.ofMillis(250));
        assertThat(Link.rest(1000, Duration.ofMillis(100).toNanos())).isEqualTo(Duration.ofMillis(150));
        assertThat(Link.rest(1000, Duration.ofSeconds(9).toNanos())).isZero();
        assertThat(Link.rest(512 * 1024, 0)).isEqualTo(Duration.ofSeconds(2));
    }
}
