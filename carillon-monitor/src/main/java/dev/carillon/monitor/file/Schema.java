package dev.carillon.monitor.file;

import dev.carillon.config.Kind;
import dev.carillon.config.Outline;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What may be in a file, for editors: as JSON Schema, of draft 4, which is what those for TOML read. */
public final class Schema {
    private static final String TYPE = "type";
    private static final String OBJECT = "object";
    private static final String DESCRIPTION = "description";
    private static final String OTHERS = "additionalProperties";

    private Schema() {}

    /** The schema of a monitor's file, as text. */
    public static String text() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "http://json-schema.org/draft-04/schema#");
        schema.put("title", "carillon monitor");
        schema.putAll(table(MonitorFile.outline()));
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            write(json, schema);
        }
        return text.append('\n').toString();
    }

    private static Map<String, Object> table(Outline outline) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        outline.entries().forEach(entry -> {
            properties.put(entry.name(), property(entry));
            if (entry.isRequired()) {
                required.add(entry.name());
            }
        });
        Map<String, Object> table = new LinkedHashMap<>();
        table.put(TYPE, OBJECT);
        table.put("properties", properties);
        table.put(OTHERS, false);
        if (!required.isEmpty()) {
            table.put("required", required);
        }
        List<Object> all = outline.choices().stream()
                .map(Schema::choice)
                .<Object>map(each -> each)
                .toList();
        if (!all.isEmpty()) {
            table.put("allOf", all);
        }
        return table;
    }

    /** Of which one is to be there, or one at the most. */
    private static Map<String, Object> choice(Outline.Choice choice) {
        List<Object> each = choice.names().stream()
                .<Object>map(name -> Map.of("required", List.of(name)))
                .toList();
        if (choice.isRequired()) {
            return Map.of("oneOf", each);
        }
        List<Object> orNone = new ArrayList<>(each);
        orNone.add(Map.of("not", Map.of("anyOf", each)));
        return Map.of("oneOf", orNone);
    }

    private static Map<String, Object> property(Outline.Entry entry) {
        Map<String, Object> property = new LinkedHashMap<>();
        if (!entry.about().isEmpty()) {
            property.put(DESCRIPTION, entry.about());
        }
        Map<String, Object> value = entry.kind().map(Kind::schema).orElseGet(Map::of);
        Map<String, Object> inner = entry.inner().map(Schema::table).orElseGet(Map::of);
        switch (entry.shape()) {
            case VALUE -> property.putAll(value);
            case LIST -> property.putAll(Map.of(TYPE, "array", "items", value));
            case TABLE -> property.putAll(inner);
            case TABLES -> property.putAll(Map.of(TYPE, "array", "items", inner));
            case NAMED -> property.putAll(Map.of(TYPE, OBJECT, OTHERS, inner));
            case ENTRIES -> property.putAll(Map.of(TYPE, OBJECT, OTHERS, value));
        }
        return property;
    }

    private static void write(JsonGenerator json, Object value) {
        switch (value) {
            case Map<?, ?> map -> {
                json.writeStartObject();
                map.forEach((name, of) -> {
                    json.writeName(String.valueOf(name));
                    write(json, of);
                });
                json.writeEndObject();
            }
            case List<?> list -> {
                json.writeStartArray();
                list.forEach(of -> write(json, of));
                json.writeEndArray();
            }
            case Boolean flag -> json.writeBoolean(flag);
            case Number number -> json.writeNumber(number.longValue());
            default -> json.writeString(value.toString());
        }
    }
}
