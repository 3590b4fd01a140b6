package dev.carillon.linux;

import java.io.Serial;

/**
 * A system call failed. The message has the call with its arguments, the error's name and text, and where it helps what
 * to do: {@code epoll_ctl(ADD, fd 7): EEXIST (File exists)}.
 *
 * <p>Results a caller has to expect ("nothing to read now") are return values, never this exception.
 */
public final class LinuxException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String call;
    private final Errno errno;

    private LinuxException(String call, Errno errno, int number, String advice) {
        super(call + ": " + (errno == Errno.UNKNOWN ? "errno " + number : errno.name()) + " (" + errno.text() + ")"
                + (advice.isEmpty() ? "" : " - " + advice));
        this.call = call;
        this.errno = errno;
    }

    /** The call that failed, with the arguments that matter: {@code epoll_ctl(ADD, fd 7)}.
     *
     * @return the call as the message has it
     */
    public String call() {
        return call;
    }

    /** Why it failed.
     *
     * @return the error number's name
     */
    public Errno errno() {
        return errno;
    }

    /** @param result what the kernel layer returned: {@code -errno} */
    static LinuxException of(long result, String call) {
        return of(result, call, "");
    }

    static LinuxException of(long result, String call, String advice) {
        int number = (int) -result;
        return new LinuxException(call, Errno.of(number), number, advice);
    }

    /** Passes a good result on and turns {@code -errno} into the exception. For calls off the hot path. */
    static int check(long result, String call) {
        if (result < 0) {
            throw of(result, call);
        }
        return (int) result;
    }
}
