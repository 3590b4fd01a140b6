package dev.carillon.dashboard.board;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** An alarm as it is shown: how it stands, the events that raised it, and what was done about it. */
final class ShownAlarm {
    /** As many actions are shown, of each what came of it last. */
    private static final int MOST_TOLD = 16;

    private static final List<String> ORDER = List.of("critical", "warning", "info");

    private final String id;
    private final String rule;
    private final String key;
    private String source;
    private String severity;
    private String state = "raised";
    private String message;
    private Instant since;
    private Optional<Instant> ended = Optional.empty();
    private boolean isAcknowledged;
    /** Whether it stood already when it was first heard of: an earlier monitor has raised it, and told somebody or not. */
    private boolean isFound;

    private List<Long> causeIds = List.of();
    private List<Occurrence> causes = List.of();
    private final Map<String, Told> told = new LinkedHashMap<>();

    /** What was done about it last, and the how many-th try that was. */
    private record Told(Instant time, String action, String outcome, String answer, long tookMillis, int tries) {}

    /** One that is raised now. */
    ShownAlarm(String id, String rule, String key, String severity, Instant since) {
        this.id = id;
        this.rule = rule;
        this.key = key;
        this.severity = severity;
        this.since = since;
        this.source = "";
        this.message = "";
    }

    /** As the monitor has it. */
    static ShownAlarm of(State.AlarmState alarm) {
        ShownAlarm shown = new ShownAlarm(alarm.id(), alarm.rule(), alarm.key(), alarm.severity(), alarm.since());
        shown.isFound = true;
        return shown;
    }

    /** Says how it stands; whether that is another than before. */
    boolean stands(State.AlarmState now) {
        boolean isSame = ended.isEmpty()
                && isAcknowledged == now.acknowledged()
                && state.equals(now.state())
                && message.equals(now.message())
                && source.equals(now.source());
        ended = Optional.empty();
        isAcknowledged = now.acknowledged();
        state = now.state();
        message = now.message();
        source = now.source();
        severity = now.severity();
        since = now.since();
        return !isSame;
    }

    /** It was raised, or is told again. */
    void told(String kind, String text, List<Long> ids, List<Occurrence> found) {
        state = kind;
        message = text;
        if (!ids.isEmpty()) {
            causeIds = ids;
            causes = found;
        }
        if (source.isEmpty() && !found.isEmpty()) {
            source = found.getLast().source();
        }
    }

    void cleared(Instant at, String text) {
        state = "cleared";
        message = text.isEmpty() ? message : text;
        ended = Optional.of(at);
    }

    void acknowledged() {
        isAcknowledged = true;
    }

    /** An action has said what came of it. */
    void tried(Occurrence attempt) {
        long took = attempt.fields().get("tookMillis") instanceof Number millis ? millis.longValue() : 0;
        String action = attempt.text("action");
        if (!told.containsKey(action) && told.size() >= MOST_TOLD) {
            return;
        }
        int tries = attempt.fields().get("try") instanceof Number number ? number.intValue() : 1;
        told.put(
                action, new Told(attempt.time(), action, attempt.text("outcome"), attempt.text("answer"), took, tries));
    }

    String id() {
        return id;
    }

    String rule() {
        return rule;
    }

    String name() {
        return key.isEmpty() ? rule : rule + " (" + key + ")";
    }

    String severity() {
        return severity;
    }

    Instant since() {
        return since;
    }

    Optional<Instant> ended() {
        return ended;
    }

    boolean isRaised() {
        return ended.isEmpty();
    }

    /** The worst first. */
    int order() {
        int place = ORDER.indexOf(severity);
        return place < 0 ? ORDER.size() : place;
    }

    List<Occurrence> causes() {
        return new ArrayList<>(causes);
    }

    boolean isOf(long event) {
        return causeIds.contains(event);
    }

    /** Writes it as the members of an object. */
    void write(JsonGenerator json) {
        json.writeStringProperty("id", id);
        json.writeStringProperty("rule", rule);
        json.writeStringProperty("key", key);
        json.writeStringProperty("source", source);
        json.writeStringProperty("severity", severity);
        json.writeStringProperty("state", state);
        json.writeStringProperty("message", message);
        json.writeNumberProperty("since", Times.micros(since));
        ended.ifPresent(at -> json.writeNumberProperty("ended", Times.micros(at)));
        json.writeBooleanProperty("acknowledged", isAcknowledged);
        json.writeArrayPropertyStart("causes");
        causeIds.forEach(json::writeNumber);
        json.writeEndArray();
        json.writeBooleanProperty("found", isFound);
        json.writeArrayPropertyStart("told");
        told.values().forEach(each -> {
            json.writeStartObject();
            json.writeNumberProperty("time", Times.micros(each.time()));
            json.writeStringProperty("action", each.action());
            json.writeStringProperty("outcome", each.outcome());
            json.writeStringProperty("answer", each.answer());
            json.writeNumberProperty("tookMillis", each.tookMillis());
            json.writeNumberProperty("tries", each.tries());
            json.writeEndObject();
        });
        json.writeEndArray();
    }
}
