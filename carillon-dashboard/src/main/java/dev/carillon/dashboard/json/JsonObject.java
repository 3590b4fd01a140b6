package dev.carillon.dashboard.json;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** An object of JSON as text: written, and read. */
public final class JsonObject {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonObject() {}

    /**
     * Writes one.
     *
     * @param members writes its members
     */
    public static String of(Consumer<JsonGenerator> members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            members.accept(json);
            json.writeEndObject();
        }
        return text.toString();
    }

    /**
     * Reads one of texts and numbers, and nothing else.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Map<String, String> members(String text) {
        Map<String, String> members = new LinkedHashMap<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            expect(json.nextToken() == JsonToken.START_OBJECT);
            for (JsonToken token = json.nextToken(); token != JsonToken.END_OBJECT; token = json.nextToken()) {
                expect(token == JsonToken.PROPERTY_NAME);
                String name = json.currentName();
                JsonToken value = json.nextToken();
                expect(value != null && value.isScalarValue());
                members.put(name, json.getString());
            }
            expect(json.nextToken() == null);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the body is no JSON; it has to be an object of texts and numbers", e);
        }
        return members;
    }

    private static void expect(boolean met) {
        if (!met) {
            throw new IllegalArgumentException("the body has to be an object of texts and numbers");
        }
    }
}
