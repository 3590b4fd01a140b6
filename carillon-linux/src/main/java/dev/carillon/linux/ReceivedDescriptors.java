package dev.carillon.linux;

import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.UnistdH;

/**
 * What {@link DescriptorPassing#receive} got. It owns the descriptors until they are taken; {@link #close} closes the
 * others, so none is leaked, also not those nobody expected. For one thread at a time.
 */
public final class ReceivedDescriptors implements AutoCloseable {
    private static final int TAKEN = -1;

    private final int bytes;
    private final int[] numbers;
    private final boolean truncated;

    ReceivedDescriptors(int bytes, int[] numbers, boolean truncated) {
        this.bytes = bytes;
        this.numbers = numbers;
        this.truncated = truncated;
    }

    /**
     * How much data was received.
     *
     * @return how many bytes; 0 if there was nothing, or for an empty datagram; {@link StreamFd#END} when a stream's peer
     *     sends no more
     */
    public int bytes() {
        return bytes;
    }

    /**
     * How many descriptors came, taken or not.
     *
     * @return 0 or more
     */
    public int count() {
        return numbers.length;
    }

    /**
     * Whether there were more than wanted, or more than this process may open ({@code RLIMIT_NOFILE}), {@code
     * MSG_CTRUNC}. The kernel has closed those.
     *
     * @return true if some are missing
     */
    public boolean isTruncated() {
        return truncated;
    }

    /**
     * Takes a descriptor: from now on the caller has to close it. For the {@code adopt} method of what it is:
     * {@link Socket#adopt}, {@link EventFd#adopt}, {@link StreamFd#adopt}.
     *
     * @param index 0 to the count less 1
     * @return the number
     * @throws IllegalStateException if it was taken before, or this is closed
     */
    public int take(int index) {
        if (index < 0 || index >= numbers.length) {
            throw new IndexOutOfBoundsException("descriptor " + index + " of " + numbers.length);
        }
        int number = numbers[index];
        if (number == TAKEN) {
            throw new IllegalStateException("descriptor " + index + " was taken or closed");
        }
        numbers[index] = TAKEN;
        return number;
    }

    /** Closes the descriptors that were not taken. Idempotent. */
    @Override
    public void close() {
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] != TAKEN) {
                Kernel.invoke(UnistdH.CLOSE, take(i)); // an error would be about a file that we never touched
            }
        }
    }
}
