package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events are written so that nothing in them can pass for another one; the last ones are kept, as many as are wanted. */
class EventTest {
    private static String text(ByteBuffer encoded) {
        return StandardCharsets.UTF_8.decode(encoded.duplicate()).toString();
    }

    private static String sent(Event event) {
        return text(event.encode());
    }

    @Test
    void hasItsFieldsInFrontOfItsData() {
        Event event = Event.of("42 °C").withId("7").withName("heat").withRetry(Duration.ofSeconds(3));
        assertThat(sent(event)).isEqualTo("event: heat\nid: 7\nretry: 3000\ndata: 42 °C\n\n");
        assertThat(sent(Event.of("x"))).isEqualTo("data: x\n\n");
        assertThat(sent(Event.of(""))).isEqualTo("data: \n\n");
        assertThat(sent(Event.retry(Duration.ofMillis(5)))).isEqualTo("retry: 5\n\n");
        assertThat(sent(Event.of("x").withId(""))).isEqualTo("id: \ndata: x\n\n");
    }

    @Test
    void everyEndOfALineInDataBeginsALineOfData() {
        assertThat(sent(Event.of("a\nb\rc\r\nd\n\ne\n")))
                .isEqualTo("data: a\ndata: b\ndata: c\ndata: d\ndata: \ndata: e\ndata: \n\n");
        assertThat(sent(Event.of("\r\r\n"))).isEqualTo("data: \ndata: \ndata: \n\n");
        assertThat(sent(Event.of("x\n\nid: 666\n"))).doesNotContain("\nid:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "\n", "a\0"})
    void namesAndIdsAreOneLine(String text) {
        assertThatThrownBy(() -> Event.of("x").withId(text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Event.of("x").withName(text)).isInstanceOf(IllegalArgumentException.class);
        assertThat(text(Event.comment(text)))
                .startsWith(": ")
                .endsWith("\n\n")
                .doesNotContain("\r")
                .hasLineCount(2);
    }

    @Test
    void timeDoesNotRunBackwards() {
        assertThatThrownBy(() -> Event.retry(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Event.of("x").withRetry(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> after(EventReplay replay, String id, boolean known) {
        List<String> events = new ArrayList<>();
        assertThat(replay.after(id, encoded -> events.add(text(encoded)))).isEqualTo(known);
        return events;
    }

    private static void add(EventReplay replay, String... ids) {
        for (String id : ids) {
            replay.add(id, ByteBuffer.wrap(id.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void whatCameAfterAnEventIsReplayedInOrderEachTime() {
        EventReplay replay = new EventReplay(10, 1000);
        add(replay, "1", "2", "3");
        for (int i = 0; i < 2; i++) {
            assertThat(after(replay, "1", true)).containsExactly("2", "3");
            assertThat(after(replay, "3", true)).isEmpty();
            assertThat(after(replay, "0", false)).containsExactly("1", "2", "3");
        }
    }

    @Test
    void theLastOfEqualIdsCounts() {
        EventReplay replay = new EventReplay(10, 1000);
        add(replay, "1", "2", "1", "3");
        assertThat(after(replay, "1", true)).containsExactly("3");
    }

    @Test
    void noMoreAreKeptThanIsAllowedByNumberAndByBytes() {
        EventReplay few = new EventReplay(2, 1000);
        add(few, "1", "2", "3");
        assertThat(after(few, "1", false)).containsExactly("2", "3");
        assertThat(few.events()).isEqualTo(2);
        EventReplay small = new EventReplay(10, 5);
        add(small, "11", "22", "33");
        assertThat(after(small, "11", false)).containsExactly("22", "33");
        assertThat(small.bytes()).isEqualTo(4);
        add(small, "too large");
        assertThat(after(small, "33", false)).isEmpty();
        assertThat(small.bytes()).isZero();
        EventReplay none = new EventReplay(0, 1000);
        add(none, "1");
        assertThat(none.events()).isZero();
    }
}
