package dev.carillon.bench.pollers;

import dev.carillon.bench.machine.Children;
import dev.carillon.loop.PollerKind;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ways to wait that are compared, each in a process of its own. */
public enum PollerSide {
    /** Ours, as every loop has it. */
    EPOLL("carillon epoll", PollerKind.EPOLL),
    /** Ours once more: how far two runs of the same thing differ. */
    CONTROL("carillon epoll again", PollerKind.EPOLL),
    /** Ours on {@code poll(2)}. */
    POLL("carillon poll", PollerKind.POLL),
    /** Ours on {@code select(2)}. */
    SELECT("carillon select", PollerKind.SELECT),
    /** Ours on {@code io_uring(7)}. */
    URING("carillon uring", PollerKind.URING),
    /** The JDK's, which is on epoll as well. */
    NIO("java.nio Selector", null),
    /** {@code epoll(7)} with no loop around it. */
    C_EPOLL("C epoll", null),
    /** {@code poll(2)} with no loop around it. */
    C_POLL("C poll", null);

    /** In a brief run. */
    public static final List<PollerSide> FEW = List.of(EPOLL, CONTROL, POLL, NIO, C_EPOLL);

    /** Beyond those that are measured: the JVM's own. */
    private static final int OTHER_DESCRIPTORS = 24;

    private static final int SELECTS = 1024;

    private final String text;
    private final @Nullable PollerKind kind;

    PollerSide(String text, @Nullable PollerKind kind) {
        this.text = text;
        this.kind = kind;
    }

    String text() {
        return text;
    }

    boolean isC() {
        return this == C_EPOLL || this == C_POLL;
    }

    /** Which of our own pollers; null for the others. */
    @Nullable
    PollerKind kind() {
        return kind;
    }

    /** Why it cannot watch so many; empty if it can. */
    String whyNot(int descriptors) {
        return this == SELECT && descriptors + OTHER_DESCRIPTORS > SELECTS
                ? "select(2) has no descriptors from 1,024 on"
                : "";
    }

    /**
     * How it is started.
     *
     * @param cPollers the program; null if it could not be made
     */
    List<String> command(@Nullable Path cPollers) throws Children.Failure {
        if (!isC()) {
            List<String> command = Children.javaCommand(PollerTurns.class);
            command.add(name());
            return command;
        }
        if (cPollers == null) {
            throw new Children.Failure("no C pollers");
        }
        return List.of(cPollers.toString(), this == C_EPOLL ? "epoll" : "poll");
    }
}
