package dev.carillon.app.top;

import dev.carillon.linux.LinuxException;
import dev.carillon.linux.StreamFd;
import dev.carillon.linux.Terminal;
import dev.carillon.linux.TerminalMode;
import dev.carillon.linux.TerminalSize;
import dev.carillon.loop.Borrowed;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.StreamWriter;
import dev.carillon.loop.WriterEnd;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The terminal as a screen of its own, besides the one with the shell's lines: only what has changed is written, and nothing while it
 * has not taken what was written before. For the loop's thread.
 */
final class Screen {
    private static final int INPUT = 0;
    private static final int OUTPUT = 1;
    private static final String ESCAPE = "\u001b[";
    /** The other screen, without cursor, and lines that end at its edge: {@code console_codes(4)} and xterm. */
    private static final String ENTER =
            ESCAPE + "?1049h" + ESCAPE + "?25l" + ESCAPE + "?7l" + ESCAPE + "0m" + ESCAPE + "2J";
    /** CAN first: what was cut within a sequence is no sequence then. */
    private static final String LEAVE = "\u0018" + ESCAPE + "0m" + ESCAPE + "?7h" + ESCAPE + "?25h" + ESCAPE + "?1049l";

    private final TerminalMode before = TerminalMode.of(INPUT);
    private final StreamFd output = StreamFd.adopt(OUTPUT, "terminal");
    private final StreamWriter writer;
    private final Look look;
    private final Paint paint;
    private Runnable whenWritten = () -> {};
    private boolean isEntered;

    /** Hears of it. */
    interface Listener {
        /** All was written: something new can be drawn. */
        void written();

        /** Nobody looks at it any more. */
        void gone();
    }

    Screen(EventLoop loop, Look look, Listener listener) {
        this.look = look;
        this.paint = new Paint(look.isColoured());
        this.writer = loop.writer("screen", Borrowed.borrowed(output), new StreamWriter.Handler() {
            @Override
            public void ended(StreamWriter ended, WriterEnd end) {
                listener.gone();
            }

            @Override
            public void drained(StreamWriter drained) {
                Runnable then = whenWritten;
                whenWritten = () -> {};
                then.run();
                listener.written();
            }
        });
        writer.waterMarks(0, 0); // to be told when all of it is written
    }

    /** How large it is now; where it does not tell, as large as the oldest were. */
    static TerminalSize size() {
        return Terminal.size(OUTPUT).orElse(new TerminalSize(View.LEAST_COLUMNS, View.LEAST_ROWS));
    }

    /** Takes the terminal, also when a shell has had it meanwhile. */
    void enter() {
        isEntered = true;
        before.byKey().set(INPUT);
        paint.forget();
        writer.write(ENTER);
    }

    /** Writes all of it anew the next time: it is another one now. */
    void forget() {
        paint.forget();
        writer.write(ESCAPE + "2J");
    }

    /** Whether something new can be drawn. */
    boolean isFree() {
        return writer.queued() == 0;
    }

    /** Draws some lines: those that are others than before. */
    void draw(List<Row> rows) {
        String changed = paint.lines(rows);
        if (!changed.isEmpty()) {
            writer.write(look.alphabet().bytes(changed));
        }
    }

    /** Gives the terminal back, and goes on when it has taken all of that. */
    void leave(Runnable then) {
        isEntered = false;
        writer.write(LEAVE);
        whenWritten = () -> {
            reset();
            then.run();
        };
    }

    /** Gives the terminal back without the loop, if that has not been done: it has failed. */
    void restore() {
        if (!isEntered) {
            return;
        }
        isEntered = false;
        try {
            output.write(ByteBuffer.wrap(LEAVE.getBytes(StandardCharsets.US_ASCII)));
        } catch (LinuxException e) {
            // It is gone, and nobody sees how it is.
        }
        reset();
    }

    private void reset() {
        try {
            before.set(INPUT);
        } catch (LinuxException e) {
            // Likewise.
        }
    }
}
