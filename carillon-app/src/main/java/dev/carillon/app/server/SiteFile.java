package dev.carillon.app.server;

import dev.carillon.app.site.HostPattern;
import dev.carillon.app.site.PathPattern;
import dev.carillon.app.site.PathRule;
import dev.carillon.app.site.SiteSettings;
import dev.carillon.config.Failure;
import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import dev.carillon.http.MediaTypes;
import dev.carillon.http.server.BasicAuth;
import dev.carillon.http.server.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Reads a site, {@code [site.NAME]}. */
final class SiteFile {
    private static final Kind<HostPattern> NAME = Kind.text(HostPattern.ALLOWED, HostPattern::of);
    private static final Kind<String> CACHE_CONTROL =
            Kind.text("a value of Cache-Control: \"max-age=3600\"", value -> field("Cache-Control", value));
    private static final Kind<String> REALM =
            Kind.text("what people read when they are asked: \"staff only\"", text -> {
                BasicAuth.of(text, Map.of());
                return text;
            });
    private static final String PATTERNS = "\"*.css\" for names, \"/assets/**\" for whole paths";
    private static final long LONGEST_PAGE = 1 << 20;
    private static final int LEAST_ERROR = 400;
    private static final int GREATEST_ERROR = 599;

    private final Section section;

    private SiteFile(Section section) {
        this.section = section;
    }

    static SiteSettings read(Section section) {
        return new SiteFile(section).settings();
    }

    private SiteSettings settings() {
        Path directory = section.require("directory", Kind.directory(), Path.of(""));
        return new SiteSettings(
                section.place("directory"),
                section.list("names", NAME),
                directory,
                section.get("listing", Kind.flag(), false),
                section.get("compress", Kind.flag(), true),
                cache(),
                headers(),
                errorPages(),
                section.section("auth").flatMap(SiteFile::auth));
    }

    private List<PathRule<String>> cache() {
        List<PathRule<String>> rules = new ArrayList<>();
        byPattern(
                "cache",
                (of, pattern) -> of.find(pattern.toString(), CACHE_CONTROL)
                        .ifPresent(value -> rules.add(new PathRule<>(pattern, value))));
        return rules;
    }

    private List<PathRule<Map<String, String>>> headers() {
        List<PathRule<Map<String, String>>> rules = new ArrayList<>();
        byPattern("headers", (of, pattern) -> {
            Map<String, String> fields = new LinkedHashMap<>();
            of.section(pattern.toString())
                    .ifPresent(table -> table.names()
                            .forEach(name -> table.find(
                                            name, Kind.text("the value of a field", value -> field(name, value)))
                                    .ifPresent(value -> fields.put(name, value))));
            rules.add(new PathRule<>(pattern, fields));
        });
        return rules;
    }

    /** Each key of a table that is a pattern. */
    private void byPattern(String key, BiConsumer<Section, PathPattern> then) {
        section.section(key)
                .ifPresent(of -> of.names().forEach(text -> {
                    try {
                        then.accept(of, PathPattern.of(text));
                    } catch (IllegalArgumentException e) {
                        of.wrong(text, e.getMessage() + "; allowed: " + PATTERNS);
                    }
                }));
    }

    /** What a response can have, which says best what is wrong with it. */
    private static String field(String name, String value) {
        Response.empty(204).withField(name, value);
        return value;
    }

    private Map<Integer, Response> errorPages() {
        Map<Integer, Response> pages = new LinkedHashMap<>();
        section.section("errors")
                .ifPresent(of -> of.names().forEach(text -> {
                    Optional<Path> file = of.find(text, Kind.file());
                    if (!text.matches("[0-9]{3}")
                            || Integer.parseInt(text) < LEAST_ERROR
                            || Integer.parseInt(text) > GREATEST_ERROR) {
                        of.wrong(text, "that is no error's status; allowed: " + LEAST_ERROR + " to " + GREATEST_ERROR);
                        return;
                    }
                    int status = Integer.parseInt(text);
                    file.ifPresent(path -> page(of, text, status, path).ifPresent(page -> pages.put(status, page)));
                }));
        return pages;
    }

    private static Optional<Response> page(Section of, String key, int status, Path path) {
        try {
            if (Files.size(path) > LONGEST_PAGE) {
                of.wrong(key, path + " is too long; allowed: 1 MiB");
                return Optional.empty();
            }
            String type = MediaTypes.DEFAULTS.of(String.valueOf(path.getFileName()));
            return Optional.of(Response.of(status, type, Files.readAllBytes(path)));
        } catch (IOException e) {
            of.wrong(key, Failure.line(e) + "; allowed: a file that can be read");
            return Optional.empty();
        }
    }

    private static Optional<BasicAuth> auth(Section of) {
        String realm = of.get("realm", REALM, "restricted");
        Path file = of.require("users", Kind.file(), Path.of(""));
        if (!of.has("users") || of.hasWrong("users")) {
            return Optional.empty();
        }
        try {
            return Optional.of(BasicAuth.of(realm, users(of, file)));
        } catch (IOException | IllegalArgumentException e) {
            of.wrong("users", Failure.line(e) + "; allowed: a file with a line NAME:PASSWORD for each user");
            return Optional.empty();
        }
    }

    private static Map<String, String> users(Section of, Path file) throws IOException {
        Map<String, String> users = new LinkedHashMap<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            int colon = line.indexOf(':');
            if (colon > 0) {
                users.put(line.substring(0, colon), line.substring(colon + 1));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                of.wrong("users", file + ", line " + number + " has no colon; allowed: NAME:PASSWORD");
            }
        }
        return users;
    }
}
