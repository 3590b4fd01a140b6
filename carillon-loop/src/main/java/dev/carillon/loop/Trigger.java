package dev.carillon.loop;

/** When a ready descriptor is reported, {@code epoll(7)}. */
public enum Trigger {
    /** Reported as long as it is ready. The default: nothing is lost by handling only a part. */
    LEVEL,
    /** Reported when it becomes ready; the source then drains it until there is nothing left. */
    EDGE,
    /** Reported once, then silent until {@link WatchedSource#rearm}: the descriptor is in one thread's hands only. */
    ONE_SHOT,
    /** Of several loops that share the descriptor only some are woken; level-triggered, {@code EPOLLEXCLUSIVE}. */
    EXCLUSIVE
}
