package dev.carillon.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tomlj.TomlParseError;
import org.tomlj.TomlPosition;

/**
 * The errors of a file's syntax, and what they make doubtful: behind the header of a table that cannot be read, the parser takes the
 * keys of that table for ones of the table before, of which much that it says then, and that we would say, is wrong.
 */
final class Syntax {
    /** That of a file without errors. */
    static final Syntax WHOLE = new Syntax(List.of(), new TreeMap<>());

    /** How the parser begins to tell of a name that is used twice: by that name. */
    private static final String TWICE = "previously defined at line ";

    private final List<String> lines;
    private final SortedMap<Position, String> errors;
    private final List<Integer> brokenHeaders = new ArrayList<>();

    private Syntax(List<String> lines, SortedMap<Position, String> errors) {
        this.lines = lines;
        this.errors = errors;
    }

    static Syntax of(String text, List<TomlParseError> errors) {
        Syntax syntax = new Syntax(text.lines().toList(), new TreeMap<>());
        for (TomlParseError error : errors) {
            int line = syntax.within(position(error.position())).line();
            if (syntax.isHeader(line)) {
                syntax.brokenHeaders.add(line);
            }
        }
        for (TomlParseError error : errors) {
            syntax.add(error);
        }
        return syntax;
    }

    static Position position(TomlPosition position) {
        return new Position(position.line(), position.column());
    }

    private void add(TomlParseError error) {
        Position place = within(position(error.position()));
        String text = String.valueOf(error.getMessage());
        if (!(text.contains(TWICE) && isDoubtful(place))) {
            errors.putIfAbsent(place, text);
        }
    }

    /** Behind the end of the file, or of the line, there is nothing to be looked at: the parser counts differently in a deep nesting. */
    private Position within(Position place) {
        int line = Math.clamp(place.line(), 1, Math.max(1, lines.size() + 1));
        String text = line <= lines.size() ? lines.get(line - 1) : "";
        return new Position(line, Math.min(place.column(), text.codePointCount(0, text.length()) + 1));
    }

    private boolean isHeader(int line) {
        return line <= lines.size() && lines.get(line - 1).stripLeading().startsWith("[");
    }

    /** Where, and what. */
    Map<Position, String> errors() {
        return errors;
    }

    /** Whether there are no errors. */
    boolean isWhole() {
        return errors.isEmpty();
    }

    /** Whether what stands there belongs to a table whose header could not be read. */
    boolean isDoubtful(Position place) {
        if (brokenHeaders.isEmpty()) {
            return false;
        }
        int header = place.line() - 1;
        while (header >= 1 && !isHeader(header)) {
            header--;
        }
        return brokenHeaders.contains(header) && !isHeader(place.line());
    }
}
