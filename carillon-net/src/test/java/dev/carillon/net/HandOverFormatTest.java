package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.testkit.Seeds;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandOverFormatTest {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    @Test
    void anySplitOfTheInputGivesTheSameMessages() {
        Seeds.forAll(100, seed -> {
            Random random = new Random(seed);
            List<HandOverFormat.Message> sent = new ArrayList<>();
            ByteBuffer all = ByteBuffer.allocate(400_000);
            for (int i = 0; i < 5; i++) {
                byte[] note = new byte[random.nextInt(3) == 0 ? 0xFFFF : random.nextInt(20)];
                random.nextBytes(note);
                String name = "ü".repeat(1 + random.nextInt(127)) + i;
                sent.add(new HandOverFormat.Message(name, ByteBuffer.wrap(note), random.nextBoolean()));
                all.put(HandOverFormat.encode(
                        name, ByteBuffer.wrap(note), sent.getLast().hasDescriptor()));
            }
            all.flip();
            List<HandOverFormat.Message> received = new ArrayList<>();
            ByteBuffer input = ByteBuffer.allocate(HandOverFormat.MAX_BYTES);
            while (all.hasRemaining()) {
                int piece = Math.min(Math.min(1 + random.nextInt(50_000), all.remaining()), input.remaining());
                input.put(all.slice(all.position(), piece));
                all.position(all.position() + piece);
                input.flip();
                HandOverFormat.Message message;
                while ((message = HandOverFormat.next(input)) != null) {
                    received.add(message);
                }
                input.compact();
            }
            assertThat(received).isEqualTo(sent);
            assertThat(input.position()).isZero();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "line\nbreak", "\u0000"})
    void refusesNamesThatSystemdWouldNotTake(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> HandOverFormat.encode(name, NOTHING, true));
    }

    @Test
    void refusesWhatIsTooLong() {
        HandOverFormat.encode("x".repeat(255), ByteBuffer.allocate(0xFFFF), true);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HandOverFormat.encode("x".repeat(256), NOTHING, true))
                .withMessageContaining("1 to 255 bytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HandOverFormat.encode("x", ByteBuffer.allocate(0x10000), true))
                .withMessageContaining("65535");
    }

    @Test
    void refusesWhatIsNoHandOver() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        HandOverFormat.next(ByteBuffer.wrap("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.UTF_8))))
                .withMessageContaining("does not hand over");
        for (int at : new int[] {0, 3, 4, 5, 8}) {
            ByteBuffer message = HandOverFormat.encode("name", NOTHING, true);
            message.put(at, (byte) (at == 5 ? 0 : 7));
            assertThatIllegalArgumentException().as("byte %d", at).isThrownBy(() -> HandOverFormat.next(message));
        }
        ByteBuffer notText = HandOverFormat.encode("name", NOTHING, true);
        notText.put(8, (byte) 0xFF);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HandOverFormat.next(notText))
                .withMessageContaining("UTF-8");
    }
}
