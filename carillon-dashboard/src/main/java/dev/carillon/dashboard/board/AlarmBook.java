package dev.carillon.dashboard.board;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The alarms: those that stand, as the monitor says, and those that have ended in the last hour, as its events said. What raised
 * them and what was done about them comes with the events.
 */
final class AlarmBook {
    /** As many of those that stand are shown, the worst and then the newest first; all are counted. */
    static final int MOST_STANDING = 200;

    /** As many of those that have ended. */
    static final int MOST_ENDED = 100;

    private static final Duration KEPT = Duration.ofHours(1);

    private final Map<String, ShownAlarm> alarms = new LinkedHashMap<>();
    private final Map<String, Instant> silences = new HashMap<>();
    private final Recent recent;
    private boolean isChanged = true;
    private Optional<Instant> last = Optional.empty();

    AlarmBook(Recent recent) {
        this.recent = recent;
    }

    /** The monitor has said something of itself. */
    void accept(Occurrence event) {
        switch (event.kind()) {
            case "raised", "flapping", "repeated" -> raised(event);
            case "cleared" -> cleared(event);
            case "action" -> tried(event);
            case "acknowledged" ->
                find(event.text("alarm")).ifPresent(alarm -> {
                    alarm.acknowledged();
                    isChanged = true;
                });
            case "silenced" -> silenced(event);
            default -> {}
        }
    }

    private void raised(Occurrence event) {
        ShownAlarm alarm = alarms.computeIfAbsent(
                event.text("alarm"),
                id -> new ShownAlarm(id, event.text("rule"), event.text("key"), event.text("severity"), event.time()));
        List<Long> ids = causes(event);
        String state = event.kind().equals("repeated") ? "raised" : event.kind();
        alarm.told(
                state,
                event.text("message"),
                ids,
                ids.stream().map(recent::find).flatMap(Optional::stream).toList());
        last = Optional.of(event.time());
        isChanged = true;
    }

    private static List<Long> causes(Occurrence event) {
        List<Long> ids = new ArrayList<>();
        if (event.fields().get("causes") instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Number number) {
                    ids.add(number.longValue());
                }
            }
        }
        return ids;
    }

    private void cleared(Occurrence event) {
        find(event.text("alarm")).ifPresent(alarm -> {
            alarm.cleared(event.time(), event.text("message"));
            isChanged = true;
        });
    }

    private void tried(Occurrence event) {
        if (!(event.fields().get("alarms") instanceof List<?> ids)) {
            return;
        }
        for (Object id : ids) {
            find(String.valueOf(id)).ifPresent(alarm -> alarm.tried(event));
        }
        isChanged = true;
    }

    private void silenced(Occurrence event) {
        String until = event.text("until");
        silences.put(event.text("rule"), until.isEmpty() ? event.time() : Instant.parse(until));
        isChanged = true;
    }

    /** Says which alarms stand: what the events have not told, since there were too many, is known from here. */
    void update(List<State.AlarmState> standing, Instant now) {
        Set<String> ids = new HashSet<>();
        for (State.AlarmState alarm : standing) {
            ids.add(alarm.id());
            ShownAlarm shown = alarms.computeIfAbsent(alarm.id(), id -> ShownAlarm.of(alarm));
            isChanged |= shown.stands(alarm);
        }
        for (ShownAlarm alarm : alarms.values()) {
            if (alarm.isRaised() && !ids.contains(alarm.id())) {
                alarm.cleared(now, "");
                isChanged = true;
            }
        }
        isChanged |= forget(now);
    }

    private boolean forget(Instant now) {
        Instant oldest = now.minus(KEPT);
        boolean isLess = alarms.values()
                .removeIf(alarm -> alarm.ended().filter(oldest::isAfter).isPresent());
        isLess |= silences.values().removeIf(now::isAfter);
        Set<ShownAlarm> shown = new HashSet<>(ended());
        return alarms.values().removeIf(alarm -> !alarm.isRaised() && !shown.contains(alarm)) || isLess;
    }

    Optional<ShownAlarm> find(String id) {
        return Optional.ofNullable(alarms.get(id));
    }

    /** All that stand, the worst first, and of those the newest. */
    List<ShownAlarm> standing() {
        return alarms.values().stream()
                .filter(ShownAlarm::isRaised)
                .sorted(Comparator.comparingInt(ShownAlarm::order)
                        .thenComparing(Comparator.comparing(ShownAlarm::since).reversed()))
                .toList();
    }

    /** The last that have ended, the newest first. */
    List<ShownAlarm> ended() {
        return alarms.values().stream()
                .filter(alarm -> !alarm.isRaised())
                .sorted(Comparator.comparing((ShownAlarm alarm) -> alarm.ended().orElse(Instant.MIN))
                        .reversed())
                .limit(MOST_ENDED)
                .toList();
    }

    /** Until when nobody wants to hear of a rule. */
    Optional<Instant> silentUntil(String rule) {
        return Optional.ofNullable(silences.get(rule));
    }

    /** When one was raised last. */
    Optional<Instant> last() {
        return last;
    }

    /** The ids of those that an event has raised. */
    Stream<String> raisedBy(long event) {
        return alarms.values().stream().filter(alarm -> alarm.isOf(event)).map(ShownAlarm::id);
    }

    /** Whether anything is another than when it was last asked. */
    boolean takeChange() {
        boolean was = isChanged;
        isChanged = false;
        return was;
    }
}
