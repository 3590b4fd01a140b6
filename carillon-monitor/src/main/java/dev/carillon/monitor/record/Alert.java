package dev.carillon.monitor.record;

import dev.carillon.config.Printed;
import dev.carillon.monitor.Event;
import dev.carillon.monitor.rule.AlarmEvent;
import dev.carillon.monitor.rule.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** A change of an alarm, as it was recorded, or comes of a replay. */
public record Alert(Place place, Instant time, String message) {
    /**
     * What makes two the same.
     *
     * @param kind {@code raised}, {@code cleared}, {@code flapping} or {@code repeated}
     * @param boot when, since the machine's start
     */
    public record Place(String rule, String key, String kind, Duration boot) {}

    /** What stands in a record. */
    static Alert of(Event event) {
        Duration boot = AlarmEvent.at(event);
        return new Alert(
                new Place(text(event, "rule"), text(event, "key"), event.kind(), boot),
                event.time().minus(event.boot()).plus(boot),
                text(event, "message"));
    }

    private static String text(Event event, String name) {
        Map<String, Object> fields = event.fields();
        return fields.getOrDefault(name, "").toString();
    }

    /** What rules tell. */
    static Alert of(Transition transition) {
        return new Alert(
                new Place(transition.rule(), transition.key(), AlarmEvent.kind(transition), transition.boot()),
                transition.time(),
                transition.message());
    }

    /** In a line. */
    public String text() {
        String key = place.key.isEmpty() ? "" : " " + place.key;
        return Printed.line(time + " " + place.kind + " " + place.rule + key + ": " + message);
    }
}
