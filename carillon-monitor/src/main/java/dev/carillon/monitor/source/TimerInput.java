package dev.carillon.monitor.source;

import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import dev.carillon.loop.TimerSource;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A timer: an event every so often.
 *
 * @param every how often
 */
record TimerInput(Duration every) implements Input {
    static final String KEY = "timer";
    private static final Key<Duration> EVERY = new Key<>("every", Kind.positiveSpan(), "How often.");

    static Optional<Input> read(Section source) {
        return source.section(KEY, "A timer: an event (tick) every so often.")
                .map(of -> new TimerInput(of.require(EVERY, Duration.ofSeconds(1))));
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public Set<String> fields() {
        return Set.of("expirations");
    }

    @Override
    public OpenInput open(Inlet inlet) {
        TimerSource timer = inlet.loop()
                .timer(inlet.name(), (self, expirations) -> inlet.event("tick", Map.of("expirations", expirations)));
        timer.every(every);
        return new OpenSource(timer);
    }
}
