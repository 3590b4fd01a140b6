package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The flight recorder's events, read back from a recording. */
class JfrEventsTest {
    @TempDir
    Path directory;

    /** What the loop has counted: in its waits, and in the slow handler. */
    private Duration waited = Duration.ZERO;

    private Duration handled = Duration.ZERO;

    /** Records what a loop does with a counter whose handler is slow, woken by another thread. */
    private List<RecordedEvent> record(String... enabled) throws IOException, InterruptedException {
        Path file = directory.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            for (String name : enabled) {
                recording.enable(name);
            }
            recording.start();
            runOneSlowHandler();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("dev.carillon."))
                .toList();
    }

    private void runOneSlowHandler() throws InterruptedException {
        EventLoop loop = EventLoop.open("recorded", Loops.OPTIONS.withSlowHandler(Duration.ofMillis(1)));
        CounterSource slow = loop.counter("slow one", (source, value) -> {
            long start = System.nanoTime();
            while (System.nanoTime() - start < 2_000_000) {
                Thread.onSpinWait();
            }
            source.loop().stop();
        });
        Thread waker = Thread.ofPlatform().start(() -> {
            while (loop.statistics().polls() == 0) { // it has slept at least once by its second wait
                loop.execute(() -> {});
            }
            slow.add(1);
        });
        loop.run();
        waker.join();
        waited = Duration.ofNanos(loop.statistics().waitingNanos());
        handled = Duration.ofNanos(slow.statistics().longestNanos());
    }

    @Test
    void turnsSlowHandlersAndWakeUpsAreRecordedWithTheirNames() throws Exception {
        List<RecordedEvent> events = record("dev.carillon.Turn", "dev.carillon.SlowHandler", "dev.carillon.Wakeup");
        assertThat(events)
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.getString("loop")).isEqualTo("recorded"));
        List<RecordedEvent> slow = of(events, "dev.carillon.SlowHandler"); // on a busy machine others too
        assertThat(slow)
                .filteredOn(event -> event.getString("source").equals("counter \"slow one\""))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.getDuration("handlerTime")).isBetween(Duration.ofMillis(2), handled));
        assertThat(of(events, "dev.carillon.Turn"))
                .anySatisfy(event -> assertThat(event.getInt("handled")).isPositive())
                .allSatisfy(event -> assertThat(event.getDuration("waited")).isBetween(Duration.ZERO, waited));
    }

    @Test
    void whatIsNotAskedForIsNotRecorded() throws Exception {
        assertThat(record("dev.carillon.SlowHandler"))
                .extracting(event -> event.getEventType().getName())
                .containsOnly("dev.carillon.SlowHandler");
    }

    private static List<RecordedEvent> of(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .toList();
    }
}
