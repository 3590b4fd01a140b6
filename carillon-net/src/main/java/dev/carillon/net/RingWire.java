package dev.carillon.net;

import dev.carillon.linux.LinuxException;
import dev.carillon.loop.SendRing;
import java.nio.ByteBuffer;

/** By the ring of the loop: what its turn sends goes out by one call. */
final class RingWire implements Wire, SendRing.Sender<Conversation> {
    /** Longer ones go by themselves: the call is little beside the copy, and what is in flight is to stay in the caches. */
    static final int LONGEST = 20 * 1024;

    private final SendRing ring;

    RingWire(SendRing ring) {
        this.ring = ring;
    }

    /** The way that goes by a ring, if that is in use. */
    static Wire of(SendRing ring) {
        return ring.isInUse() ? new RingWire(ring) : Wire.DIRECT;
    }

    @Override
    public int offer(Conversation of, ByteBuffer bytes) {
        if (bytes.remaining() > LONGEST || !ring.isWorthwhile()) {
            return Wire.DIRECT.offer(of, bytes);
        }
        ring.offer(this, of, of.socket, bytes);
        return IN_FLIGHT;
    }

    @Override
    public void submit() {
        ring.submit();
    }

    @Override
    public void landed(Conversation of, int count) {
        Sending.landed(of, count);
    }

    @Override
    public void lost(Conversation of, LinuxException cause) {
        Sending.lost(of, cause);
    }
}
