package dev.carillon.http.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * A directory and a server of its files. For the server it is an hour later, so that what was just written has been there for
 * long; all files are of one date.
 */
final class Site implements AutoCloseable {
    static final Instant MODIFIED = Instant.parse("1994-11-06T08:49:37Z");
    static final String LAST_MODIFIED = "Sun, 06 Nov 1994 08:49:37 GMT";

    final Path root;
    final StaticFiles files;
    final Web web;
    private Instant now = Instant.now().plus(Duration.ofHours(1));

    Site(Path place, StaticOptions options) throws IOException {
        this(place, options, UnaryOperator.identity());
    }

    Site(Path place, StaticOptions options, UnaryOperator<HttpHandler> around) throws IOException {
        root = Files.createDirectories(place.resolve("root"));
        files = StaticFiles.open(root, options, () -> now);
        web = new Web(around.apply(files));
    }

    /** Writes a file anew, in place. */
    Path write(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** For the server, files were just written. */
    void present() {
        now = Instant.now();
    }

    /** The answer to a request by a connection of its own. */
    String ask(String line, String... fields) {
        try (Visitor visitor = web.visit()) {
            return visitor.ask(line, fields).read();
        }
    }

    String get(String path, String... fields) {
        return ask("GET " + path, fields);
    }

    /** What an answer says in a field; empty if it has none. */
    static String field(String answer, String name) {
        return answer.substring(0, answer.indexOf("\r\n\r\n") + 2)
                .lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }

    static int status(String answer) {
        return Integer.parseInt(answer.substring(9, 12));
    }

    static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    @Override
    public void close() {
        web.close();
        files.close();
    }
}
