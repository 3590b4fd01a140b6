package dev.carillon.loop.simulation;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Errno;
import dev.carillon.linux.Pipe;
import dev.carillon.loop.DescriptorSource;
import dev.carillon.loop.Source;
import dev.carillon.loop.Trigger;
import java.nio.ByteBuffer;

/** Bytes through a pipe that its handler reads itself, or a worker does: each byte in its place, with every trigger. */
final class BytesActor extends Actor {
    private static final Trigger[] TRIGGERS = {Trigger.LEVEL, Trigger.EDGE, Trigger.ONE_SHOT};
    private static final int PERIOD = 251;

    private final Pipe pipe = Pipe.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256);
    private final DescriptorSource source;
    private final Trigger trigger;
    private final boolean byWorker;
    private long sent;
    private long seen;
    private boolean outOfPlace;

    BytesActor(World world, String number, boolean byWorker) {
        this(world, number, byWorker, world.anyOf(TRIGGERS));
    }

    private BytesActor(World world, String number, boolean byWorker, Trigger trigger) {
        super(world, trigger + " bytes " + number);
        this.byWorker = byWorker;
        this.trigger = trigger;
        this.source = open();
    }

    private DescriptorSource open() {
        try {
            DescriptorSource opened =
                    world.loop.descriptor(name, pipe.reader(), Epoll.IN, (descriptor, _) -> handle(descriptor));
            opened.trigger(trigger);
            return opened;
        } catch (RuntimeException e) {
            world.close(pipe);
            throw e;
        }
    }

    private void handle(DescriptorSource descriptor) {
        handled("ready");
        if (byWorker && world.chance(2)) {
            world.workers.hand(descriptor, this::readAll); // which arms a one-shot again
            return;
        }
        if (trigger == Trigger.LEVEL && world.chance(10)) {
            return; // it is told again
        }
        try {
            read();
        } finally {
            rearm();
        }
        descriptor.progress();
        live();
    }

    private void read() {
        if (trigger != Trigger.EDGE && world.chance(2)) {
            readOnce();
        } else {
            readAll();
        }
    }

    private void rearm() {
        if (trigger == Trigger.ONE_SHOT) {
            source.rearm();
        }
    }

    private int readOnce() {
        int count = pipe.reader().read(buffer.clear());
        buffer.flip();
        for (int i = 0; i < count; i++) {
            outOfPlace |= buffer.get(i) != (byte) ((seen + i) % PERIOD);
        }
        seen += Math.max(0, count);
        return count;
    }

    /** Also a worker's work. */
    private void readAll() {
        int count;
        do {
            count = readOnce();
        } while (count > 0);
    }

    @Override
    Source source() {
        return source;
    }

    @Override
    void cause() {
        if (source.isOpen()) {
            ByteBuffer bytes = ByteBuffer.allocate(1 + world.draw(600));
            for (int i = 0; i < bytes.capacity(); i++) {
                bytes.put(i, (byte) ((sent + i) % PERIOD));
            }
            pipe.writer().write(bytes);
            sent += bytes.position();
        }
    }

    @Override
    boolean isPending() {
        return seen < sent;
    }

    @Override
    boolean breakForGood() {
        if (!byWorker) {
            world.kernel.breakReads(pipe.reader().number(), Errno.EIO);
        }
        return !byWorker;
    }

    @Override
    void verify(boolean complete) {
        world.require(!outOfPlace, name, "has seen a byte that is not in its place");
        world.require(seen <= sent, name, "has seen more than " + sent + ": " + seen);
        world.require(!complete || seen == sent, name, "has lost of " + sent + ": " + seen);
        world.require(!pipe.reader().isOpen(), name, "has left its pipe open");
    }

    @Override
    void dispose() {
        world.close(pipe.writer());
    }
}
