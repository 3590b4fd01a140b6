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

    @ParameterizedTest
    @MethodSource("clients")
    void theHeadsOfKnownClientsTakeTheShortWay(Sample sample) {
        RequestParser parser = new RequestParser(HttpLimits.DEFAULTS);
        assertThat(parser.head(direct(sample.input()), new RequestHead())).isTrue();
        assertThat(parser.shortWays()).isOne();
    }

    @Test
    void aHeadLongerThanTheFirstCopyTakesTheShortWayToo() {
        RequestParser parser = new RequestParser(HttpLimits.DEFAULTS);
        String input = "GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(3000) + "\r\n\r\n";
        assertThat(parser.head(direct(input), new RequestHead())).isTrue();
        assertThat(parser.shortWays()).isOne();
    }

    @Test
    void pipelinedRequestsAllTakeTheShortWay() {
        RequestParser parser = new RequestParser(HttpLimits.DEFAULTS);
        RequestHead head = new RequestHead();
        ByteBuffer in = direct("GET /plaintext HTTP/1.1\r\nHost: a\r\n\r\n".repeat(64));
        while (in.hasRemaining()) {
            assertThat(parser.head(in, head)).isTrue();
            assertThat(head.path()).isEqualTo("/plaintext");
        }
        assertThat(parser.shortWays()).isEqualTo(64);
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
