package dev.carillon.net;

import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The sockets that systemd, or another process manager, has opened for this process before it started it, with their names:
 * {@code LISTEN_FDS} of {@code sd_listen_fds(3)}. For {@link Listener#adopt} and {@link DatagramEndpoint#adopt}.
 *
 * <p>They are this object's until they are taken; {@link #close} closes the others. For one thread at a time.
 */
public final class SocketActivation implements AutoCloseable {
    /**
     * The variables with which this is told. A child inherits them, and ignores them, as they are for this process; to be
     * tidy take them out of its environment.
     */
    public static final List<String> VARIABLES =
            List.of("LISTEN_PID", "LISTEN_PIDFDID", "LISTEN_FDS", "LISTEN_FDNAMES");

    private static final int FIRST = 3;
    private static final int MOST = 4096;
    private static final String NO_NAME = "unknown";
    private static final AtomicBoolean TAKEN = new AtomicBoolean();

    private final List<Named> sockets;

    /**
     * A descriptor that was inherited.
     *
     * @param number its number
     * @param name what the manager calls it; several may have one name
     */
    record Inherited(int number, String name) {}

    /** A socket that was not taken yet. */
    private record Named(String name, Socket socket) {}

    private SocketActivation(List<Named> sockets) {
        this.sockets = sockets;
    }

    /**
     * Takes over what this process was started with. They are made non-blocking and close-on-exec.
     *
     * @return the sockets; none if it was started in another way
     * @throws IllegalStateException if it was called before: a descriptor has one owner
     * @throws IllegalArgumentException for variables that contradict each other, and for a descriptor that is no TCP, UDP or
     *     Unix socket with a stream or datagrams, with its name
     */
    public static SocketActivation take() {
        List<Inherited> inherited =
                parse(System.getenv(), ProcessHandle.current().pid());
        if (!TAKEN.compareAndSet(false, true)) {
            throw new IllegalStateException("the sockets of LISTEN_FDS were taken before");
        }
        List<Named> sockets = new ArrayList<>();
        SocketActivation activation = new SocketActivation(sockets);
        try {
            for (Inherited one : inherited) {
                sockets.add(new Named(one.name, adopt(one)));
            }
        } catch (IllegalArgumentException e) {
            activation.close();
            throw e;
        }
        return activation;
    }

    private static Socket adopt(Inherited inherited) {
        try {
            Socket socket = Socket.adopt(inherited.number);
            socket.closeOnExec(true);
            socket.nonBlocking(true);
            return socket;
        } catch (LinuxException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "descriptor " + inherited.number + " of LISTEN_FDS, \"" + inherited.name
                            + "\", is nothing to accept or receive from: " + e.getMessage(),
                    e);
        }
    }

    /** What the variables say to a process. */
    static List<Inherited> parse(Map<String, String> environment, long pid) {
        String whose = environment.get("LISTEN_PID");
        String count = environment.get("LISTEN_FDS");
        if (whose == null || count == null || number("LISTEN_PID", whose, Long.MAX_VALUE) != pid) {
            return List.of(); // inherited from a process that they were for
        }
        int descriptors = (int) number("LISTEN_FDS", count, MOST);
        String listed = environment.get("LISTEN_FDNAMES");
        String[] names = listed == null ? new String[0] : listed.split(":", -1);
        if (listed != null && names.length != Math.max(1, descriptors)) {
            throw new IllegalArgumentException("LISTEN_FDNAMES has " + names.length + " names, \"" + listed + "\", for "
                    + descriptors + " descriptors of LISTEN_FDS");
        }
        List<Inherited> inherited = new ArrayList<>();
        for (int i = 0; i < descriptors; i++) {
            inherited.add(new Inherited(FIRST + i, listed == null ? NO_NAME : names[i]));
        }
        return inherited;
    }

    private static long number(String variable, String value, long most) {
        try {
            long number = Long.parseLong(value);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new IllegalArgumentException(variable + " is a number of 0 to " + most + ", not \"" + value + "\"");
    }

    /**
     * What there is to be taken.
     *
     * @return the names in the manager's order; {@code unknown} for those without, once for each socket
     */
    public List<String> names() {
        return sockets.stream().map(Named::name).toList();
    }

    /**
     * Takes the sockets of a name: from now on the caller has to close them.
     *
     * @param name as {@code FileDescriptorName=} of the unit has it; else the unit's name
     * @return those with that name, in the manager's order; none if there is none (any more)
     */
    public List<Socket> take(String name) {
        List<Socket> taken = sockets.stream()
                .filter(named -> named.name.equals(name))
                .map(Named::socket)
                .toList();
        sockets.removeIf(named -> named.name.equals(name));
        return taken;
    }

    /** Closes the sockets that were not taken. Idempotent. */
    @Override
    public void close() {
        sockets.forEach(named -> named.socket.close());
        sockets.clear();
    }
}
