package dev.carillon.net;

import dev.carillon.linux.DatagramBatch;

/**
 * How many datagrams an endpoint has memory for: {@code (batch + queue) × size} bytes. Immutable; each {@code with…} method
 * gives a changed copy of {@link #DEFAULTS}.
 */
public final class DatagramLimits {
    /** 32 in a batch, of 2,048 bytes, as fit into an Ethernet packet; 64 waiting, the newest dropped. */
    public static final DatagramLimits DEFAULTS = new DatagramLimits();

    static final int MAX_SIZE = 0xFFFF;

    private int batch = 32;
    private int size = 2048;
    private int queue = 64;
    private Overflow overflow = Overflow.DROP_NEWEST;

    private DatagramLimits() {}

    private DatagramLimits copy() {
        DatagramLimits copy = new DatagramLimits();
        copy.batch = batch;
        copy.size = size;
        copy.queue = queue;
        copy.overflow = overflow;
        return copy;
    }

    /**
     * How many are received with one call.
     *
     * @return 1 to 1,024
     */
    public int batch() {
        return batch;
    }

    /**
     * Another batch.
     *
     * @param datagrams 1 to 1,024
     * @return the changed copy
     * @throws IllegalArgumentException if it is not
     */
    public DatagramLimits withBatch(int datagrams) {
        if (datagrams < 1 || datagrams > DatagramBatch.MAX_DATAGRAMS) {
            throw new IllegalArgumentException(
                    "a batch is of 1 to " + DatagramBatch.MAX_DATAGRAMS + " datagrams, not " + datagrams);
        }
        DatagramLimits copy = copy();
        copy.batch = datagrams;
        return copy;
    }

    /**
     * Bytes of the greatest one that is received whole or sent.
     *
     * @return 1 to 65,535
     */
    public int size() {
        return size;
    }

    /**
     * Other datagrams.
     *
     * @param bytes 1 to 65,535
     * @return the changed copy
     * @throws IllegalArgumentException if it is not
     */
    public DatagramLimits withSize(int bytes) {
        if (bytes < 1 || bytes > MAX_SIZE) {
            throw new IllegalArgumentException("datagrams are of 1 to " + MAX_SIZE + " bytes, not " + bytes);
        }
        DatagramLimits copy = copy();
        copy.size = bytes;
        return copy;
    }

    /**
     * How many may wait to be sent.
     *
     * @return 1 to 1,023
     */
    public int queue() {
        return queue;
    }

    /**
     * What is done when one more is to wait.
     *
     * @return what is done
     */
    public Overflow overflow() {
        return overflow;
    }

    /**
     * Another queue.
     *
     * @param datagrams how many may wait, 1 to 1,023
     * @param whenFull what is done when one more is to wait
     * @return the changed copy
     * @throws IllegalArgumentException if it is not
     */
    public DatagramLimits withQueue(int datagrams, Overflow whenFull) {
        if (datagrams < 1 || datagrams >= DatagramBatch.MAX_DATAGRAMS) {
            throw new IllegalArgumentException(
                    "1 to " + (DatagramBatch.MAX_DATAGRAMS - 1) + " datagrams may wait, not " + datagrams);
        }
        DatagramLimits copy = copy();
        copy.queue = datagrams;
        copy.overflow = whenFull;
        return copy;
    }
}
