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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No request that is taken here is read otherwise by Netty's decoder, which many servers and proxies in front of us use.
 * The other way round there are differences on purpose; each stands here with the section that lets us refuse.
 */
class NettyDifferenceTest {
    private static final int INPUTS_A_SEED = 500;

    /** What Netty takes and we refuse, and by what. */
    static Stream<Sample> refusedHereOnly() {
        return Stream.of(
                // RFC 9112 §5.2: a server must refuse folded lines, or unfold them.
                Sample.refused("a folded line", Refusal.MALFORMED, "GET / HTTP/1.1\nHost: a\nX: b\n c\n\n"),
                // RFC 9112 §3.2: 400 without Host, with several, with an invalid one.
                Sample.refused("no Host", Refusal.BAD_HOST, "GET / HTTP/1.1\n\n"),
                Sample.refused("two Hosts", Refusal.BAD_HOST, "GET / HTTP/1.1\nHost: a\nHost: b\n\n"),
                Sample.refused("an invalid Host", Refusal.BAD_HOST, "GET / HTTP/1.1\nHost: a b\n\n"),
                // RFC 9112 §2.3: digits of a version that is not implemented; §3: case matters in method and version.
                Sample.refused("HTTP/1.2", Refusal.VERSION, "GET / HTTP/1.2\nHost: a\n\n"),
                Sample.refused("an unknown method", Refusal.METHOD, "FOO / HTTP/1.1\nHost: a\n\n"),
                // RFC 9112 §3: a recipient may split at any white space, and need not.
                Sample.refused("two spaces", Refusal.MALFORMED, "GET  / HTTP/1.1\nHost: a\n\n"),
                // RFC 9112 §3.2, RFC 3986 §2: a target is a URI.
                Sample.refused("a fragment", Refusal.BAD_TARGET, "GET /#a HTTP/1.1\nHost: a\n\n"),
                Sample.refused("a target that is not ASCII", Refusal.BAD_TARGET, "GET /\u00e9 HTTP/1.1\nHost: a\n\n"),
                // RFC 9112 §6.1: 501 for a coding that is not known.
                Sample.refused(
                        "gzip before chunked",
                        Refusal.CODING,
                        "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: gzip, chunked\n\n0\n\n"),
                // RFC 9112 §7.1.1: an extension has a name.
                Sample.refused(
                        "an empty extension",
                        Refusal.BAD_FRAMING,
                        "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n0;\n\n"),
                // RFC 9110 §6.5.1: frames are not for trailers.
                Sample.refused(
                        "a host in a trailer",
                        Refusal.BAD_FRAMING,
                        "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n0\nHost: b\n\n"));
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
        List<String> ours =
                Reading.of(input).messages().stream().map(Reading.Message::wire).toList();
        List<String> theirs = read(input);
        // RFC 9112 §7.1.1, RFC 9110 §5.6.4: a quoted extension may have bytes beyond ASCII; Netty 4.2.18 trips over
        // them.
        theirs.removeIf(message -> message.startsWith("refused: java.lang.IndexOutOfBoundsException"));
        assertThat(theirs.subList(0, Math.min(ours.size(), theirs.size())))
                .as(input)
                .isEqualTo(ours);
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
    void refusedHereOnly(Sample sample) {
        assertThat(Reading.of(sample.input()).brief()).isEqualTo(sample.expected());
        assertThat(read(sample.input())).singleElement().asString().doesNotStartWith("refused");
    }
}
