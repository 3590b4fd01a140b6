package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.EventSettings;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The flight recorder's events, read back from a recording. */
class RequestEventTest {
    private static final String NAME = "dev.carillon.HttpRequest";

    @TempDir
    Path directory;

    private List<RecordedEvent> record(Duration threshold, Runnable traffic) throws IOException {
        Path file = directory.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            EventSettings settings = recording.enable(NAME);
            settings.withThreshold(threshold);
            recording.start();
            traffic.run();
            recording.stop();
            recording.dump(file);
        }
        return events(file);
    }

    private static List<RecordedEvent> events(Path file) throws IOException {
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals(NAME))
                .toList();
    }

    private static void threeRequests() {
        try (Web web = new Web(exchange -> {
            if (exchange.request().path().equals("/none")) {
                exchange.fail(404);
            } else if (exchange.request().path().equals("/ok")) {
                exchange.send("hello");
            } // any other is never answered
        })) {
            Visitor visitor = web.visit();
            visitor.ask("GET /ok?q=1");
            visitor.ask("POST /none");
            visitor.ask("GET /never");
        }
    }

    @Test
    void tellWhatWasAskedAndWhatBecameOfIt() throws IOException {
        List<RecordedEvent> events = record(Duration.ZERO, RequestEventTest::threeRequests);
        assertThat(events)
                .extracting(event -> event.getString("method") + " " + event.getString("target") + " "
                        + event.getInt("status") + " " + event.getString("how"))
                .containsExactly("GET /ok?q=1 200 ANSWERED", "POST /none 404 ANSWERED", "GET /never 200 CUT_OFF");
        assertThat(events.getFirst().getLong("bodyBytesSent")).isEqualTo(5);
        assertThat(events.getFirst().getLong("request")).isEqualTo(1);
        assertThat(events.getFirst().getString("loop")).isEqualTo("web");
        assertThat(events).allSatisfy(event -> assertThat(event.getDuration()).isPositive());
    }

    @Test
    void whatIsQuickerThanTheThresholdIsLeftOut() throws IOException {
        assertThat(record(Duration.ofHours(1), RequestEventTest::threeRequests)).isEmpty();
    }

    /** Serves before somebody records, and goes on. */
    static final class RecordedLate {
        private RecordedLate() {}

        public static void main(String[] arguments) throws IOException {
            Path file = Path.of(arguments[0]);
            try (Web web = new Web(exchange -> exchange.send("hello"));
                    Recording recording = new Recording()) {
                Visitor visitor = web.visit();
                visitor.ask("GET /before");
                recording.enable(NAME).withThreshold(Duration.ZERO);
                recording.start();
                while (!dev.carillon.http.server.Recording.isOn()) {
                    visitor.ask("GET /meanwhile");
                }
                visitor.ask("GET /after");
                recording.stop();
                recording.dump(file);
            }
            events(file).forEach(event -> System.out.println(event.getString("target")));
        }
    }

    @Test
    void aRecordingThatBeginsLaterIsNoticed() {
        try (ChildJvm child = ChildJvm.of(RecordedLate.class)
                .arguments(directory.resolve("late.jfr").toString())
                .start()) {
            assertThat(child.awaitExit()).as(child.lines().toString()).isZero();
            assertThat(child.lines().getLast()).isEqualTo("/after");
            assertThat(child.lines()).doesNotContain("/before");
        }
    }
}
