package dev.carillon.net;

/** What becomes of a datagram that is to be sent while as many wait as may. */
public enum Overflow {
    /** It is dropped, {@link DropReason#NEWEST}: for answers, whose askers ask again. */
    DROP_NEWEST,
    /** The one that has waited longest is dropped instead, {@link DropReason#OLDEST}: for news, which grow stale. */
    DROP_OLDEST,
    /**
     * No more are received than there is room for an answer each, so that the kernel's buffer fills, and drops. Of what is
     * sent beyond one answer each the newest is dropped.
     */
    PAUSE
}
