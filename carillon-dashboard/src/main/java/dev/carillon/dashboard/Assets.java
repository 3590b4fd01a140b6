package dev.carillon.dashboard;

import dev.carillon.http.server.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The files of the page, which are in the jar. Each is read when it is first asked for: the start waits for none. For one thread. */
final class Assets {
    private static final int OK = 200;
    /** All of them. */
    static final List<String> NAMES = List.of(
            "index.html",
            "alarms.js",
            "barrel.js",
            "changes.js",
            "detail.js",
            "dom.js",
            "figures.js",
            "fleet.js",
            "icon.svg",
            "keys.js",
            "link.js",
            "main.js",
            "model.js",
            "page.css",
            "print.js",
            "range.js",
            "sensors.js",
            "sources.js",
            "stream.js",
            "theme.js",
            "uplot.css",
            "uplot.js",
            "verdict.js",
            "words.js",
            "worker.js");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private final Map<String, Response> known = new HashMap<>();

    /** One of them. */
    Response file(String name) {
        return known.computeIfAbsent(name, Assets::response);
    }

    private static Response response(String name) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        return Response.of(OK, String.valueOf(type), bytes(name)).withField("Cache-Control", "no-cache");
    }

    private static byte[] bytes(String name) {
        try (InputStream in = Assets.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the page's " + name + " is not in the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
