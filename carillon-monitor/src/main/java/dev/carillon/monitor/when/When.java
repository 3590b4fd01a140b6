package dev.carillon.monitor.when;

import dev.carillon.config.Failure;
import dev.carillon.config.Nearest;
import dev.carillon.monitor.Event;
import dev.carillon.monitor.rule.Expressions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Conditions in CEL. Names are fields of the event, {@code kind} and {@code source}; {@code fields} is the map of all fields, for
 * those whose names are none of CEL. The library is loaded when the first expression is.
 */
public final class When implements Expressions {
    /** Where the library is, for who does not run from the installed jars. */
    public static final String DIRECTORY = "carillon.when";

    private static final String FIELDS = "fields";
    private static final Set<String> OURS = Set.of("kind", "source", FIELDS);
    private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']+)'.*");
    private static final int MOST_NAMES = 100;

    private final Path directory;
    private @Nullable CelLibrary library;

    /** An expression that was compiled, and the names in it with their places. */
    private record Compiled(CelLibrary.Verdict verdict, Map<String, CelLibrary.Issue> names) {}

    /** With the library in a directory. */
    public When(Path directory) {
        this.directory = directory;
    }

    /** With that which is installed. */
    public static When installed() {
        String given = System.getProperty(DIRECTORY);
        if (given != null) {
            return new When(Path.of(given));
        }
        try {
            Path jar = Path.of(When.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return new When(jar.resolveSibling("when"));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private CelLibrary library() {
        CelLibrary loaded = library;
        if (loaded == null) {
            loaded = new CelLibrary(directory);
            library = loaded;
        }
        return loaded;
    }

    /**
     * What is wrong with an expression, with the place in it; empty if nothing is.
     *
     * @param fields the names that fields may have; empty if they are not known
     */
    public Optional<String> wrong(String text, Set<String> fields) {
        Compiled compiled = compileAny(text);
        List<String> problems = new ArrayList<>();
        compiled.verdict.issues().forEach(issue -> problems.add(at(issue) + issue.text()));
        if (!fields.isEmpty()) {
            compiled.names.forEach((name, issue) -> {
                if (!fields.contains(name)) {
                    problems.add(at(issue) + "the source's events have no field " + name + suggestion(name, fields));
                }
            });
        }
        return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
    }

    private static String at(CelLibrary.Issue issue) {
        return issue.line() == 1
                ? "column " + issue.column() + " of it: "
                : "line " + issue.line() + ", column " + issue.column() + " of it: ";
    }

    private static String suggestion(String name, Set<String> fields) {
        return Nearest.to(name, fields)
                .map(near -> "; did you mean " + near + "?")
                .orElseGet(() -> "; allowed: kind, source, " + String.join(", ", new TreeSet<>(fields)));
    }

    /** Any name may be that of a field: the compiler is told of each that it does not know. */
    private Compiled compileAny(String text) {
        Map<String, CelLibrary.Issue> names = new LinkedHashMap<>();
        while (true) {
            Set<String> variables = new TreeSet<>(OURS);
            variables.addAll(names.keySet());
            CelLibrary.Verdict verdict = library().compile(text, variables);
            int before = names.size();
            for (CelLibrary.Issue issue : verdict.issues()) {
                Matcher undeclared = UNDECLARED.matcher(issue.text());
                if (undeclared.matches() && names.size() < MOST_NAMES) {
                    names.putIfAbsent(undeclared.group(1), issue);
                }
            }
            if (names.size() == before) {
                return new Compiled(verdict, names);
            }
        }
    }

    @Override
    public Expression compile(String text) {
        Compiled compiled = compileAny(text);
        Object program = compiled.verdict.program();
        if (program == null) {
            throw new IllegalArgumentException(text + ": " + compiled.verdict.issues());
        }
        Method evaluator = library().evaluator();
        List<String> names = List.copyOf(compiled.names.keySet());
        return (event, failures) ->
                Boolean.TRUE.equals(evaluate(evaluator, program, variables(names, event), failures));
    }

    private static Map<String, Object> variables(List<String> names, Event event) {
        Map<String, Object> variables = new HashMap<>();
        for (String name : names) {
            Object value = event.fields().get(name);
            if (value != null) {
                variables.put(name, converted(value));
            }
        }
        variables.put("kind", event.kind());
        variables.put("source", event.source());
        variables.put(FIELDS, event.fields());
        return variables;
    }

    /** CEL has numbers of 64 bits only. */
    private static Object converted(Object value) {
        return switch (value) {
            case Integer number -> number.longValue();
            case Short number -> number.longValue();
            case Float number -> number.doubleValue();
            default -> value;
        };
    }

    /** Null where it has no value, as where a field is not there. */
    private @Nullable Object evaluate(
            Method evaluator, Object program, Map<String, Object> variables, Consumer<String> failures) {
        try {
            return evaluator.invoke(program, variables);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            if (!library().isAbsence(cause)) {
                failures.accept(Failure.line(cause));
            }
            return null;
        }
    }
}
