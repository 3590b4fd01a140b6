package dev.carillon.bench.mechanism;

import java.util.Arrays;
import java.util.List;

/** What can tell another thread or process that something has happened. */
public enum Mechanism {
    /** Without a handler, which a JVM has not: only in C. */
    SIGNAL("signal", "standard signal, sigwaitinfo", Side.NONE, "signal", Family.C_ONLY, "which signal it was"),
    /** Pending once at the most. */
    SIGNALFD("signalfd", "standard signal, signalfd", Side.CARILLON, "signalfd", Family.SIGNAL, "which signal it was"),
    /** Queued. */
    SIGNALFD_REAL_TIME(
            "signalfd-real-time",
            "real-time signal, signalfd",
            Side.CARILLON,
            "signalfd-real-time",
            Family.SIGNAL,
            "an int"),
    /** A read takes all that was added. */
    EVENTFD("eventfd", "eventfd", Side.CARILLON, "eventfd", Family.COUNTER, "a sum of 64 bits"),
    /** A read takes one. */
    SEMAPHORE("eventfd-semaphore", "eventfd, semaphore", Side.CARILLON, "eventfd-semaphore", Family.COUNTER, "nothing"),
    /** Reported when it changes, and read. */
    EDGE("eventfd-edge", "eventfd, edge", Side.CARILLON, "eventfd-edge", Family.COUNTER, "a sum of 64 bits"),
    /** Reported when it changes, and never read; level-triggered it would be reported for ever. */
    EDGE_UNREAD(
            "eventfd-edge-unread",
            "eventfd, edge, not read",
            Side.CARILLON,
            "eventfd-edge-unread",
            Family.COUNTER,
            "nothing"),
    /** Its one-way latency is how late it is. */
    TIMERFD("timerfd", "timerfd", Side.CARILLON, "timerfd", Family.TIMER, "how often it has expired"),
    /** One byte. */
    PIPE_1("pipe-1", "pipe, 1 B", Side.CARILLON, "pipe-1", Family.PIPE, "bytes"),
    /** The size of a pointer. */
    PIPE_8("pipe-8", "pipe, 8 B", Side.CARILLON, "pipe-8", Family.PIPE, "bytes"),
    /** The most that is written at once or not at all. */
    PIPE_4096("pipe-4096", "pipe, 4 KiB", Side.CARILLON, "pipe-4096", Family.PIPE, "bytes"),
    /** A stream. */
    SOCKET_PAIR("socketpair", "socketpair, 8 B", Side.CARILLON, "socketpair", Family.SOCKET, "bytes"),
    /** Messages. */
    DATAGRAM("datagram", "Unix datagram, 8 B", Side.CARILLON, "datagram", Family.SOCKET, "messages"),
    /** {@code LockSupport}. */
    FUTEX("futex", "futex (park/unpark)", Side.JAVA, "futex", Family.PARK, "nothing"),
    /** The giver waits for the taker. */
    RENDEZVOUS("rendezvous", "SynchronousQueue", Side.JAVA, "rendezvous", Family.QUEUE, "an object"),
    /** Bounded. */
    QUEUE("queue", "LinkedBlockingQueue", Side.JAVA, "queue", Family.QUEUE, "an object"),
    /** With a flag that says what for. */
    WAKEUP("wakeup", "Selector.wakeup", Side.JAVA, "wakeup", Family.SELECTOR, "nothing"),
    /** {@code EventLoop.execute}. */
    MAILBOX("mailbox", "loop's mailbox", Side.CARILLON, "mailbox", Family.MAILBOX, "a task"),
    /** The loop asks again and again, and nobody needs to wake it. */
    MAILBOX_BUSY("mailbox-busy", "loop's mailbox, busy", Side.CARILLON, "mailbox-busy", Family.MAILBOX, "a task"),
    /** {@code LockSupport} between two virtual threads; C has none. */
    VIRTUAL("virtual", "virtual threads (park/unpark)", Side.JAVA, "", Family.PARK, "nothing");

    /** Whose code it is that is measured beside C. */
    public enum Side {
        /** Nobody's. */
        NONE(""),
        /** Ours. */
        CARILLON("carillon"),
        /** The JDK's. */
        JAVA("java");

        private final String text;

        Side(String text) {
            this.text = text;
        }

        /** The word of the table. */
        public String text() {
            return text;
        }
    }

    /** How one is made. */
    enum Family {
        C_ONLY,
        SIGNAL,
        COUNTER,
        PIPE,
        SOCKET,
        TIMER,
        PARK,
        QUEUE,
        SELECTOR,
        MAILBOX
    }

    private final String word;
    private final String text;
    private final Side side;
    private final String peer;
    private final Family family;
    private final String carries;

    Mechanism(String word, String text, Side side, String peer, Family family, String carries) {
        this.word = word;
        this.text = text;
        this.side = side;
        this.peer = peer;
        this.family = family;
        this.carries = carries;
    }

    /**
     * The mechanism with a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Mechanism of(String word) {
        return Arrays.stream(values())
                .filter(mechanism -> mechanism.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such mechanism: " + word));
    }

    /** Its name for {@link MechanismPeer}, and in JSON. */
    public String word() {
        return word;
    }

    /** Its name in the table. */
    public String text() {
        return text;
    }

    /** Whose it is. */
    public Side side() {
        return side;
    }

    /** Its name for the C peer; empty if C has no such thing. */
    public String peer() {
        return peer;
    }

    /** What comes with an event. */
    public String carries() {
        return carries;
    }

    Family family() {
        return family;
    }

    /** Between whom it can be used. */
    public List<Layout> layouts() {
        return switch (family) {
            case C_ONLY, SIGNAL, COUNTER, PIPE, SOCKET -> List.of(Layout.THREADS, Layout.PROCESSES);
            case TIMER, PARK, QUEUE, SELECTOR, MAILBOX -> List.of(Layout.THREADS);
        };
    }

    /** Whether epoll is to report changes only. */
    boolean isEdge() {
        return this == EDGE || this == EDGE_UNREAD;
    }

    /** The bytes of a message. */
    int size() {
        return switch (this) {
            case PIPE_1 -> 1;
            case PIPE_4096 -> 4096;
            default -> 8;
        };
    }
}
