package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.Allocations;
import dev.carillon.testkit.Seeds;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The short way is taken where it should be, costs no garbage, and reads what the strict way reads. */
class CommonHeadTest {
    private static final int INPUTS_A_SEED = 500;

    static List<Sample> clients() {
        return ClientSamples.all();
    }

    private static ByteBuffer direct(String input) {
        return Reading.direct(Reading.bytes(input));
    }

    private static boolean isTaken(ByteBuffer in, RequestHead into) {
        return CommonHead.read(in, into, Strings.NONE, HttpLimits.DEFAULTS);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void theHeadsOfKnownClientsTakeTheShortWay(Sample sample) {
        assertThat(isTaken(direct(sample.input()), new RequestHead())).isTrue();
    }

    @Test
    void aHeadLongerThanTheFirstCopyTakesTheShortWayWhereverItIsCut() {
        String start = "GET /?x HTTP/1.1\r\nHost: a\r\nA: b\r\nX: ";
        int size = FieldTable.COMMON_BYTES;
        for (int value = size - start.length() - 50; value < size; value++) {
            String path = "GET /" + "x".repeat(value) + "?x HTTP/1.1\r\nHost: a\r\nA: b\r\n\r\n";
            assertThat(isTaken(direct(path), new RequestHead())).as(path).isTrue();
            String field = start + "x".repeat(value) + "\r\nB: c\r\n\r\n" + "y".repeat(size);
            assertThat(isTaken(direct(field), new RequestHead())).as(field).isTrue();
        }
    }

    @Test
    void aHeadInChunksIsLeftWhereItSaysSo() {
        RequestHead head = new RequestHead();
        String start = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: a\r\n\r\n";
        assertThat(isTaken(direct(start + "x".repeat(3000)), head)).isFalse();
        assertThat(head.fieldCount()).isOne();
        assertThat(head.table.bytes).as("not copied again").hasSizeLessThan(start.length() + 3000);
    }

    @Test
    void pipelinedRequestsAllTakeTheShortWay() {
        RequestHead head = new RequestHead();
        ByteBuffer in = direct("GET /plaintext HTTP/1.1\r\nHost: a\r\n\r\n".repeat(64));
        while (in.hasRemaining()) {
            assertThat(isTaken(in, head)).isTrue();
            assertThat(head.path()).isEqualTo("/plaintext");
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aRepeatedHeadAllocatesNothing(Sample sample) throws Exception {
        RequestParser parser = new RequestParser(HttpLimits.DEFAULTS);
        RequestHead head = new RequestHead();
        ByteBuffer in = direct(sample.input());
        long[] lengths = new long[1];
        long bytes = Allocations.downTo(0, () -> {
            for (int i = 0; i < 1000; i++) {
                parser.head(in.rewind(), head);
                String agent = head.field("user-agent");
                lengths[0] += head.path().length()
                        + head.query().length()
                        + head.host().length();
                lengths[0] += agent == null ? 0 : agent.length();
            }
        });
        assertThat(bytes).isZero();
        assertThat(lengths[0]).isPositive();
    }

    @Test
    void whateverComesTheStrictWayReadsTheSame() {
        Seeds.forAll(5, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Mutations mutations = new Mutations(random);
            for (int i = 0; i < INPUTS_A_SEED; i++) {
                String input = mutations.next();
                String strict = Reading.strictly(input).text();
                assertThat(Reading.of(input).text()).as(input).isEqualTo(strict);
                int piece = 1 + random.nextInt(20);
                Reading cut = Reading.inPieces(
                        new RequestParser(HttpLimits.DEFAULTS), Reading.bytes(input), from -> 1 + from % piece);
                assertThat(cut.text()).as("in pieces: " + input).isEqualTo(strict);
            }
        });
    }
}
