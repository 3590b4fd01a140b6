package dev.carillon.app.doctor;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The diagnosis as one JSON object. The only class here that needs Jackson, so that text does without loading it. */
final class JsonReport {
    private JsonReport() {}

    static void write(Diagnosis diagnosis, PrintWriter out) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeBooleanProperty("well", diagnosis.isWell());
            facts(json, "system", diagnosis.system());
            facts(json, "limits", diagnosis.limits());
            mechanisms(json, diagnosis);
            signals(json, diagnosis);
            hazards(json, diagnosis);
            json.writeEndObject();
        }
        out.println(text);
        out.flush();
    }

    private static void facts(JsonGenerator json, String name, Map<String, String> facts) {
        json.writeName(name);
        json.writeStartObject();
        facts.forEach(json::writeStringProperty);
        json.writeEndObject();
    }

    private static void mechanisms(JsonGenerator json, Diagnosis diagnosis) {
        json.writeName("mechanisms");
        json.writeStartArray();
        for (Diagnosis.Mechanism mechanism : diagnosis.mechanisms()) {
            json.writeStartObject();
            json.writeStringProperty("name", mechanism.name());
            json.writeBooleanProperty("works", mechanism.works());
            json.writeStringProperty("detail", mechanism.detail());
            if (!mechanism.works()) {
                json.writeStringProperty("instead", mechanism.instead());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void signals(JsonGenerator json, Diagnosis diagnosis) {
        json.writeName("signals");
        json.writeStartArray();
        for (Diagnosis.Delivery delivery : diagnosis.signals()) {
            json.writeStartObject();
            json.writeStringProperty("signal", delivery.signal());
            json.writeNumberProperty("number", delivery.number());
            json.writeStringProperty("delivery", delivery.way());
            json.writeStringProperty("why", delivery.why());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void hazards(JsonGenerator json, Diagnosis diagnosis) {
        json.writeName("hazards");
        json.writeStartArray();
        for (Diagnosis.Hazard hazard : diagnosis.hazards()) {
            json.writeStartObject();
            json.writeStringProperty("name", hazard.name());
            json.writeStringProperty("level", hazard.isProblem() ? "problem" : "note");
            json.writeStringProperty("text", hazard.text());
            json.writeStringProperty("advice", hazard.advice());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
