package dev.carillon.app.control;

import dev.carillon.config.Failure;
import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Socket;
import dev.carillon.linux.Spawn;
import dev.carillon.loop.ChildSource;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.StreamSource;
import dev.carillon.loop.Timeout;
import dev.carillon.net.SocketActivation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has another process take over from this one, {@link Predecessor} shows how: started as this one was, so that it reads its
 * configuration afresh, and with this one's sockets. Until it is ready, this process goes on as if nothing had been; one that ends
 * before, or is not ready in time, changes nothing, and another may be started. For the thread of the command's loop.
 */
public final class Succession {
    private static final int FIRST_OF_A_CONTAINER = 1;
    /** What {@code proc_pid_cwd(5)} adds to a directory that was removed. */
    private static final String DELETED = " (deleted)";

    /** Whose the watchdog of systemd is. */
    private static final String WATCHED = "WATCHDOG_PID";

    private final EventLoop loop;
    private final Duration limit;
    private @Nullable Attempt attempt;
    private boolean tookOver;

    /** What comes of it. */
    public interface Outcome {
        /**
         * Another process accepts from now on; this one is to end when it has answered all it has begun to.
         *
         * @param pid the other process
         */
        void tookOver(long pid);

        /**
         * Nothing has changed.
         *
         * @param why in a line
         */
        void failed(String why);
    }

    /**
     * No succession yet.
     *
     * @param limit how long a successor may take to be ready
     */
    public Succession(EventLoop loop, Duration limit) {
        this.loop = loop;
        this.limit = limit;
    }

    /**
     * Begins one, or tells at once why not.
     *
     * @param held what is handed over
     * @return the successor's process id, 0 if none was started
     */
    public long begin(List<Held> held, Outcome outcome) {
        Attempt present = attempt;
        if (present != null) {
            outcome.failed("process " + present.child.pid()
                    + (tookOver ? " has taken over already" : " is about to take over"));
            return 0;
        }
        if (ProcessHandle.current().pid() == FIRST_OF_A_CONTAINER) {
            outcome.failed(
                    "this is process 1, with whose end all others of its container end: start another container");
            return 0;
        }
        Optional<String> gone = directoryThatIsGone();
        if (gone.isPresent()) {
            outcome.failed("its directory " + gone.get() + " is gone, and no program starts in one that is not there");
            return 0;
        }
        try {
            Attempt begun = new Attempt(held, outcome);
            attempt = begun;
            return begun.child.pid();
        } catch (IOException
                | RuntimeException e) { // no such program, no descriptor, no process more, a socket that is closed
            outcome.failed("no process could be started: " + Failure.line(e));
            return 0;
        }
    }

    /** Whether another process is about to take over: nobody knows yet what will come of it. */
    public boolean isUnderWay() {
        return attempt != null && !tookOver;
    }

    private static Optional<String> directoryThatIsGone() {
        try {
            String directory = Files.readSymbolicLink(Path.of("/proc/self/cwd")).toString();
            return Optional.of(directory)
                    .filter(path -> path.endsWith(DELETED))
                    .map(path -> path.substring(0, path.length() - DELETED.length()));
        } catch (IOException e) {
            return Optional.empty(); // without /proc, who starts will say so
        }
    }

    /** One that was started. */
    private final class Attempt implements ChildSource.Handler, StreamSource.LineHandler {
        private final List<Held> held;
        private final Outcome outcome;
        private final ChildSource child;
        private final Timeout clock;
        private String why = "";

        Attempt(List<Held> held, Outcome outcome) throws IOException {
            this.held = held;
            this.outcome = outcome;
            this.child = loop.child("successor", spawn(held), this);
            child.lines(Predecessor.REPORT, this);
            this.clock = loop.timeout(this::late);
            clock.schedule(limit);
        }

        @Override
        public void line(StreamSource source, String line) {
            if (line.equals(Predecessor.READY)) {
                handOver();
            } else if (why.isEmpty() && line.startsWith(Predecessor.FAILED)) {
                why = line.substring(Predecessor.FAILED.length());
            }
        }

        private void handOver() {
            if (!why.isEmpty()) {
                return; // too late: it is being killed
            }
            tookOver = true;
            clock.cancel();
            child.livesOn();
            held.forEach(one -> one.letGo().run());
            outcome.tookOver(child.pid());
            child.writer(Predecessor.ORDER, (_, _) -> {}).write(Predecessor.GO + "\n");
        }

        /** It is told by its end, when it can have accepted nobody. */
        private void late() {
            why = "was not ready within " + limit.toMillis() + " ms, and was killed";
            child.send(Signal.KILL);
        }

        @Override
        public void exited(ChildSource source, ExitStatus status) {
            clock.cancel();
            if (tookOver) {
                return;
            }
            attempt = null;
            outcome.failed(
                    "process " + source.pid() + (why.isEmpty() ? " " + status + " before it was ready" : ": " + why));
        }
    }

    private static Spawn spawn(List<Held> held) throws IOException {
        List<String> names = new ArrayList<>();
        Spawn spawn =
                Spawn.command(OwnCommand.words()).pipeFrom(Predecessor.REPORT).pipeTo(Predecessor.ORDER);
        if (Long.toString(ProcessHandle.current().pid()).equals(System.getenv(WATCHED))) {
            spawn = spawn.withoutEnvironment(WATCHED); // from then on it is the successor's
        }
        for (String variable : SocketActivation.VARIABLES) {
            spawn = spawn.withoutEnvironment(variable);
        }
        for (Held one : held) {
            for (Socket socket : one.sockets()) {
                spawn = spawn.descriptor(Predecessor.FIRST_SOCKET + names.size(), socket);
                names.add(one.name());
            }
        }
        return spawn.environment(Predecessor.VARIABLE, Predecessor.words(names));
    }
}
