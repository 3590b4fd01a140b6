package dev.carillon.app.command;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Objects without objects in them, each a line of JSON. Loaded only where somebody wants JSON. */
public final class JsonLine {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonLine() {}

    /**
     * Writes one.
     *
     * @param members strings, booleans and numbers, in their order
     * @return the line, without its end
     */
    public static String of(Map<String, ?> members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            members.forEach((name, value) -> {
                switch (value) {
                    case Boolean truth -> json.writeBooleanProperty(name, truth);
                    case Long number -> json.writeNumberProperty(name, number);
                    case Integer number -> json.writeNumberProperty(name, number);
                    default -> json.writeStringProperty(name, value.toString());
                }
            });
            json.writeEndObject();
        }
        return text.toString();
    }

    /**
     * Reads one.
     *
     * @param line the line
     * @return the members in their order, each as text
     * @throws IllegalArgumentException for anything else, with the reason
     */
    public static Map<String, String> parse(String line) {
        Map<String, String> members = new LinkedHashMap<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line)) {
            expect(json.nextToken() == JsonToken.START_OBJECT);
            for (JsonToken token = json.nextToken(); token != JsonToken.END_OBJECT; token = json.nextToken()) {
                expect(token == JsonToken.PROPERTY_NAME);
                String name = json.currentName();
                expect(json.nextToken().isScalarValue());
                members.put(name, json.getString());
            }
            expect(json.nextToken() == null);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no line of JSON: " + e.getOriginalMessage(), e);
        }
        return members;
    }

    private static void expect(boolean met) {
        if (!met) {
            throw new IllegalArgumentException(
                    "no line of JSON: an object of texts, numbers, true and false is expected");
        }
    }
}
