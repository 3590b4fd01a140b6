package dev.carillon.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.bench.machine.Children;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {
    private static final byte[] BODY = bytes("Hello");
    private static final String RIGHT = "HTTP/1.1 200 OK\r\nDate: now\r\nContent-Length: 5\r\n\r\nHello";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nHello",
                "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nHello",
                "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nHello",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHell",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHellooo",
                "HTTP/1.1 200 OK\r\n\r\nHello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHello\r\n0\r\n\r\n",
                ""
            })
    void anAnswerOfAnotherStatusLengthOrBodyIsRefused(String wrong) {
        assertThatThrownBy(() -> Answer.of(bytes(wrong), BODY))
                .isInstanceOf(Children.Failure.class)
                .hasMessageContaining("a wrong answer");
    }

    @Test
    void onlyTheDateMayDiffer() throws Exception {
        Answer answer = Answer.of(bytes(RIGHT), BODY);
        AnswerReader reader = new AnswerReader(answer);
        assertThat(reader.take(ByteBuffer.wrap(bytes(RIGHT.replace("now", "new")))))
                .isOne();
        for (int i = 0; i < RIGHT.length(); i++) {
            byte[] changed = bytes(RIGHT);
            changed[i] ^= 1;
            AnswerReader another = new AnswerReader(answer);
            if (i >= answer.dateFrom() && i < answer.dateTo()) {
                assertThat(another.take(ByteBuffer.wrap(changed))).isOne();
            } else {
                assertThatThrownBy(() -> another.take(ByteBuffer.wrap(changed)))
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith("a wrong answer");
            }
        }
    }

    @Test
    void answersAreCountedHoweverTheyAreCut() throws Exception {
        byte[] three = bytes(RIGHT.repeat(3));
        for (int length = 1; length <= three.length; length++) {
            AnswerReader reader = new AnswerReader(Answer.of(bytes(RIGHT), BODY));
            int answers = 0;
            for (int from = 0; from < three.length; from += length) {
                answers += reader.take(ByteBuffer.wrap(three, from, Math.min(length, three.length - from)));
            }
            assertThat(answers).as("pieces of %d bytes", length).isEqualTo(3);
        }
    }

    @Test
    void anAnswerWithoutADateIsComparedWhole() throws Exception {
        String dateless = RIGHT.replace("Date: now\r\n", "");
        Answer answer = Answer.of(bytes(dateless), BODY);
        assertThat(answer.dateTo()).isZero();
        assertThat(new AnswerReader(answer).take(ByteBuffer.wrap(bytes(dateless.repeat(2)))))
                .isEqualTo(2);
    }

    @Test
    void whatH2loadLoggedIsSortedAndAWrongStatusIsRefused() throws Exception {
        assertThat(HttpOpenLoopBench.latencies(List.of("1\t200\t30", "2\t200\t10", "3\t200\t20")))
                .containsExactly(10, 20, 30);
        assertThatThrownBy(() -> HttpOpenLoopBench.latencies(List.of("1\t200\t30", "2\t503\t10")))
                .isInstanceOf(Children.Failure.class)
                .hasMessageContaining("503");
        assertThatThrownBy(() -> HttpOpenLoopBench.latencies(List.of())).isInstanceOf(Children.Failure.class);
    }
}
