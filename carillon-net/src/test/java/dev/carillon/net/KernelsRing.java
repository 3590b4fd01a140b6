package dev.carillon.net;

import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.loop.SendRing;
import java.nio.ByteBuffer;

/** The kernel's ring, and always by it: what a turn sends alone would go by itself, so there is a companion in each. */
final class KernelsRing implements Wire, SendRing.Sender<Socket>, AutoCloseable {
    private static final int MANY = 1000;

    private final SendRing ring;
    private final RingWire told;
    private final SocketPair companions = SocketPair.open(SocketType.STREAM);
    private final ByteBuffer piece = ByteBuffer.allocateDirect(1);
    private final ByteBuffer read = ByteBuffer.allocateDirect(MANY);
    private boolean isOneInFlight;

    KernelsRing(SendRing ring) {
        this.ring = ring;
        told = new RingWire(ring);
        ring.offer(this, companions.one(), companions.one(), piece);
        ring.offer(this, companions.other(), companions.other(), piece);
        ring.submit(); // it is opened now, when nothing is in its way
    }

    @Override
    public int offer(Conversation of, ByteBuffer bytes) {
        if (bytes.remaining() > RingWire.LONGEST || !ring.isInUse()) {
            return Wire.DIRECT.offer(of, bytes);
        }
        if (!isOneInFlight) {
            isOneInFlight = true;
            ring.offer(this, companions.one(), companions.one(), piece);
        }
        ring.offer(told, of, of.socket, bytes);
        return IN_FLIGHT;
    }

    @Override
    public void submit() {
        ring.submit();
    }

    @Override
    public void landed(Socket of, int count) {
        isOneInFlight = false;
        companions.one().read(read.clear());
        companions.other().read(read.clear());
    }

    @Override
    public void lost(Socket of, LinuxException cause) {
        throw cause;
    }

    @Override
    public void close() {
        companions.one().close();
        companions.other().close();
    }
}
