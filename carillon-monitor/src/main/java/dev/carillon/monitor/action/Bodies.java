package dev.carillon.monitor.action;

import dev.carillon.config.Kind;
import dev.carillon.monitor.rule.Transition;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What is posted. */
final class Bodies {
    private static final JsonFactory JSON = new JsonFactory();

    private Bodies() {}

    /** For webhooks: {@code text} is what chats show. */
    static String webhook(String host, String action, Load load) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("text", load.summary());
            json.writeStringProperty("id", load.id());
            json.writeStringProperty("host", host);
            json.writeStringProperty("action", action);
            json.writeBooleanProperty("digest", load.isDigest());
            json.writeName("alarms");
            json.writeStartArray();
            load.parts().forEach(part -> alarm(json, part));
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }

    /** Of an alarm by itself, with the machine that it is of. */
    static String alarm(String host, Load.Part part) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("host", host);
            members(json, part);
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void alarm(JsonGenerator json, Load.Part part) {
        json.writeStartObject();
        members(json, part);
        json.writeEndObject();
    }

    private static void members(JsonGenerator json, Load.Part part) {
        Transition transition = part.notice().transition();
        json.writeStringProperty("id", part.notice().id());
        json.writeStringProperty("alarm", transition.alarm());
        json.writeStringProperty("rule", transition.rule());
        json.writeStringProperty("key", transition.key());
        json.writeStringProperty("from", Kind.word(transition.from()));
        json.writeStringProperty("to", Kind.word(transition.to()));
        json.writeStringProperty("severity", Kind.word(transition.severity()));
        json.writeStringProperty("time", transition.time().toString());
        json.writeStringProperty("message", transition.message());
        json.writeName("causes");
        json.writeStartArray();
        transition.causes().forEach(json::writeNumber);
        json.writeEndArray();
        if (part.replaced() > 0) {
            json.writeNumberProperty("replaced", part.replaced());
            json.writeStringProperty("since", part.since().toString());
        }
        if (part.hasFirst()) {
            first(json, part.first().transition());
        }
    }

    /** The first change that was not told by itself. */
    private static void first(JsonGenerator json, Transition first) {
        json.writeName("first");
        json.writeStartObject();
        json.writeStringProperty("to", Kind.word(first.to()));
        json.writeStringProperty("time", first.time().toString());
        json.writeStringProperty("message", first.message());
        json.writeEndObject();
    }

    /** For an Alertmanager, whose alerts are what its labels say: the same for an alarm raised again. */
    static String alerts(String host, Map<String, String> labels, Load load, Instant now, Duration lasting) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartArray();
            load.parts().forEach(part -> alert(json, host, labels, part, now.plus(lasting)));
            json.writeEndArray();
        }
        return text.toString();
    }

    private static void alert(
            JsonGenerator json, String host, Map<String, String> labels, Load.Part part, Instant ends) {
        Transition transition = part.notice().transition();
        Transition first = part.first().transition();
        json.writeStartObject();
        json.writeName("labels");
        json.writeStartObject();
        json.writeStringProperty("alertname", transition.rule());
        json.writeStringProperty("severity", Kind.word(transition.severity()));
        json.writeStringProperty("instance", host);
        if (!transition.key().isEmpty()) {
            json.writeStringProperty("key", transition.key());
        }
        labels.forEach(json::writeStringProperty);
        json.writeEndObject();
        json.writeName("annotations");
        json.writeStartObject();
        json.writeStringProperty(
                "summary",
                part.hasFirst() ? transition.message() + " (" + first.message() + ")" : transition.message());
        json.writeStringProperty("alarm", transition.alarm());
        json.writeEndObject();
        if (!first.isClearing()) { // else it began before, as the other side knows
            json.writeStringProperty("startsAt", first.time().toString());
        }
        json.writeStringProperty("endsAt", (transition.isClearing() ? transition.time() : ends).toString());
        json.writeEndObject();
    }
}
