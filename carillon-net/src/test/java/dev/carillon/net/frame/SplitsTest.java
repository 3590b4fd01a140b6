package dev.carillon.net.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SplitsTest {
    static Stream<Codec> codecs() {
        return Codec.all();
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void anyTwoSplitsOfValidInputGiveTheMessagesThatWereSent(Codec codec) {
        Seeds.forAll(5, seed -> {
            Random random = new Random(seed);
            byte[][] messages = {codec.message(random), codec.message(random), codec.message(random)};
            everySplit(codec, prefix(codec.encoded(messages), 60), random.nextInt(4));
            assertThat(Reader.readAll(codec.make(), 0, codec.encoded(messages))).isEqualTo(texts(messages));
        });
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void anyTwoSplitsOfGarbageGiveTheSameMessagesAndTheSameRefusal(Codec codec) {
        Seeds.forAll(20, seed -> {
            Random random = new Random(seed);
            everySplit(codec, Codec.bytes(random, random.nextInt(40)), random.nextInt(4));
        });
    }

    /** In one piece, in two, in three, and byte by byte. */
    private static void everySplit(Codec codec, byte[] stream, int variant) {
        List<String> expected = Reader.readAll(codec.make(), 0, stream);
        for (int first = 0; first <= stream.length; first++) {
            for (int second = first; second <= stream.length; second++) {
                assertThat(Reader.readAll(codec.make(), variant, stream, first, second))
                        .as("split at %d and %d", first, second)
                        .isEqualTo(expected);
            }
        }
        int[] everywhere = IntStream.range(0, stream.length).toArray();
        assertThat(Reader.readAll(codec.make(), variant, stream, everywhere)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void randomSplitsOfManyMessagesGiveTheMessagesThatWereSent(Codec codec) {
        Seeds.forAll(40, seed -> {
            Random random = new Random(seed);
            byte[][] messages = Stream.generate(() -> codec.message(random))
                    .limit(random.nextInt(50))
                    .toArray(byte[][]::new);
            byte[] stream = codec.encoded(messages);
            int[] splits = random.ints(random.nextInt(60), 0, stream.length + 1)
                    .sorted()
                    .toArray();
            assertThat(Reader.readAll(codec.make(), random.nextInt(4), stream, splits))
                    .isEqualTo(texts(messages));
        });
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void everyChangeOfAValidStreamGivesMessagesOrARefusal(Codec codec) {
        Seeds.forAll(200, seed -> {
            Random random = new Random(seed);
            byte[] stream = codec.encoded(codec.message(random), codec.message(random));
            stream[random.nextInt(stream.length)] = (byte) random.nextInt();
            int split = random.nextInt(stream.length + 1);
            assertThat(Reader.readAll(codec.make(), random.nextInt(4), stream, split))
                    .isEqualTo(Reader.readAll(codec.make(), 0, stream));
        });
    }

    private static byte[] prefix(byte[] stream, int longest) {
        return Arrays.copyOf(stream, Math.min(stream.length, longest));
    }

    private static List<String> texts(byte[][] messages) {
        return Stream.of(messages)
                .map(message -> "<" + new String(message, StandardCharsets.ISO_8859_1) + ">")
                .toList();
    }
}
