package dev.carillon.dashboard;

import dev.carillon.dashboard.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;

/** What somebody has done from the page: read from the body of a request, and done on the loop that is shown. */
final class Changes {
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
            throw new IllegalArgumentException("\"seconds\" is a whole number from 0 to 999999999");
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
            members = JsonObject.members(body);
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
        return JsonObject.of(json -> {
            json.writeBooleanProperty("ok", ok);
            json.writeStringProperty("text", text);
        });
    }
}
