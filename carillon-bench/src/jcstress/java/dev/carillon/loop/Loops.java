package dev.carillon.loop;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * What the races need again and again and what is dear to make. jcstress has thousands of states at a time, each would have
 * an epoll and an eventfd of its own; so they are lent, and given back in the state they had.
 *
 * @param <T> what is lent
 */
final class Loops<T> {
    private final ConcurrentLinkedQueue<T> idle = new ConcurrentLinkedQueue<>();
    private final Supplier<T> maker;

    Loops(Supplier<T> maker) {
        this.maker = maker;
    }

    T lend() {
        T lent = idle.poll();
        return lent == null ? make() : lent;
    }

    void giveBack(T lent) {
        idle.add(lent);
    }

    /** On a thread of its own: a loop belongs to its maker, and the races call it from other threads. */
    private T make() {
        Object[] made = new Object[1];
        try {
            Thread.ofPlatform().start(() -> made[0] = maker.get()).join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        @SuppressWarnings("unchecked") // it is what the maker gave
        T result = (T) made[0];
        return result;
    }

    /** Lets the sides of a race meet at different points. */
    static void dawdle() {
        for (int i = ThreadLocalRandom.current().nextInt(200); i > 0; i--) {
            Thread.onSpinWait();
        }
    }
}
