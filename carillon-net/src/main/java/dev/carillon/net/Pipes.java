package dev.carillon.net;

import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Pipe;
import java.util.ArrayDeque;

/** Empty pipes for splicing: a connection has one only while bytes are on their way through it. For one loop. */
final class Pipes {
    /** Large, so that a fast stream takes few calls; as much as an unprivileged process may have. */
    static final int SIZE = 1024 * 1024;

    private static final int KEPT = 8;

    private final ArrayDeque<Pipe> spare = new ArrayDeque<>(KEPT);
    /** Nobody is left to use one, or to close it later. */
    private boolean closed;

    /** An empty pipe. */
    Pipe take() {
        closed = false;
        Pipe pipe = spare.poll();
        if (pipe != null) {
            return pipe;
        }
        Pipe fresh = Pipe.open();
        try {
            fresh.resize(SIZE);
        } catch (LinuxException e) {
            // The user's pages for pipes are used up, or the machine allows less: a smaller one does as well.
        }
        return fresh;
    }

    /** Takes an empty pipe back: also one that was still on its way through another group's connection at the end. */
    void giveBack(Pipe pipe) {
        if (!closed && spare.size() < KEPT) {
            spare.push(pipe);
        } else {
            pipe.close();
        }
    }

    /** Keeps none until the next is taken. */
    void close() {
        closed = true;
        spare.forEach(Pipe::close);
        spare.clear();
    }
}
