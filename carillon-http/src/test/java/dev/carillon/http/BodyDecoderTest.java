package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BodyDecoderTest {
    private static final String CHUNKED = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final RequestParser parser = new RequestParser(HttpLimits.DEFAULTS);
    private final RequestHead head = new RequestHead();
    private final List<String> parts = new ArrayList<>();

    private BodyDecoder decoder(ByteBuffer in) {
        assertThat(parser.head(in, head)).isTrue();
        return parser.body(head);
    }

    private boolean add(ByteBuffer part) {
        parts.add(StandardCharsets.ISO_8859_1.decode(part).toString());
        return true;
    }

    private boolean addAndStop(ByteBuffer part) {
        add(part);
        return false;
    }

    @Test
    void aBodyWithALengthEndsWithIt() {
        ByteBuffer in = Reading.buffer("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET");
        BodyDecoder decoder = decoder(in);
        assertThat(decoder.decode(in, this::add)).isTrue();
        assertThat(parts).containsExactly("abc");
        assertThat(decoder.received()).isEqualTo(3);
        assertThat(in.remaining()).isEqualTo(3);
        assertThat(decoder.trailers().isEmpty()).isTrue();
    }

    @Test
    void aSinkThatTakesNothingHasTakenAll() {
        ByteBuffer in = Reading.buffer("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET");
        assertThat(decoder(in).decode(in, part -> true)).isTrue();
        assertThat(in.remaining()).isEqualTo(3);
    }

    @Test
    void withoutABodyItIsAtItsEndAtOnce() {
        ByteBuffer in = Reading.buffer("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET");
        assertThat(decoder(in).decode(in, this::add)).isTrue();
        assertThat(parts).isEmpty();
        assertThat(in.remaining()).isEqualTo(3);
    }

    @Test
    void aStopLeavesWhatFollowsInTheInput() {
        ByteBuffer in = Reading.buffer(CHUNKED + "1\r\na\r\n1\r\nb\r\n0\r\n\r\n");
        BodyDecoder decoder = decoder(in);
        assertThat(decoder.decode(in, this::addAndStop)).isFalse();
        assertThat(parts).containsExactly("a");
        assertThat(decoder.decode(in, this::addAndStop)).isFalse();
        assertThat(parts).containsExactly("a", "b");
        assertThat(parser.isIdle()).isFalse();
        assertThat(decoder.decode(in, this::addAndStop)).isTrue();
        assertThat(parser.isIdle()).isTrue();
        assertThat(in.hasRemaining()).isFalse();
    }

    @Test
    void trailersAreToldApartFromFields() {
        ByteBuffer in = Reading.buffer(CHUNKED + "0\r\nDigest: x\r\ndigest: y\r\n\r\n");
        BodyDecoder decoder = decoder(in);
        assertThat(decoder.decode(in, this::add)).isTrue();
        Trailers trailers = decoder.trailers();
        assertThat(trailers.field("DIGEST")).isEqualTo("x");
        assertThat(trailers.field("host")).isNull();
        assertThat(trailers.isEmpty()).isFalse();
        assertThat(head.field("Digest")).isNull();
    }

    @Test
    void aHeadCannotBeReadBeforeTheBodyHasEnded() {
        ByteBuffer in = Reading.buffer(CHUNKED + "1\r\na\r\n");
        decoder(in);
        assertThatIllegalStateException().isThrownBy(() -> parser.head(in, head));
    }

    @Test
    void whatWasRefusedStaysRefusedUntilReset() {
        ByteBuffer in = Reading.buffer(CHUNKED + "x");
        BodyDecoder decoder = decoder(in);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> decoder.decode(in, this::add))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Refusal.BAD_FRAMING))
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
        assertThatIllegalStateException().isThrownBy(() -> decoder.decode(Reading.buffer("0\r\n\r\n"), this::add));
        assertThatIllegalStateException().isThrownBy(() -> parser.head(Reading.buffer("GET "), head));
        parser.reset();
        assertThat(parser.head(Reading.buffer("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), head))
                .isTrue();
    }

    /** What is left of a size that was given up must not count for the next. */
    @Test
    void aParserGivenUpAnywhereReadsTheNextMessageAsANewOneDoes() {
        String whole = CHUNKED + "000000000001;x=\"y\\\"z\"\r\na\r\n0\r\nX: y\r\n\r\n";
        for (int cut = 1; cut < whole.length(); cut++) {
            RequestParser used = new RequestParser(HttpLimits.DEFAULTS);
            ByteBuffer in = Reading.buffer(whole.substring(0, cut));
            if (used.head(in, head)) {
                used.body(head).decode(in, part -> true);
            }
            used.reset();
            Reading again = Reading.inPieces(used, Reading.bytes(whole), from -> 7);
            assertThat(again.brief()).as("given up at " + cut).isEqualTo("POST / [a] +x: y");
        }
    }
}
