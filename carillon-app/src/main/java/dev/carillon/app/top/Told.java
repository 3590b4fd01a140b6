package dev.carillon.app.top;

import dev.carillon.monitor.json.JsonValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** An object of what a monitor has told, as the page gets it: what is not there is empty, or 0. */
final class Told {
    private static final JsonFactory JSON = new JsonFactory();
    private static final JsonValues VALUES = new JsonValues(JsonParser::getDoubleValue);

    private final Map<?, ?> members;

    private Told(Map<?, ?> members) {
        this.members = members;
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Told parse(String text) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (VALUES.read(json, json.nextToken()) instanceof Map<?, ?> members) {
                return new Told(members);
            }
            throw new IllegalArgumentException("what was told is no object");
        } catch (JacksonException e) {
            throw new IllegalArgumentException("what was told is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    String text(String name) {
        Object value = members.get(name);
        return value == null ? "" : value.toString();
    }

    boolean is(String name) {
        return Boolean.TRUE.equals(members.get(name));
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    double number(String name) {
        return members.get(name) instanceof Double number ? number : 0;
    }

    long count(String name) {
        return (long) number(name);
    }

    Told object(String name) {
        return members.get(name) instanceof Map<?, ?> inner ? new Told(inner) : new Told(Map.of());
    }

    /** The objects in an object, by their names and in their order. */
    Map<String, Told> objects(String name) {
        Map<String, Told> all = new LinkedHashMap<>();
        object(name).members.forEach((key, value) -> {
            if (value instanceof Map<?, ?> inner) {
                all.put(String.valueOf(key), new Told(inner));
            }
        });
        return all;
    }

    /** The objects in an array. */
    List<Told> list(String name) {
        List<Told> all = new ArrayList<>();
        if (members.get(name) instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Map<?, ?> inner) {
                    all.add(new Told(inner));
                }
            }
        }
        return all;
    }

    /** The texts in an array. */
    List<String> texts(String name) {
        return members.get(name) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** The numbers in an array of arrays; what is no number is 0. */
    List<double[]> numbers(String name) {
        List<double[]> all = new ArrayList<>();
        if (members.get(name) instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof List<?> inner) {
                    all.add(inner.stream()
                            .mapToDouble(value -> value instanceof Double number ? number : 0)
                            .toArray());
                }
            }
        }
        return all;
    }
}
