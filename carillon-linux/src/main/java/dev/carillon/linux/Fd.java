package dev.carillon.linux;

import dev.carillon.linux.ffm.CFunction;
import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.UnistdH;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A file descriptor and who owns it: closed exactly once, and never used again after that.
 *
 * <p>Using a closed object throws {@link IllegalStateException}; the call never reaches a file that got the same number
 * later, also when another thread closes the object at the same moment. Closing twice does nothing.
 *
 * <p>An object is used by one thread at a time, except for what says that it is safe from any thread
 * ({@link EventFd#add}) and {@link #close}: a close while another thread is inside a call takes effect when that call has
 * returned.
 */
public abstract class Fd implements AutoCloseable {
    private static final VarHandle STATE = stateHandle();
    private static final int CLOSED = 1 << 31;
    private static final int RELEASED = 1 << 30;

    private final int number;

    /**
     * How many threads are inside a call, and the bits CLOSED (no new calls) and RELEASED (the kernel has the number
     * back). Two atomic additions to it disappear in the length of a system call.
     */
    private volatile int state;

    /**
     * Takes ownership of a descriptor.
     *
     * @param number the descriptor's number, 0 or greater
     */
    protected Fd(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("a file descriptor is 0 or greater, not " + number);
        }
        this.number = number;
    }

    /**
     * The descriptor's number, for logs. It may be another file's as soon as another thread closes this.
     *
     * @return the number, 0 or greater
     * @throws IllegalStateException if this is closed
     */
    public final int number() {
        if (state < 0) {
            throw new IllegalStateException(this + " is closed");
        }
        return number;
    }

    /**
     * Whether {@link #close} was not called yet. Safe from any thread.
     *
     * @return false once closed
     */
    public final boolean isOpen() {
        return state >= 0;
    }

    /**
     * What it is, in the kernel's word: {@code eventfd}, {@code timerfd}, {@code pipe}.
     *
     * @return the kind
     */
    public abstract String kind();

    /** Closes the descriptor, {@code close(2)}. Idempotent and safe from any thread. */
    @Override
    public final void close() {
        STATE.getAndBitwiseOr(this, CLOSED);
        releaseIfUnused();
    }

    /**
     * Keeps the number from being given to another file until {@link #release}, also if the descriptor is closed meanwhile:
     * for who hands it to another thread. Safe from any thread.
     *
     * @return false if it is closed already: then there is nothing to release
     */
    public final boolean retain() {
        if ((int) STATE.getAndAdd(this, 1) < 0) {
            release();
            return false;
        }
        return true;
    }

    /** Ends what {@link #retain} has begun. If the descriptor was closed meanwhile, the kernel has the number back now. */
    public final void release() {
        if ((int) STATE.getAndAdd(this, -1) < 0) {
            releaseIfUnused();
        }
    }

    /**
     * Enters a call: until {@link #leave} the number stays this file's, whoever closes it meanwhile.
     *
     * @return the number
     * @throws IllegalStateException if this is closed; it is not entered then
     */
    final int enter() {
        if (!retain()) {
            throw new IllegalStateException(this + " is closed");
        }
        return number;
    }

    /** Pairs with {@link #enter}. */
    final void leave() {
        release();
    }

    private void releaseIfUnused() {
        if (STATE.compareAndSet(this, CLOSED, CLOSED | RELEASED)) {
            closeDescriptor();
        }
    }

    /** The number, of which nobody knows whether it is still this file's. */
    final int uncheckedNumber() {
        return number;
    }

    /** A call on this descriptor that needs no scratch memory; answers {@code -errno} as {@link Kernel#call} does. */
    final long call(CFunction function, long b, long c, long d) {
        int entered = enter();
        try {
            return Kernel.invoke(function, entered, b, c, d);
        } finally {
            leave();
        }
    }

    /** The last user is out of it, and its number goes back to the kernel next. */
    void beforeClose() {}

    private void closeDescriptor() {
        beforeClose();
        // close(2) is not repeated on EINTR: Linux has released the number by then, and another thread may have it.
        long result = Kernel.invoke(UnistdH.CLOSE, number);
        if (result < 0 && result != -ErrnoH.EINTR) {
            throw LinuxException.of(result, "close(" + this + ")");
        }
    }

    /**
     * Whether a child that executes another program gets this descriptor, {@code FD_CLOEXEC} of {@code fcntl(2)}. All
     * descriptors are created close-on-exec unless their factory was told otherwise.
     *
     * @return true if exec closes it
     * @throws LinuxException if the kernel refuses
     */
    public final boolean isCloseOnExec() {
        return (fcntl("F_GETFD", FcntlH.F_GETFD, 0) & FcntlH.FD_CLOEXEC) != 0;
    }

    /**
     * Sets or clears {@code FD_CLOEXEC}.
     *
     * @param closeOnExec true to close it when a child executes another program
     * @throws LinuxException if the kernel refuses
     */
    public final void closeOnExec(boolean closeOnExec) {
        fcntl("F_SETFD", FcntlH.F_SETFD, closeOnExec ? FcntlH.FD_CLOEXEC : 0);
    }

    /**
     * Whether calls on it return at once, {@code O_NONBLOCK}.
     *
     * @return true if it never blocks
     * @throws LinuxException if the kernel refuses
     */
    public final boolean isNonBlocking() {
        return (fcntl("F_GETFL", FcntlH.F_GETFL, 0) & FcntlH.O_NONBLOCK) != 0;
    }

    /**
     * Sets or clears {@code O_NONBLOCK}. It belongs to the open file description: whoever shares it, also another
     * process, is affected. So never use this on descriptors 0 to 2 (see {@link StandardInput}).
     *
     * @param nonBlocking true for calls that return at once
     * @throws LinuxException if the kernel refuses
     */
    public void nonBlocking(boolean nonBlocking) {
        int flags = fcntl("F_GETFL", FcntlH.F_GETFL, 0);
        fcntl("F_SETFL", FcntlH.F_SETFL, nonBlocking ? flags | FcntlH.O_NONBLOCK : flags & ~FcntlH.O_NONBLOCK);
    }

    final int fcntl(String command, int number, long argument) {
        return control(FcntlH.FCNTL, "fcntl", command, number, argument);
    }

    final int ioctl(String command, long request, long argument) {
        return control(FcntlH.IOCTL, "ioctl", command, request, argument);
    }

    private int control(CFunction function, String name, String command, long request, long argument) {
        long result;
        do {
            result = call(function, request, argument, 0);
        } while (result == -ErrnoH.EINTR);
        return LinuxException.check(result, name + "(" + this + ", " + command + ")");
    }

    /** {@code eventfd 7}: the kind and the number, closed or not. */
    @Override
    public final String toString() {
        return kind() + " " + number;
    }

    private static VarHandle stateHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(Fd.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
