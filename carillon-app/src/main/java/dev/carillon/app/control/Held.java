package dev.carillon.app.control;

import dev.carillon.linux.Socket;
import java.util.List;

/**
 * What a command listens with at one place, and hands to its successor.
 *
 * @param name under which the successor asks for it, {@link Predecessor#take}: what the configuration says, not what became of it,
 *     so that a port 0 is the same port again
 * @param sockets every socket of it, for each has a backlog of its own
 * @param letGo leaves to the successor what goes with them, such as the file of a Unix socket
 */
public record Held(String name, List<Socket> sockets, Runnable letGo) {}
