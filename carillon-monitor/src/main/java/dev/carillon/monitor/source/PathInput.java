package dev.carillon.monitor.source;

import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import dev.carillon.linux.PathName;
import dev.carillon.loop.PathChange;
import dev.carillon.loop.PathOptions;
import dev.carillon.loop.PathSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/**
 * Changes of a file, or of a directory and what is below it, as the kernel tells them. What it lost is told as an event, and then
 * what differs.
 *
 * @param watch what is watched, by its name: it need not be there
 * @param kinds which changes
 * @param settle how long a path has to be left alone until it is told of; zero for at once
 * @param glob which names; empty for all
 */
record PathInput(Path watch, boolean recursive, Set<PathChange.Kind> kinds, Duration settle, Optional<String> glob)
        implements Input {
    static final String KEY = "path";
    /** What is about the watch itself is told whatever else is wanted. */
    private static final Set<PathChange.Kind> ALWAYS = EnumSet.of(
            PathChange.Kind.OVERFLOW,
            PathChange.Kind.REFUSED,
            PathChange.Kind.WATCHED,
            PathChange.Kind.APPEARED,
            PathChange.Kind.GONE);

    private static final Set<PathChange.Kind> USUAL = EnumSet.of(
            PathChange.Kind.CREATED, PathChange.Kind.WRITTEN, PathChange.Kind.DELETED, PathChange.Kind.RENAMED);

    private static final Key<Path> WATCH =
            new Key<>("watch", Kind.path(), "A file or a directory, by its name: it may come later, and be replaced.");
    private static final Key<Boolean> RECURSIVE =
            new Key<>("recursive", Kind.flag(), "Whether all that is below it is watched, too; true unless said.");
    private static final Key<PathChange.Kind> KINDS = new Key<>(
            "kinds",
            Kind.choice(PathChange.Kind.class),
            "Which changes; \"created\", \"written\", \"deleted\" and \"renamed\" unless said. What the kernel lost,"
                    + " and what cannot be watched, is told in any case.");
    private static final Key<Duration> SETTLE = new Key<>(
            "settle", Kind.span(), "How long a path has to be left alone until it is told what became of it.");
    private static final Key<String> GLOB = new Key<>(
            "glob",
            Kind.text("a pattern: \"*.conf\", \"conf.d/**.conf\"", PathInput::glob),
            "Which names; with a slash, of the whole path below.");

    static Optional<Input> read(Section source) {
        return source.section(KEY, "Changes of files, as the kernel tells them.")
                .map(of -> {
                    List<PathChange.Kind> kinds = of.list(KINDS);
                    return new PathInput(
                            of.require(WATCH, Path.of("")),
                            of.get(RECURSIVE, true),
                            kinds.isEmpty() ? USUAL : EnumSet.copyOf(kinds),
                            of.get(SETTLE, Duration.ZERO),
                            of.find(GLOB));
                });
    }

    private static String glob(String text) {
        try {
            PathOptions.DEFAULTS.withGlob(text);
            return text;
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(e.getDescription(), e);
        }
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public OpenInput open(Inlet inlet) {
        Set<PathChange.Kind> wanted = EnumSet.copyOf(kinds);
        wanted.addAll(ALWAYS);
        PathOptions options = PathOptions.DEFAULTS
                .withAbsent(true)
                .withRecursive(recursive)
                .withKinds(wanted)
                .withSettle(settle);
        PathOptions named = glob.map(options::withGlob).orElse(options);
        PathSource source = inlet.loop().path(inlet.name(), watch, named, (self, change) -> tell(inlet, change));
        return new OpenSource(source);
    }

    private static void tell(Inlet inlet, PathChange change) {
        String kind = change.kind().name().toLowerCase(Locale.ROOT);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("path", change.path().toString());
        fields.put("directory", change.isDirectory());
        PathName from = change.from();
        if (from != null) {
            fields.put("from", from.toString());
        }
        if (change.refusal() != null) {
            fields.put("text", String.valueOf(change.refusal().getMessage()));
        }
        if (ALWAYS.contains(change.kind())) {
            inlet.notice(kind, fields);
        } else {
            inlet.event(kind, fields);
        }
    }
}
