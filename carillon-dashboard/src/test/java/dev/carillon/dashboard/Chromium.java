package dev.carillon.dashboard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A browser without a window, told what to do by the DevTools protocol over a pair of pipes. */
final class Chromium implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();
    private static final List<String> NAMES =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

    private final Process process;
    private final List<String> complaints = new ArrayList<>();
    private String session = "";
    private int lastId;

    private Chromium(Process process) {
        this.process = process;
    }

    /** Where it is on this machine, if it is. */
    static Optional<String> find() {
        return NAMES.stream().filter(name -> Files.isExecutable(Path.of(name))).findFirst();
    }

    /** Starts it; its files are below a directory that is the test's. */
    static Chromium start(Path directory) throws IOException {
        List<String> command = List.of(
                "sh",
                "-c",
                "exec \"$0\" --headless=new --no-sandbox --disable-gpu --no-first-run --remote-debugging-pipe"
                        + " --user-data-dir=\"$1\" about:blank 3<&0 4>&1 >/dev/null 2>&1 </dev/null",
                find().orElseThrow(),
                directory.toString());
        return new Chromium(new ProcessBuilder(command).start());
    }

    /** Opens a page in a tab of its own, to which all that follows is said. */
    void open(String url) throws IOException {
        String target = text(call("Target.createTarget", Map.of("url", "about:blank")), "targetId");
        session = "";
        session = text(call("Target.attachToTarget", Map.of("targetId", target, "flatten", true)), "sessionId");
        call("Runtime.enable", Map.of());
        call("Log.enable", Map.of());
        navigate(url);
    }

    /** The tab to which all is said. */
    String tab() {
        return session;
    }

    /** Says all that follows to a tab that was opened before, which stays where it is: behind another one. */
    void turnTo(String tab) {
        session = tab;
    }

    /** Has the tab be in front of all others. */
    void bringToFront() throws IOException {
        call("Page.bringToFront", Map.of());
    }

    /** Has the tab show another page. */
    void navigate(String url) throws IOException {
        call("Page.navigate", Map.of("url", url));
    }

    /** How wide and high the page is. */
    void size(int width, int height) throws IOException {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Drags along a line of the page. */
    void drag(int fromX, int toX, int y) throws IOException {
        mouse("mousePressed", fromX, y);
        mouse("mouseMoved", toX, y);
        mouse("mouseReleased", toX, y);
    }

    private void mouse(String type, int x, int y) throws IOException {
        call(
                "Input.dispatchMouseEvent",
                Map.of("type", type, "x", x, "y", y, "button", "left", "buttons", 1, "clickCount", 1));
    }

    /** Types a key, by its name in JavaScript. */
    void type(String key) throws IOException {
        call("Input.dispatchKeyEvent", Map.of("type", "keyDown", "key", key));
        call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
    }

    /** How it would be on paper. */
    void printed() throws IOException {
        call("Emulation.setEmulatedMedia", Map.of("media", "print"));
        evaluate("dispatchEvent(new Event('beforeprint'))");
    }

    /** Lets scripts of the test into the page, which its policy keeps out. */
    void bypassPolicy() throws IOException {
        call("Page.setBypassCSP", Map.of("enabled", true));
    }

    /** What an expression is, as text; promises are waited for. */
    String evaluate(String expression) throws IOException {
        String answer = call(
                "Runtime.evaluate",
                Map.of(
                        "expression",
                        "Promise.resolve(" + expression + ").then(String)",
                        "awaitPromise",
                        true,
                        "returnByValue",
                        true));
        if (answer.contains("\"exceptionDetails\"")) {
            throw new IOException(answer);
        }
        return text(answer, "value");
    }

    /** Waits until something is so in the page, which looks again at each of its frames. */
    void await(String condition) throws IOException {
        String found = evaluate("new Promise((done) => { const end = Date.now() + 20000; const look = () => {"
                + " let is = false; try { is = " + condition + "; } catch { is = false; }"
                + " if (is || Date.now() > end) { done(Boolean(is)); } else { setTimeout(look, 50); } }; look(); })");
        if (!found.equals("true")) {
            throw new IOException("never: " + condition + "; the page says " + evaluate("document.body.innerText")
                    + " and the browser " + complaints);
        }
    }

    /** Bytes of the page's scripts, or how many elements it has, once what nobody has any more is gone: by the name of the figure. */
    long figure(String name) throws IOException {
        call("HeapProfiler.collectGarbage", Map.of());
        call("Performance.enable", Map.of());
        String figures = call("Performance.getMetrics", Map.of());
        Matcher figure =
                Pattern.compile("\"name\":\"" + name + "\",\"value\":([0-9]+)").matcher(figures);
        if (!figure.find()) {
            throw new IOException("no " + name + " in " + figures);
        }
        return Long.parseLong(figure.group(1));
    }

    /** What the browser had to say against the page: errors, and what its policy has kept out. */
    List<String> complaints() {
        return complaints;
    }

    private String call(String method, Map<String, Object> parameters) throws IOException {
        lastId++;
        process.getOutputStream().write((request(method, parameters) + "\0").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        while (true) {
            String message = next();
            if (message.startsWith("{\"id\":" + lastId + ",")) {
                return message;
            }
            if (Stream.of("\"Runtime.exceptionThrown\"", "\"Log.entryAdded\"").anyMatch(message::contains)) {
                complaints.add(message);
            }
        }
    }

    private String request(String method, Map<String, Object> parameters) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeNumberProperty("id", lastId);
            json.writeStringProperty("method", method);
            if (!session.isEmpty()) {
                json.writeStringProperty("sessionId", session);
            }
            json.writeObjectPropertyStart("params");
            parameters.forEach((name, value) -> {
                switch (value) {
                    case Boolean truth -> json.writeBooleanProperty(name, truth);
                    case Integer number -> json.writeNumberProperty(name, number);
                    default -> json.writeStringProperty(name, value.toString());
                }
            });
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.toString();
    }

    private String next() throws IOException {
        InputStream in = process.getInputStream();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (int next = in.read(); next != 0; next = in.read()) {
            if (next < 0) {
                throw new IOException("the browser has ended");
            }
            message.write(next);
        }
        return message.toString(StandardCharsets.UTF_8);
    }

    /** The first member of that name, however deep. */
    private static String text(String message, String name) throws IOException {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), message)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.PROPERTY_NAME && json.currentName().equals(name)) {
                    json.nextToken();
                    return json.getString();
                }
            }
        }
        throw new IOException("no " + name + " in " + message);
    }

    @Override
    public void close() throws IOException {
        session = "";
        process.getOutputStream().write("{\"id\":0,\"method\":\"Browser.close\"}\0".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        process.onExit().join();
    }
}
