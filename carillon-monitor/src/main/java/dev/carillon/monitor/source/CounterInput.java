package dev.carillon.monitor.source;

import dev.carillon.config.Section;
import dev.carillon.linux.EventFd;
import dev.carillon.loop.CounterSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A counter, eventfd(2), that other programs add to, by {@code carillon monitor add NAME N} or a descriptor of their own, which the
 * control socket gives them: what comes together is one event.
 */
record CounterInput() implements Input {
    static final String KEY = "counter";

    static Optional<Input> read(Section source) {
        return source.section(
                        KEY,
                        "A counter that other programs add to, by 'carillon monitor add NAME N' or by its eventfd:"
                                + " counter = {}.")
                .map(of -> new CounterInput());
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public boolean canWait() {
        return true;
    }

    @Override
    public OpenInput open(Inlet inlet) {
        return new Open(inlet.loop().counter(inlet.name(), (self, value) -> tell(inlet, value)));
    }

    private static void tell(Inlet inlet, long value) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("value", value);
        inlet.event("counted", fields);
    }

    /** Open. */
    private record Open(CounterSource counter) implements OpenInput {
        @Override
        public boolean add(long value) {
            return counter.add(value);
        }

        @Override
        public Optional<EventFd> eventFd() {
            return Optional.of(counter.eventFd());
        }

        @Override
        public void reading(boolean isOn) {
            new OpenSource(counter).reading(isOn);
        }

        @Override
        public void close() {
            counter.close();
        }
    }
}
