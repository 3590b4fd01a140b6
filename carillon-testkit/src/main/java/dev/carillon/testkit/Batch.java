package dev.carillon.testkit;

import dev.carillon.linux.ffm.EpollH;
import dev.carillon.linux.ffm.NativeMemory;
import java.util.function.LongPredicate;
import java.util.random.RandomGenerator;

/** The events that a wait left in memory, an array of {@code struct epoll_event}. */
final class Batch {
    private final long address;
    private int size;

    Batch(long address, int size) {
        this.address = address;
        this.size = size;
    }

    int size() {
        return size;
    }

    /**
     * Takes out events whose data the predicate accepts; those behind move up.
     *
     * @param least how many must remain
     */
    void removeIf(LongPredicate droppable, int least) {
        for (int i = size - 1; i >= 0 && size > least; i--) {
            if (droppable.test(NativeMemory.getLong(entry(i) + EpollH.EVENT_DATA))) {
                NativeMemory.copy(entry(i + 1), entry(i), (long) (size - i - 1) * EpollH.EVENT_SIZE);
                size--;
            }
        }
    }

    void shuffle(RandomGenerator random) {
        for (int i = size - 1; i > 0; i--) {
            swap(i, random.nextInt(i + 1));
        }
    }

    private void swap(int i, int j) {
        byte[] one = read(i);
        byte[] other = read(j);
        NativeMemory.copy(one, 0, entry(j), EpollH.EVENT_SIZE);
        NativeMemory.copy(other, 0, entry(i), EpollH.EVENT_SIZE);
    }

    private byte[] read(int index) {
        byte[] bytes = new byte[EpollH.EVENT_SIZE];
        NativeMemory.copy(entry(index), bytes, 0, bytes.length);
        return bytes;
    }

    private long entry(int index) {
        return address + (long) index * EpollH.EVENT_SIZE;
    }
}
