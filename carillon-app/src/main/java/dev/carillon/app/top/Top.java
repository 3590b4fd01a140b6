package dev.carillon.app.top;

import dev.carillon.config.Failure;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalInfo;
import dev.carillon.linux.Signals;
import dev.carillon.linux.StandardInput;
import dev.carillon.linux.TerminalSize;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.StreamSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A terminal that shows a monitor until somebody has seen enough: keys, signals, the way to the monitor and the screen on one loop. */
final class Top implements Link.Listener, Screen.Listener {
    /** Those whose usual effect would leave the terminal as it is, and those that tell of it. */
    private static final Set<Signal> SIGNALS = Set.of(
            Signal.INT, Signal.TERM, Signal.HUP, Signal.USR1, Signal.ALRM, Signal.WINCH, Signal.TSTP, Signal.CONT);

    private static final Path OWN = Path.of("/proc/self/stat");
    private static final int GROUP = 2;
    private static final int SESSION = 3;

    private final EventLoop loop;
    private final Words words;
    private final Frame frame;
    private final Screen screen;
    private final Link link;
    private final Keys keys = new Keys();
    private View view = View.of(View.LEAST_COLUMNS, View.LEAST_ROWS);
    private @Nullable Seen seen;
    private String lost = "";
    private boolean isChanged = true;
    private State state = State.SHOWN;

    /** Whose the terminal is. */
    private enum State {
        SHOWN,
        SUSPENDED,
        ENDING
    }

    private Top(EventLoop loop, Path socket, Look look) {
        this.loop = loop;
        this.words = look.words();
        this.frame = new Frame(words);
        this.screen = new Screen(loop, look, this);
        this.link = new Link(loop, socket, this);
    }

    /**
     * Runs until it is told to end. The terminal is then as it was, also if something fails.
     *
     * @throws IOException if something has failed
     */
    static void run(Path socket, Look look) throws IOException {
        List<String> failures = new ArrayList<>();
        // A warning of a slow frame would be written into the picture.
        LoopOptions options = LoopOptions.DEFAULTS
                .withSlowHandler(Duration.ofDays(1))
                .withErrorHandler((source, error) -> {
                    failures.add(source.name() + ": " + Failure.line(error));
                    source.loop().stop();
                });
        try (EventLoop loop = EventLoop.open("top", options)) {
            Top top = new Top(loop, socket, look);
            try {
                top.begin();
                loop.run();
            } finally {
                top.screen.restore();
            }
        }
        if (!failures.isEmpty()) {
            throw new IOException(failures.getFirst());
        }
    }

    private void begin() {
        loop.signals("signals", SIGNALS, (source, info) -> take(info));
        loop.bytes("keys", StandardInput.open(), new StreamSource.BytesHandler() {
            @Override
            public void bytes(StreamSource source, ByteBuffer bytes) {
                keys.read(bytes, Top.this::typed);
            }

            @Override
            public void ended(StreamSource source) {
                end(); // the terminal is gone
            }
        });
        screen.enter();
        resized();
        link.ask();
        draw();
    }

    // --- what happens
    // --------------------------------------------------------------------------------------------------

    private void take(SignalInfo info) {
        switch (info.signal().name()) {
            case "WINCH" -> resized();
            case "TSTP" -> suspend();
            case "CONT" -> resume();
            case "USR1", "ALRM" -> {} // whoever sends them does not mean us
            default -> end();
        }
    }

    private void typed(Keys.Key key) {
        switch (key) {
            case QUIT -> end();
            case REDRAW -> screen.forget();
            case ALARMS -> view = view.withAllAlarms(!view.isWhole());
            case SORT -> view = view.byRate(!view.isByRate());
            case UP -> scroll(-1);
            case DOWN -> scroll(1);
            case PAGE_UP -> scroll(-view.rows() / 2);
            case PAGE_DOWN -> scroll(view.rows() / 2);
            case FIRST -> scroll(-Integer.MAX_VALUE);
            case LAST -> scroll(Integer.MAX_VALUE);
        }
        changed();
    }

    private void scroll(long by) {
        Seen now = seen;
        if (now != null) {
            view = frame.scrolled(now, view, by);
        }
    }

    @Override
    public void told(String board) {
        seen = Seen.parse(board);
        lost = "";
        changed();
    }

    @Override
    public void lost(String why) {
        if (lost.isEmpty()) {
            String since = words.clock(System.currentTimeMillis() * 1000);
            lost = "No monitor since " + since + " (" + why + "): what is above is as it was; trying again";
        }
        changed();
    }

    private void resized() {
        TerminalSize size = Screen.size();
        view = view.sized(size.columns(), size.rows());
        screen.forget();
        changed();
    }

    // --- the screen
    // ----------------------------------------------------------------------------------------------------

    private void changed() {
        isChanged = true;
        draw();
    }

    @Override
    public void written() {
        draw();
    }

    private void draw() {
        if (!isChanged || state != State.SHOWN || !screen.isFree()) {
            return;
        }
        isChanged = false;
        Seen now = seen;
        screen.draw(now == null ? Frame.waiting(view, lost) : frame.rows(now, view, lost));
    }

    /** In order the first time, the second time at once: the terminal may take nothing any more. */
    private void end() {
        if (state != State.SHOWN) {
            loop.stop();
            return;
        }
        state = State.ENDING;
        screen.leave(loop::stop);
    }

    @Override
    public void gone() {
        loop.stop();
    }

    /** Whoever has no shell that could continue it is not suspended: nobody would ever see it again. */
    private void suspend() {
        if (state != State.SHOWN || !hasJobControl()) {
            return;
        }
        state = State.SUSPENDED;
        screen.leave(() -> Signals.send(ProcessHandle.current().pid(), Signal.STOP));
    }

    /** Also when it was stopped by force. A terminal that is closed continues what it had stopped, and is none any more. */
    private void resume() {
        if (state == State.ENDING) {
            return;
        }
        state = State.SHOWN;
        try {
            screen.enter();
            resized();
        } catch (LinuxException e) {
            loop.stop();
        }
    }

    /** A shell that has jobs gives each a process group of its own: not that of the session. */
    private static boolean hasJobControl() {
        try {
            String stat = Files.readString(OWN);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
            return !fields[GROUP].equals(fields[SESSION]);
        } catch (IOException e) {
            return false;
        }
    }
}
