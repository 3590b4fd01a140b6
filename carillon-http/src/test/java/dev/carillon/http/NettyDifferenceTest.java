package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.Seeds;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No request that is taken here is read otherwise by Netty's decoder, which many servers and proxies in front of us use.
 * The other way round there are differences on purpose; each stands here, and in docs/http.md, with the section about it.
 */
class NettyDifferenceTest {
    private static final int INPUTS_A_SEED = 500;

    private static final Set<String> REASONS = Difference.ALL.stream()
            .map(difference -> Sample.reason(difference.sample().expected()))
            .collect(Collectors.toSet());

    static List<Difference> refusedHereOnly() {
        return Difference.ALL;
    }

    static Stream<Sample> samples() {
        return Sample.all();
    }

    /** How Netty reads the requests in some bytes, up to the first that it refuses. */
    private static List<String> read(String input) {
        EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder(
                new HttpDecoderConfig().setMaxInitialLineLength(1 << 16).setMaxHeaderSize(1 << 16)));
        channel.writeInbound(Unpooled.wrappedBuffer(Reading.bytes(input)));
        List<String> messages = new ArrayList<>();
        StringBuilder head = new StringBuilder();
        StringBuilder body = new StringBuilder();
        for (HttpObject part = channel.readInbound(); part != null; part = channel.readInbound()) {
            if (part.decoderResult().isFailure()) {
                messages.add("refused: " + part.decoderResult().cause());
                break;
            }
            if (part instanceof HttpRequest request) {
                head.append(head(request));
            }
            if (part instanceof HttpContent content) {
                body.append(content.content().toString(StandardCharsets.ISO_8859_1));
            }
            if (part instanceof LastHttpContent last) {
                StringBuilder trailers = new StringBuilder();
                last.trailingHeaders()
                        .forEach(field -> trailers.append("\n+ ")
                                .append(field.getKey().toLowerCase(Locale.ROOT))
                                .append(": ")
                                .append(field.getValue()));
                messages.add(head + "\n[" + body + "]" + trailers);
                head.setLength(0);
                body.setLength(0);
            }
            ReferenceCountUtil.release(part);
        }
        channel.finishAndReleaseAll();
        return messages;
    }

    private static String head(HttpRequest request) {
        StringBuilder text = new StringBuilder(request.method() + " " + request.uri());
        text.append(" 1.").append(request.protocolVersion().minorVersion());
        request.headers()
                .forEach(field -> text.append("\n")
                        .append(field.getKey().toLowerCase(Locale.ROOT))
                        .append(": ")
                        .append(field.getValue()));
        return text.toString();
    }

    private static void expectTheSame(String input) {
        Reading reading = Reading.of(input);
        List<String> ours =
                reading.messages().stream().map(Reading.Message::wire).toList();
        List<String> theirs = read(input);
        // RFC 9112 §7.1.1, RFC 9110 §5.6.4: a quoted extension may have bytes beyond ASCII; Netty 4.2.18 trips over
        // them, and says nothing of what comes after.
        boolean trips = theirs.removeIf(message -> message.startsWith("refused: java.lang.IndexOutOfBoundsException"));
        int comparable = trips ? Math.min(theirs.size(), ours.size()) : ours.size();
        assertThat(theirs.subList(0, Math.min(ours.size(), theirs.size())))
                .as(input)
                .isEqualTo(ours.subList(0, comparable));
        boolean isTakenThere =
                theirs.size() > ours.size() && !theirs.get(ours.size()).startsWith("refused");
        if (reading.isRefused() && isTakenThere) {
            assertThat(REASONS).as(input).contains(Sample.reason(reading.brief()));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatIsTakenHereNettyReadsTheSame(Sample sample) {
        expectTheSame(sample.input());
    }

    @Test
    void whateverIsTakenHereNettyReadsTheSame() {
        Seeds.forAll(5, seed -> {
            Mutations mutations = new Mutations(new SplittableRandom(seed));
            for (int i = 0; i < INPUTS_A_SEED; i++) {
                expectTheSame(mutations.next());
            }
        });
    }

    @ParameterizedTest
    @MethodSource
    void refusedHereOnly(Difference difference) {
        Sample sample = difference.sample();
        assertThat(Reading.of(sample.input()).brief()).isEqualTo(sample.expected());
        assertThat(read(sample.input())).singleElement().asString().doesNotStartWith("refused");
    }

    @Test
    void theDocumentHasEachDifference() throws IOException {
        assertThat(Document.table("What Netty takes and is refused here"))
                .containsExactlyElementsOf(
                        Difference.ALL.stream().map(Difference::row).toList());
    }
}
