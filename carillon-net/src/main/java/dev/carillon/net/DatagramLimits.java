package dev.carillon.net;

import dev.carillon.linux.DatagramBatch;

/**
 * How many datagrams an endpoint has memory for: {@code (batch + queue) × size} bytes. Immutable.
 *
 * @param batch how many are received with one call, 1 to 1,024
 * @param size bytes of the greatest one that is received whole or sent, 1 to 65,535
 * @param queue how many may wait to be sent, 1 to 1,023
 * @param overflow what is done when one more is to wait
 */
public record DatagramLimits(int batch, int size, int queue, Overflow overflow) {
    /** 32 in a batch, of 2,048 bytes, as fit into an Ethernet packet; 64 waiting, the newest dropped. */
    public static final DatagramLimits DEFAULTS = new DatagramLimits(32, 2048, 64, Overflow.DROP_NEWEST);

    static final int MAX_SIZE = 0xFFFF;

    /** Refuses what cannot work. */
    public DatagramLimits {
        if (batch < 1 || batch > DatagramBatch.MAX_DATAGRAMS) {
            throw new IllegalArgumentException(
                    "a batch is of 1 to " + DatagramBatch.MAX_DATAGRAMS + " datagrams, not " + batch);
        }
        if (size < 1 || size > MAX_SIZE) {
            throw new IllegalArgumentException("datagrams are of 1 to " + MAX_SIZE + " bytes, not " + size);
        }
        if (queue < 1 || queue >= DatagramBatch.MAX_DATAGRAMS) {
            throw new IllegalArgumentException(
                    "1 to " + (DatagramBatch.MAX_DATAGRAMS - 1) + " datagrams may wait, not " + queue);
        }
    }

    /**
     * Another batch.
     *
     * @param datagrams 1 to 1,024
     * @return the changed copy
     */
    public DatagramLimits withBatch(int datagrams) {
        return new DatagramLimits(datagrams, size, queue, overflow);
    }

    /**
     * Other datagrams.
     *
     * @param bytes 1 to 65,535
     * @return the changed copy
     */
    public DatagramLimits withSize(int bytes) {
        return new DatagramLimits(batch, bytes, queue, overflow);
    }

    /**
     * Another queue.
     *
     * @param datagrams how many may wait, 1 to 1,023
     * @param whenFull what is done when one more is to wait
     * @return the changed copy
     */
    public DatagramLimits withQueue(int datagrams, Overflow whenFull) {
        return new DatagramLimits(batch, size, datagrams, whenFull);
    }
}
