package dev.carillon.app.control;

import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Socket;
import dev.carillon.linux.StreamFd;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.StreamSource;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The process that has started this one to take over from it, {@link Succession}: its sockets, and the two pipes between them.
 * Of the one that this process was started by there is one only, {@link #present}.
 *
 * <pre>
 * this process            predecessor
 *      | has started, listens with what it took, accepts nobody
 *      |---- "ready" ---------->|
 *      |                        | stops the clock, tells systemd, leaves its files
 *      |<--- "go", or its end --|
 *      | accepts                | drains
 *
 *      |---- "failed WHY" ----->| goes on as if nothing had been
 * </pre>
 *
 * Nobody is accepted before the predecessor has decided. So it can give this process up, and kill it, without anybody noticing.
 */
public final class Predecessor {
    /** Its pid, then the names of the sockets in the order of their numbers. */
    static final String VARIABLE = "CARILLON_PREDECESSOR";
    /** What this process says. */
    static final int REPORT = 3;
    /** What it is told. */
    static final int ORDER = 4;
    /** The first of the sockets. */
    static final int FIRST_SOCKET = 5;

    static final String READY = "ready";
    static final String FAILED = "failed ";
    static final String GO = "go";

    /** The environment of a process does not change. */
    private static final class Present {
        static final Optional<Predecessor> ONE = Optional.ofNullable(System.getenv(VARIABLE))
                .filter(_ -> isPipe(REPORT) && isPipe(ORDER))
                .map(Predecessor::new);
    }

    /** A socket that was not taken yet. */
    private record Inherited(String name, Socket socket) {}

    private final List<Inherited> inherited = new ArrayList<>();
    private final StreamFd order;
    private @Nullable StreamFd report;

    private Predecessor(String words) {
        String[] parts = words.split(" ", -1);
        order = pipe(ORDER);
        order.nonBlocking(true);
        report = pipe(REPORT);
        for (int i = 1; i < parts.length; i++) {
            Socket socket = Socket.adopt(FIRST_SOCKET + i - 1);
            socket.closeOnExec(true);
            inherited.add(new Inherited(URLDecoder.decode(parts[i], StandardCharsets.UTF_8), socket));
        }
    }

    private static StreamFd pipe(int number) {
        StreamFd pipe = StreamFd.adopt(number, "pipe");
        pipe.closeOnExec(true);
        return pipe;
    }

    /** A variable that came from further away has no pipes with it. */
    private static boolean isPipe(int number) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + number))
                    .toString()
                    .startsWith("pipe:");
        } catch (IOException e) {
            return false;
        }
    }

    /** The value of the variable. */
    static String words(List<String> names) {
        return names.stream()
                .map(name -> " " + URLEncoder.encode(name, StandardCharsets.UTF_8))
                .collect(Collectors.joining(
                        "", Long.toString(ProcessHandle.current().pid()), ""));
    }

    /** The one that has started this process; empty if that was anybody else. */
    public static Optional<Predecessor> present() {
        return Present.ONE;
    }

    /**
     * Takes the sockets of a name: from now on the caller has to close them.
     *
     * @param name that of the {@link Held}
     * @return its sockets; none if it had none of that name, or they are taken
     */
    public List<Socket> take(String name) {
        List<Socket> sockets = inherited.stream()
                .filter(one -> one.name.equals(name))
                .map(Inherited::socket)
                .toList();
        inherited.removeIf(one -> one.name.equals(name));
        return sockets;
    }

    /**
     * This process can accept. What was not taken is closed: nobody listens there any more.
     *
     * @param loop the command's loop, on whose thread this is called
     * @param go called there once the predecessor lets go, or has ended
     */
    public void ready(EventLoop loop, Runnable go) {
        inherited.forEach(one -> one.socket.close());
        inherited.clear();
        loop.lines("predecessor", order, new StreamSource.LineHandler() {
            private boolean gone;

            @Override
            public void line(StreamSource source, String line) {
                ended(source);
            }

            @Override
            public void ended(StreamSource source) {
                if (!gone) {
                    gone = true;
                    go.run();
                }
            }
        });
        say(READY);
    }

    /**
     * Tells the predecessor, if there is one which waits, why this process will not take over.
     *
     * @param why in a line
     */
    public static void tell(String why) {
        present().ifPresent(predecessor -> predecessor.say(FAILED + why));
    }

    /** The last word: after it the pipe is closed. */
    private synchronized void say(String line) {
        StreamFd pipe = report;
        report = null;
        if (pipe == null) {
            return;
        }
        try (pipe) {
            pipe.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
        } catch (LinuxException e) {
            // It has ended: then this process goes on alone.
        }
    }
}
