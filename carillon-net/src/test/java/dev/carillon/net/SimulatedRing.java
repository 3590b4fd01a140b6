package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.LinuxException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A ring of sends: what is offered stays with it until {@link #enter} or {@link #submit}, and is sent then from where it lies, in
 * any order, at times less of it than there is room for. Entered at a turn's end it may leave some for later, unsent or untold;
 * submitted it leaves nothing.
 */
final class SimulatedRing implements Wire {
    private static final int LARGEST = 4096;

    /** A piece of a connection in flight. */
    private static final class Piece {
        private final Conversation of;
        private final ByteBuffer memory;
        private final ByteBuffer asOffered;
        private boolean sent;
        private int taken;
        private @Nullable LinuxException failure;

        private Piece(Conversation of, ByteBuffer bytes) {
            this.of = of;
            this.memory = bytes.duplicate();
            this.asOffered = ByteBuffer.allocate(bytes.remaining())
                    .put(bytes.duplicate())
                    .flip();
        }

        private void send(int count) {
            assertThat(memory).as("memory in flight stays as it is").isEqualTo(asOffered);
            sent = true;
            ByteBuffer part = memory.slice(memory.position(), count);
            try {
                taken = count == 0 ? 0 : of.socket.send(part, 0);
            } catch (LinuxException e) {
                failure = e;
            }
        }

        private void tell() {
            LinuxException error = failure;
            if (error == null) {
                Sending.landed(of, taken);
            } else {
                Sending.lost(of, error);
            }
        }
    }

    private final Random random = new Random();
    private final List<Piece> flying = new ArrayList<>();
    private double late;
    private double little;
    private int submits;
    private int offers;

    /** What is random from now on. */
    SimulatedRing reseed(long seed) {
        random.setSeed(seed);
        return this;
    }

    /** Some is left for later at a turn's end, and of some less is taken than could be. */
    SimulatedRing troublesome(double ofAll) {
        late = ofAll;
        little = ofAll;
        return this;
    }

    SimulatedRing calm() {
        return troublesome(0);
    }

    int flying() {
        return flying.size();
    }

    int offers() {
        return offers;
    }

    /** How often something was to go at once. */
    int submits() {
        return submits;
    }

    @Override
    public int offer(Conversation of, ByteBuffer bytes) {
        if (bytes.remaining() > LARGEST) {
            return of.socket.send(bytes, 0);
        }
        for (Piece piece : flying) {
            assertThat(piece.of).as("one piece of a connection").isNotSameAs(of);
        }
        assertThat(bytes.isDirect()).as("memory that the kernel can read").isTrue();
        flying.add(new Piece(of, bytes));
        offers++;
        return IN_FLIGHT;
    }

    @Override
    public void submit() {
        submits++;
        enter(0);
        assertThat(flying).as("in flight after all").isEmpty();
    }

    /** What is done at a turn's end; how many pieces have landed. */
    int enter() {
        return enter(late);
    }

    private int enter(double left) {
        Collections.shuffle(flying, random);
        List<Piece> landed = new ArrayList<>();
        for (Piece piece : flying) {
            if (random.nextDouble() >= left / 2 && !piece.sent) {
                send(piece);
            }
            if (piece.sent && random.nextDouble() >= left / 2) {
                landed.add(piece);
            }
        }
        flying.removeAll(landed);
        landed.forEach(Piece::tell);
        return landed.size();
    }

    private void send(Piece piece) {
        int all = piece.memory.remaining();
        piece.send(random.nextDouble() < little ? random.nextInt(all) : all);
    }
}
