package dev.carillon.net.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.Seeds;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteSearchTest {
    @Test
    void findsTheFirstByteAsAByteByByteSearchDoes() {
        Seeds.forAll(2000, seed -> {
            Random random = new Random(seed);
            byte wanted = (byte) random.nextInt();
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                // Neighbours in value are what the arithmetic on words could take for a hit.
                bytes[i] = (byte) (wanted ^ new int[] {1, 0x80, 0x81, 0xff, random.nextInt(256)}[random.nextInt(5)]);
            }
            ByteBuffer buffer = Reader.buffer(random.nextInt(4), bytes.length).put(0, bytes);
            int to = random.nextInt(bytes.length + 1);
            int from = random.nextInt(to + 1);
            int expected = from;
            while (expected < to && bytes[expected] != wanted) {
                expected++;
            }
            assertThat(ByteSearch.find(buffer, from, to, wanted)).isEqualTo(expected);
        });
    }

    @Test
    void findsASequenceOrWhereItCouldBegin() {
        Seeds.forAll(2000, seed -> {
            Random random = new Random(seed);
            String sequence = text(random, 1 + random.nextInt(4));
            String text = text(random, random.nextInt(30));
            ByteBuffer buffer = Reader.buffer(random.nextInt(4), text.length()).put(0, Codec.ascii(text));
            int found = text.indexOf(sequence);
            int begun = 0;
            while (!sequence.startsWith(text.substring(begun))) {
                begun++;
            }
            assertThat(ByteSearch.find(buffer, 0, text.length(), Codec.ascii(sequence)))
                    .as("%s in %s", sequence, text)
                    .isEqualTo(found < 0 ? ~begun : found);
        });
    }

    private static String text(Random random, int length) {
        byte[] letters = new byte[length];
        for (int i = 0; i < length; i++) {
            letters[i] = (byte) ('a' + random.nextInt(2));
        }
        return new String(letters, StandardCharsets.ISO_8859_1);
    }
}
