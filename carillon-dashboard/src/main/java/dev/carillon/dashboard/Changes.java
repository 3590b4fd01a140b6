package dev.carillon.dashboard;

import java.io.StringWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What somebody has done from the page: read from the body of a request, and done on the loop that is shown. */
final class Changes {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int OK = 200;
    private static final int BAD = 400;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    private final Watched watched;

    /** One of them, on the loop that is shown. */
    @FunctionalInterface
    interface Change {
        String apply(Map<String, String> members);
    }

    Changes(Watched watched) {
        this.watched = watched;
    }

    String acknowledge(Map<String, String> members) {
        Optional<Duration> span = Optional.ofNullable(members.get("seconds")).map(Changes::seconds);
        return watched.acknowledge(members.getOrDefault("alarm", ""), span);
    }

    String silence(Map<String, String> members) {
        return watched.silence(
                members.getOrDefault("rule", ""),
                members.getOrDefault("key", ""),
                seconds(members.getOrDefault("seconds", "")));
    }

    private static Duration seconds(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("\"seconds\" is a whole number");
        }
        return Duration.ofSeconds(Long.parseLong(text));
    }

    /**
     * Does it.
     *
     * @param answer gets the status and what to say, on any thread
     */
    void take(String body, Change change, BiConsumer<Integer, String> answer) {
        Map<String, String> members;
        try {
            members = members(body);
        } catch (IllegalArgumentException e) {
            answer.accept(BAD, said(false, String.valueOf(e.getMessage())));
            return;
        }
        try {
            watched.loop().execute(() -> apply(change, members, answer));
        } catch (RejectedExecutionException e) {
            answer.accept(UNAVAILABLE, said(false, "it has ended"));
        }
    }

    private static void apply(Change change, Map<String, String> members, BiConsumer<Integer, String> answer) {
        try {
            answer.accept(OK, said(true, change.apply(members)));
        } catch (NoSuchElementException e) {
            answer.accept(NOT_FOUND, said(false, String.valueOf(e.getMessage())));
        } catch (IllegalArgumentException | IllegalStateException e) {
            answer.accept(BAD, said(false, String.valueOf(e.getMessage())));
        }
    }

    private static String said(boolean ok, String text) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeBooleanProperty("ok", ok);
            json.writeStringProperty("text", text);
            json.writeEndObject();
        }
        return out.toString();
    }

    /** An object of texts and numbers, and nothing else. */
    private static Map<String, String> members(String body) {
        Map<String, String> members = new LinkedHashMap<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
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
            throw new IllegalArgumentException("the body is no JSON: " + e.getOriginalMessage(), e);
        }
        return members;
    }

    private static void expect(boolean met) {
        if (!met) {
            throw new IllegalArgumentException("the body has to be an object of texts and numbers");
        }
    }
}
