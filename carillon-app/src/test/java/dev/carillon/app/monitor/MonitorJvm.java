package dev.carillon.app.monitor;

import dev.carillon.app.Carillon;
import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import dev.carillon.testkit.ChildJvmBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Monitors in JVMs of their own, started as the launcher starts them, and what they print. */
final class MonitorJvm {
    private static final JsonFactory JSON = new JsonFactory();

    private MonitorJvm() {}

    static ChildJvmBuilder with(String... options) {
        return ChildJvm.of(Carillon.class)
                .ignoring(Signal.HUP, Signal.INT, Signal.TERM)
                .blocking(Signal.HUP, Signal.INT, Signal.TERM, Signal.USR1, Signal.realTime(0), Signal.realTime(3))
                .arguments("monitor")
                .arguments(options);
    }

    /** Runs it by a script in which "$@" is the monitor's command. */
    static ChildJvmBuilder inScript(String script, String... options) {
        return with(options).through("bash", "-c", script, "bash");
    }

    /** The lines as objects. */
    static List<Map<String, Object>> objects(List<String> lines) {
        return lines.stream().map(MonitorJvm::object).toList();
    }

    /** Those with a number. */
    static List<Map<String, Object>> events(List<String> lines) {
        return objects(lines).stream().filter(line -> line.containsKey("seq")).toList();
    }

    /** Waits for the next line of a kind. */
    static Map<String, Object> awaitKind(ChildJvm jvm, String kind) {
        return object(jvm.awaitLine("\"kind\":\"" + kind + "\""));
    }

    /** A field that has to be there. */
    static Object field(Map<?, ?> line, String name) {
        Object value = line.get(name);
        if (value == null) {
            throw new AssertionError("no " + name + " in " + line);
        }
        return value;
    }

    static long number(Map<?, ?> line, String name) {
        return (long) field(line, name);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(String line) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), line)) {
            parser.nextToken();
            Map<String, Object> object = (Map<String, Object>) value(parser);
            if (parser.nextToken() != null) {
                throw new AssertionError("more than one object: " + line);
            }
            return object;
        }
    }

    private static Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.put(name, value(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<Object> array = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser));
                }
                yield array;
            }
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> parser.getString();
        };
    }
}
