package dev.carillon.net;

import dev.carillon.linux.DatagramBatch;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * A datagram that was received. The same object stands for one after the other: it is valid while the handler is called with
 * it, and so are its bytes.
 */
public final class Datagram {
    private final DatagramEndpoint endpoint;
    private final DatagramBatch batch;
    private int index;
    private int length;

    Datagram(DatagramEndpoint endpoint, DatagramBatch batch) {
        this.endpoint = endpoint;
        this.batch = batch;
    }

    /** Stands for another one. */
    void is(int newIndex, int newLength) {
        index = newIndex;
        length = newLength;
    }

    /**
     * What it carries.
     *
     * @return a direct buffer, from its position to its limit; empty for an empty datagram
     */
    public ByteBuffer bytes() {
        return batch.datagram(index);
    }

    /**
     * Who sent it.
     *
     * @return the address, the same object as long as the sender is remembered; an empty Unix path for a sender that has no
     *     name
     */
    public SocketAddress sender() {
        return batch.address(index);
    }

    /**
     * How long it was when it was sent, also where there was room for its beginning only, {@link DatagramLimits#size}.
     *
     * @return bytes, 0 or more; more than {@link #bytes} has if it is truncated
     */
    public int length() {
        return length;
    }

    /**
     * Whether it was larger than {@link DatagramLimits#size}: its rest is lost.
     *
     * @return true if the end is missing
     */
    public boolean isTruncated() {
        return batch.isTruncated(index);
    }

    /**
     * Answers its sender: with those of other handlers' calls, when the batch is handled. May be called again.
     *
     * @param answer from position to limit; empty afterwards, and the caller's own again. May be {@link #bytes}
     * @return false if it was dropped: too large, or too many wait
     */
    public boolean reply(ByteBuffer answer) {
        return endpoint.reply(batch, index, answer);
    }
}
