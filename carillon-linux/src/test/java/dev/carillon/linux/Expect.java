package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Waiting for the event itself, with a limit that only a hanging test reaches. */
final class Expect {
    static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

    private Expect() {}

    /** Waits until one of the events is there, and returns what is. An interest of 0 waits for HUP or ERR. */
    static int events(Fd fd, int interest) {
        try (Epoll epoll = Epoll.open(1)) {
            epoll.add(fd, interest, 0);
            assertThat(epoll.await(LIMIT_NANOS)).as("events on " + fd).isEqualTo(1);
            return epoll.eventsOf(0);
        }
    }

    /** The events there are now. */
    static int eventsNow(Fd fd, int interest) {
        try (Epoll epoll = Epoll.open(1)) {
            epoll.add(fd, interest, 0);
            return epoll.await(0) == 0 ? 0 : epoll.eventsOf(0);
        }
    }

    /** Waits for a child of our own to end. */
    static ExitStatus exit(Child child) {
        events(child.pidFd(), Epoll.IN);
        return notNull(child.pidFd().reap(), "exit status of " + child);
    }

    /** The value, which has to be there. */
    static <T> T notNull(@Nullable T value, String what) {
        assertThat(value).as(what).isNotNull();
        return Objects.requireNonNull(value);
    }

    /** Everything up to the end of the stream. */
    static String textToEnd(StreamFd fd) {
        return text(fd, null);
    }

    /** Reads until a text was seen, at least. */
    static String textUntil(StreamFd fd, String wanted) {
        String seen = text(fd, wanted);
        assertThat(seen).contains(wanted);
        return seen;
    }

    private static String text(StreamFd fd, @Nullable String wanted) {
        StringBuilder text = new StringBuilder();
        ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
        while (wanted == null || text.indexOf(wanted) < 0) {
            events(fd, Epoll.IN);
            if (fd.read(buffer.clear()) == StreamFd.END) {
                break;
            }
            text.append(StandardCharsets.UTF_8.decode(buffer.flip()));
        }
        return text.toString();
    }

    /** What a program writes to its standard output, once it has ended well. */
    static String output(Spawn spawn) {
        try (Pipe pipe = Pipe.openBlocking();
                Child child = spawn.standardOutput(pipe.writer()).start()) {
            pipe.writer().close();
            String text = textToEnd(pipe.reader());
            assertThat(exit(child)).hasToString("exited with code 0");
            return text;
        }
    }

    /** Writes a short text at once. */
    static void write(StreamFd fd, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(fd.write(ByteBuffer.wrap(bytes))).isEqualTo(bytes.length);
    }

    /** A line of masks of {@code /proc/PID/status} as signals. */
    static Set<Signal> statusSignals(String file, String name) {
        try (Stream<String> lines = Files.lines(Path.of(file), StandardCharsets.ISO_8859_1)) {
            String mask = lines.filter(line -> line.startsWith(name + ":"))
                    .findFirst()
                    .orElseThrow();
            return Signals.signalsOf(
                    Long.parseUnsignedLong(mask.substring(name.length() + 1).strip(), 16));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
