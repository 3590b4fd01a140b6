package dev.carillon.loop;

import dev.carillon.linux.Fd;

/**
 * A descriptor that is lent to a source, and stays the caller's: the source does not close it, neither with itself nor if
 * making it is refused. The caller closes the source first.
 *
 * <p>A descriptor that is given without this is the source's from the call on: it is closed with the source, and also if making
 * that is refused, unless it is another source's already.
 *
 * @param <F> what kind of descriptor
 */
public final class Borrowed<F extends Fd> {
    private final F fd;

    private Borrowed(F fd) {
        this.fd = fd;
    }

    /**
     * Lends a descriptor, as in {@code loop.lines("log", borrowed(pipe.reader()), handler)}.
     *
     * @param fd stays the caller's
     * @param <F> what kind of descriptor
     * @return what the loop's factories take
     */
    public static <F extends Fd> Borrowed<F> borrowed(F fd) {
        return new Borrowed<>(fd);
    }

    /**
     * What is lent.
     *
     * @return the descriptor
     */
    public F fd() {
        return fd;
    }

    @Override
    public String toString() {
        return "borrowed " + fd;
    }
}
