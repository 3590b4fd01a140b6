package dev.carillon.loop;

import org.jspecify.annotations.Nullable;

/** The rule for awaiting: a source has either a handler or threads that wait. */
final class Awaiting {
    private Awaiting() {}

    static <E> Waiters<E> orRefuse(@Nullable Waiters<E> waiters, Source source) {
        if (waiters == null) {
            throw new IllegalStateException(source + " has a handler: only a source made without one can be awaited");
        }
        return waiters;
    }
}
