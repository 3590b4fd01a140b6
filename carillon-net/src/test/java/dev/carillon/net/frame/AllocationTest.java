package dev.carillon.net.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.Allocations;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AllocationTest {
    private static final int ROUNDS = 1000;

    private int handled;

    static Stream<Codec> codecs() {
        return Codec.all();
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aMessageAllocatesNothing(Codec codec) throws Exception {
        Framing framing = codec.make();
        ByteBuffer message = ByteBuffer.wrap(codec.message(new Random(1)));
        ByteBuffer stream = ByteBuffer.allocateDirect(2 * (codec.longest() + 10));
        MessageHandler handler = bytes -> handled++;
        long bytes = Allocations.whenWarm(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                stream.clear();
                framing.encode(message.rewind(), stream);
                framing.encode(message.rewind(), stream);
                trickle(framing, stream.flip(), handler);
            }
        });
        assertThat(handled).isGreaterThanOrEqualTo(2 * ROUNDS);
        assertThat(bytes).isZero();
    }

    /** One byte is missing at first. */
    private static void trickle(Framing framing, ByteBuffer stream, MessageHandler handler) throws Exception {
        int limit = stream.limit();
        stream.limit(limit - 1);
        framing.decode(stream, handler);
        framing.decode(stream, handler);
        framing.decode(stream.limit(limit), handler);
        framing.end(stream, handler);
    }
}
