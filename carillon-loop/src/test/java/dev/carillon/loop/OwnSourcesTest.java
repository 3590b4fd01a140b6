package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a user can do to the sources that the loop itself lives by: look at them, and name them. */
class OwnSourcesTest {
    private static final Set<String> OWN = Set.of("wakeup", "mailbox", "timeouts", "alarm");

    private static List<Source> own(EventLoop loop) {
        loop.alarm.open();
        return loop.sources().stream()
                .filter(source -> OWN.contains(source.name()))
                .toList();
    }

    private static void assertRefused(Source source, Consumer<Source> change) {
        assertThatThrownBy(() -> change.accept(source))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageStartingWith(source + " is the loop's own");
    }

    @Test
    void areNotClosedSwitchedOffOrChangedByItsUser() {
        try (EventLoop loop = EventLoop.open("own")) {
            assertThat(own(loop)).hasSameSizeAs(OWN);
            for (Source source : own(loop)) {
                assertRefused(source, Source::close);
                assertRefused(source, Source::disable);
                assertRefused(source, each -> each.priority(Priority.LAST));
                assertRefused(source, each -> each.budget(1));
                assertRefused(source, each -> each.rateLimit(1, Duration.ofHours(1)));
                assertRefused(source, each -> each.onFailure(FailurePolicy.DISABLE));
                if (source instanceof WatchedSource watched) {
                    assertRefused(source, each -> watched.trigger(Trigger.ONE_SHOT));
                }
                assertThat(source.isListening()).isTrue();
            }
        }
    }

    @Test
    void soTasksAreRunAndTheLoopEnds() throws Exception {
        EventLoop loop = EventLoop.open("own");
        for (Source source : loop.sources()) {
            assertRefused(source, Source::close);
        }
        CompletableFuture<String> ran = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(loop::run);
        loop.execute(() -> ran.complete("task"));
        assertThat(ran.get()).isEqualTo("task");
        loop.close();
        thread.join();
        assertThat(loop.sources()).isEmpty();
    }
}
