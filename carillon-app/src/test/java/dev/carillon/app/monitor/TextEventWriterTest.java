package dev.carillon.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Pipe;
import dev.carillon.linux.StreamFd;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TextEventWriterTest {
    private final Pipe pipe = Pipe.open();
    private final LineOutput out = new LineOutput(pipe.writer(), false);

    @AfterEach
    void closePipe() {
        pipe.reader().close();
        pipe.writer().close();
    }

    @Test
    void anEventIsOneLine() throws ReaderGoneException {
        assertThat(written(TextEventWriter.Style.PLAIN, event("counter", Map.of("value", 7L))))
                .matches(" {5}7  \\d\\d:\\d\\d:\\d\\d\\.\\d{3}  counter    value=7\n");
    }

    @Test
    void whatStrangersTypeNeitherEndsTheLineNorMovesTheCursor() throws ReaderGoneException {
        String text = written(TextEventWriter.Style.PLAIN, event("stdin", Map.of("line", "a\nb\u001b[2J\u202e\"\\")));
        assertThat(text).endsWith("line=\"a\\u000ab\\u001b[2J\\u202e\\\"\\\\\"\n");
        assertThat(text.lines()).hasSize(1);
    }

    @Test
    void coloursAreLeftOutInPipes() throws ReaderGoneException {
        assertThat(written(TextEventWriter.Style.PLAIN, event("timer", Map.of())))
                .doesNotContain("\u001b");
        assertThat(written(TextEventWriter.Style.TERMINAL, event("timer", Map.of())))
                .doesNotContain("\u001b");
        assertThat(written(TextEventWriter.Style.COLOURED, event("timer", Map.of())))
                .contains("\u001b[34m");
    }

    @Test
    void theFirstLineNamesSignalsByDelivery() throws ReaderGoneException {
        Map<String, String> delivery = new LinkedHashMap<>();
        for (String name : List.of("USR1", "RTMIN", "RTMIN+1", "RTMIN+2", "RTMIN+4")) {
            delivery.put(name, "signalfd");
        }
        delivery.put("RTMIN+3", "none");
        assertThat(written(TextEventWriter.Style.PLAIN, event("start", Map.of("delivery", delivery))))
                .endsWith("signalfd=\"USR1 RTMIN...RTMIN+2 RTMIN+4\"  none=RTMIN+3\n");
    }

    @Test
    void statisticsAreATable() throws ReaderGoneException {
        Map<String, Object> row = Map.of(
                "source",
                "counter",
                "events",
                3L,
                "p99Micros",
                999L,
                "longestMicros",
                1_500L,
                "lateMicros",
                2_000_000L,
                "ledger",
                Map.of("sent", 6L, "open", 0L));
        List<String> lines = written(TextEventWriter.Style.PLAIN, event("stats", Map.of("sources", List.of(row))))
                .lines()
                .toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(2).strip().split(" +"))
                .containsExactly("counter", "3", "999us", "1.5ms", "2.0s", "6", "0");
    }

    @Test
    void waitsForRoomWhereTheOpenFileIsNonBlocking() throws ReaderGoneException {
        String text = "x".repeat(300_000); // a pipe holds 64 KiB
        CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> readAll(text.length()));
        out.write(text);
        assertThat(read.join()).isEqualTo(text.length());
    }

    @Test
    void aReaderThatIsGoneIsNoFailure() {
        pipe.reader().close();
        org.assertj.core.api.Assertions.assertThatExceptionOfType(ReaderGoneException.class)
                .isThrownBy(() -> out.write("line\n"));
    }

    private int readAll(int length) {
        StreamFd reader = pipe.reader();
        ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
        int count = 0;
        while (count < length) {
            count += reader.read(buffer.clear());
        }
        return count;
    }

    private static Event event(String kind, Map<String, Object> fields) {
        return new Event(7, Instant.now(), kind, kind, fields);
    }

    private String written(TextEventWriter.Style style, Event event) throws ReaderGoneException {
        new TextEventWriter(out, style, () -> Integer.MAX_VALUE).write(event);
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        pipe.reader().read(buffer);
        return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    }
}
