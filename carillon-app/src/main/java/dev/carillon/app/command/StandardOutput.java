package dev.carillon.app.command;

import dev.carillon.linux.Poll;
import dev.carillon.linux.StreamFd;
import dev.carillon.linux.Terminal;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Standard output: whether all could be written, and how wide it is. A {@code PrintStream} goes on when something fails, so
 * that a full disk would look like success. Safe from any thread.
 */
public final class StandardOutput extends OutputStream {
    private static final int NUMBER = 1;
    private static final int BUFFER = 8192;

    private static volatile @Nullable IOException failure;
    private static volatile Consumer<IOException> whenLost = reason -> {};

    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

    private StandardOutput() {}

    /** Puts itself below {@link System#out}, which from now on writes whole lines. */
    public static void install() {
        System.setOut(
                new PrintStream(new BufferedOutputStream(new StandardOutput(), BUFFER), true, System.out.charset()));
    }

    /**
     * Has somebody told the first time that something cannot be written, for who goes on all the same.
     *
     * @param listener is called by whoever writes
     */
    public static void whenLost(Consumer<IOException> listener) {
        whenLost = listener;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    @SuppressWarnings("StaticAssignmentOfThrowable") // of one stream, which is the process's own
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            if (failure == null) {
                failure = e; // the first says why; what follows may be lost for another reason
                whenLost.accept(e);
            }
            throw e;
        }
    }

    /**
     * Fails if something could not be written. Not if its reader has gone, as {@code head} does when it has enough.
     *
     * @throws IOException with the reason
     */
    public static void checkWritten() throws IOException {
        System.out.flush();
        IOException reason = failure;
        if (reason != null && !isReaderGone()) {
            throw new IOException("standard output: " + reason.getMessage(), reason);
        }
    }

    /** Whether nobody will ever read it: the other end of a pipe or a socket is closed, or the terminal. Never so for files. */
    private static boolean isReaderGone() {
        Poll poll = new Poll();
        int index = poll.add(StreamFd.adopt(NUMBER, "stdout"), Poll.OUT);
        return poll.await(0) > 0 && (poll.eventsOf(index) & (Poll.ERR | Poll.HUP)) != 0;
    }

    /** Whether a person reads it. Asks no system call that has to be linked first. */
    public static boolean isTerminal() {
        try {
            String out =
                    Files.readSymbolicLink(Path.of("/proc/self/fd/" + NUMBER)).toString();
            return out.startsWith("/dev/pts/") || out.startsWith("/dev/tty") || out.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    /** How wide it is now: by the variable COLUMNS, else as the terminal tells. */
    public static int columns(int otherwise) {
        return columns(System.getenv("COLUMNS"))
                .orElseGet(() -> isTerminal() ? Terminal.columns(NUMBER).orElse(otherwise) : otherwise);
    }

    /** A variable that is no number above 0 says nothing. */
    private static OptionalInt columns(@Nullable String variable) {
        return variable != null && variable.matches("[1-9][0-9]{0,4}")
                ? OptionalInt.of(Integer.parseInt(variable))
                : OptionalInt.empty();
    }
}
