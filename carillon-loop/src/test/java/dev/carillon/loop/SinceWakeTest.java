package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SinceWakeTest {
    @Test
    void handlersOfATurnCountFromWhereItsWaitEnded() {
        AtomicLong now = new AtomicLong(1000);
        List<Long> since = new ArrayList<>();
        try (EventLoop loop = EventLoop.open("test", Loops.OPTIONS.withTime(now::get))) {
            for (String name : List.of("first", "second")) {
                loop.counter(name, (source, value) -> {
                            now.addAndGet(7);
                            since.add(loop.nanosSinceWake());
                        })
                        .add(1);
            }
            now.addAndGet(100);
            loop.turn(Duration.ofSeconds(10));
            assertThat(since).containsExactly(7L, 14L);
        }
    }
}
