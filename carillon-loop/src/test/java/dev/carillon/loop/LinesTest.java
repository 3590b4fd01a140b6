package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Pipe;
import dev.carillon.testkit.Seeds;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that come out of a pipe, whatever pieces went in. */
class LinesTest {
    private final List<String> seen = new ArrayList<>();
    private final EventLoop loop = Loops.open("test");
    private boolean ended;

    /** Notes lines and the end. */
    private final class Noting implements StreamSource.LineHandler {
        @Override
        public void line(StreamSource source, String line) {
            seen.add(line);
        }

        @Override
        public void ended(StreamSource source) {
            assertThat(ended).as("ended before").isFalse();
            ended = true;
        }
    }

    @AfterEach
    void close() {
        loop.close();
    }

    /** Writes a text in pieces of random length, with turns of the loop in between. */
    private List<String> linesOf(byte[] text, Random random, int longestPiece) {
        seen.clear();
        ended = false;
        Pipe pipe = Pipe.open();
        loop.lines("lines", pipe.reader(), new Noting());
        ByteBuffer left = ByteBuffer.wrap(text);
        while (left.hasRemaining()) {
            int length = Math.min(left.remaining(), random.nextInt(longestPiece) + 1);
            ByteBuffer piece = left.slice(left.position(), length);
            pipe.writer().write(piece);
            left.position(left.position() + piece.position());
            Turns.some(loop, random.nextInt(2));
        }
        pipe.writer().close();
        Turns.until(loop, () -> ended);
        return List.copyOf(seen);
    }

    private List<String> linesOf(String text) {
        return linesOf(text.getBytes(StandardCharsets.UTF_8), new Random(1), 100_000);
    }

    /** The rule, written down as plainly as can be. */
    private static List<String> model(byte[] text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int at = 0; at < text.length; at++) {
            if (text[at] == '\n') {
                addPieces(lines, text, start, at > start && text[at - 1] == '\r' ? at - 1 : at);
                start = at + 1;
            }
        }
        if (start < text.length) {
            addPieces(lines, text, start, text.length);
        }
        return lines;
    }

    private static void addPieces(List<String> lines, byte[] text, int start, int end) {
        int from = start;
        do {
            int length = Math.min(end - from, Lines.LONGEST);
            lines.add(new String(text, from, length, StandardCharsets.UTF_8));
            from += length;
        } while (from < end);
    }

    @Test
    void anySplitOfTheInputGivesTheSameLines() {
        Seeds.forAll(300, seed -> {
            Random random = new Random(seed);
            byte[] text = randomText(random, random.nextInt(3_000));
            assertThat(linesOf(text, random, 1 + random.nextInt(500))).isEqualTo(model(text));
        });
    }

    /** Line ends in plenty, bytes that are no UTF-8, characters of several bytes. */
    private static byte[] randomText(Random random, int length) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        String[] parts = {"\n", "\r\n", "\r", "\n\n", "a", "bell", "é", "鐘", "\uD83D\uDD14"};
        while (text.size() < length) {
            if (random.nextInt(10) == 0) {
                text.write(random.nextInt(256));
            } else {
                text.writeBytes(parts[random.nextInt(parts.length)].getBytes(StandardCharsets.UTF_8));
            }
        }
        return text.toByteArray();
    }

    @Test
    void linesAboutTheGreatestLengthComeInPiecesOfIt() {
        Seeds.forAll(30, seed -> {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 3; i++) {
                text.repeat("x", Lines.LONGEST * random.nextInt(3) + random.nextInt(5))
                        .append(random.nextBoolean() ? "\r\n" : "\n");
            }
            byte[] bytes = text.append("last").toString().getBytes(StandardCharsets.UTF_8);
            assertThat(linesOf(bytes, random, 30_000)).isEqualTo(model(bytes));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void aLineOfTheGreatestLengthIsOneLineWithEitherLineEnd(String lineEnd) {
        String longest = "x".repeat(Lines.LONGEST);
        assertThat(linesOf(longest + lineEnd + "next" + lineEnd)).containsExactly(longest, "next");
    }

    @Test
    void aLongerLineKeepsItsCarriageReturnsAndItsRest() {
        String longest = "x".repeat(Lines.LONGEST);
        assertThat(linesOf(longest + "\r\ry\n" + longest + "\r")).containsExactly(longest, "\r\ry", longest, "\r");
    }

    @Test
    void emptyLinesAreLinesAndTheLastMayHaveNoEnd() {
        assertThat(linesOf("\n\r\n\na")).containsExactly("", "", "", "a");
        assertThat(linesOf("a\n")).containsExactly("a");
        assertThat(linesOf("")).isEmpty();
        assertThat(linesOf("a\rb\r")).containsExactly("a\rb\r");
    }

    @Test
    void whatIsNoUtf8IsReplacedAndNothingElseSuffers() {
        byte[] text = {'a', (byte) 0xFF, 'b', '\n', (byte) 0xC3, '\n', 'c', '\n'};
        assertThat(linesOf(text, new Random(1), 1)).containsExactly("a\uFFFDb", "\uFFFD", "c");
    }
}
