package dev.carillon.linux;

import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.SelectH;
import java.util.Arrays;

/**
 * Waits with {@code select(2)} (in fact {@code pselect}, for the nanoseconds). It knows descriptors below 1,024 only, and
 * {@link #IN}, {@link #OUT} and {@link #PRI}: errors and ends show as readable or writable.
 */
public final class Select extends PollSet {
    /** One beyond the greatest descriptor it can watch, {@code FD_SETSIZE}. */
    public static final int LIMIT = SelectH.FD_SETSIZE;

    private static final int READ = 0;
    private static final int WRITE = SelectH.FD_SET_SIZE;
    private static final int EXCEPT = 2 * SelectH.FD_SET_SIZE;
    private static final int SETS = 3 * SelectH.FD_SET_SIZE;

    /** The three sets as wanted, and behind them the three that the kernel overwrites with the answer. */
    private final NativeMemory memory = NativeMemory.allocate(2L * SETS);

    private final long wanted = memory.address();
    private final long answer = wanted + SETS;
    private int[] numbers = new int[1];
    private int greatest = -1;

    /** An empty set. */
    public Select() {}

    @Override
    void check(Fd fd, int interest) {
        if (fd.number() >= LIMIT) {
            throw new IllegalArgumentException(
                    "select(2) watches descriptors below " + LIMIT + " only, not " + fd + ": use poll or epoll");
        }
        if ((interest & ~(IN | PRI | OUT)) != 0) {
            throw new IllegalArgumentException("select(2) watches for IN, PRI and OUT, not for interest 0x"
                    + Integer.toHexString(interest) + " (" + fd + ")");
        }
    }

    @Override
    void clear(int indexes) {
        NativeMemory.clear(wanted, SETS);
        greatest = -1;
        if (indexes > numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * indexes);
        }
    }

    @Override
    void put(int index, int number, int interest) {
        numbers[index] = number;
        if (number < 0) {
            return;
        }
        greatest = Math.max(greatest, number);
        mark(number, READ, interest & IN);
        mark(number, WRITE, interest & OUT);
        mark(number, EXCEPT, interest & PRI);
    }

    private void mark(int number, int set, int interested) {
        if (interested != 0) {
            long word = wordOf(wanted + set, number);
            NativeMemory.putLong(word, NativeMemory.getLong(word) | 1L << number);
        }
    }

    @Override
    long await(Kernel kernel, long timeout) {
        NativeMemory.copy(wanted, answer, SETS);
        return kernel.call(SelectH.PSELECT, greatest + 1, answer + READ, answer + WRITE, answer + EXCEPT, timeout, 0);
    }

    @Override
    int ready(int index) {
        int number = numbers[index];
        if (number < 0) {
            return 0;
        }
        int ready = (isMarked(number, READ) ? IN : 0)
                | (isMarked(number, WRITE) ? OUT : 0)
                | (isMarked(number, EXCEPT) ? PRI : 0);
        return ready & interestOf(index); // the descriptor may be in the set twice, for different things
    }

    private boolean isMarked(int number, int set) {
        return (NativeMemory.getLong(wordOf(answer + set, number)) & 1L << number) != 0;
    }

    /** The word with a descriptor's bit; which bit of it is the number modulo 64, as a shift takes it anyway. */
    private static long wordOf(long set, int number) {
        return set + (long) (number / Long.SIZE) * Long.BYTES;
    }

    @Override
    LinuxException failure(long result) {
        return LinuxException.of(result, "pselect(descriptors below " + (greatest + 1) + ")");
    }
}
