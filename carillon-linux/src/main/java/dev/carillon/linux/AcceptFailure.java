package dev.carillon.linux;

/** What a failed {@link Socket#accept} means for the listener. */
public enum AcceptFailure {
    /**
     * The connection was gone before it was accepted ({@code ECONNABORTED} and the network errors that {@code accept(2)}
     * passes on): accept the next one at once.
     */
    CONNECTION_GONE,
    /**
     * No descriptor or no memory is left ({@code EMFILE}, {@code ENFILE}, {@code ENOBUFS}, {@code ENOMEM}). The connection
     * keeps waiting and the listener stays ready: pause it until something was closed, or it spins.
     */
    EXHAUSTED,
    /** The listening socket is of no use: not listening, not a socket. Trying again does not help. */
    BROKEN;

    /**
     * Tells what a failure means.
     *
     * @param failure what {@link Socket#accept} threw
     * @return the case
     */
    public static AcceptFailure of(LinuxException failure) {
        return switch (failure.errno()) {
            case EMFILE, ENFILE, ENOBUFS, ENOMEM -> EXHAUSTED;
            case ECONNABORTED,
                    EPERM, // a firewall's rule forbids it
                    EPROTO,
                    ENOPROTOOPT,
                    ENONET,
                    ENETDOWN,
                    ENETUNREACH,
                    EHOSTDOWN,
                    EHOSTUNREACH,
                    ETIMEDOUT -> CONNECTION_GONE;
            default -> BROKEN;
        };
    }
}
