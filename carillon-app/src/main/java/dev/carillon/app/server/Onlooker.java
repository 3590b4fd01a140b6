package dev.carillon.app.server;

import dev.carillon.app.control.ControlSocket;
import dev.carillon.app.control.Held;
import dev.carillon.linux.SignalInfo;
import java.util.List;

/** Who looks on while a server runs, and is told what happens to it: {@link ServerPage}, or nobody. For the thread of the service. */
interface Onlooker extends AutoCloseable {
    /** With it, nothing of a page is loaded. */
    Onlooker NOBODY = new Onlooker() {};

    /** Where it looks on, in lines. */
    default List<String> lines() {
        return List.of();
    }

    /** Takes what is asked of it at the control socket. */
    default void describe(ControlSocket socket) {}

    /** The server serves from now on. */
    default void began() {}

    /** Its files were read again, or cannot be used. */
    default void reloaded(boolean isDone, String text) {}

    /** A signal has come. */
    default void signalled(SignalInfo info) {}

    /**
     * Reads its own certificate again.
     *
     * @return what it is now; empty if there is none
     */
    default List<String> reload() {
        return List.of();
    }

    /** What it listens with, for a successor. */
    default List<Held> held() {
        return List.of();
    }

    /** Begins to accept with what a predecessor has handed over. */
    default void start() {}

    @Override
    default void close() {}
}
