package dev.carillon.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is wrong with a file. */
final class Problems {
    /** Nobody mends more in one go, and a file that is no TOML at all has one in each line. */
    private static final int MOST = 100;

    private final String file;
    /** A key may be asked for twice, and is wrong once. */
    private final Set<Problem> all = new LinkedHashSet<>();

    private Syntax syntax = Syntax.WHOLE;

    /** One of them. */
    private record Problem(Position place, String text) {}

    Problems(String file) {
        this.file = file;
    }

    /** Has errors that only follow from errors of the syntax left out. */
    void broken(Syntax by) {
        syntax = by;
        by.errors().forEach((place, text) -> all.add(new Problem(place, text)));
    }

    /** Something that is there is wrong. */
    void add(Position place, String text) {
        if (!syntax.isDoubtful(place)) {
            all.add(new Problem(place, text));
        }
    }

    /** Something is not there; which says nothing where parts of the file could not be read. */
    void missing(Position place, String text) {
        if (syntax.isWhole()) {
            all.add(new Problem(place, text));
        }
    }

    void check() throws WrongConfiguration {
        if (all.isEmpty()) {
            return;
        }
        List<String> lines = new ArrayList<>();
        all.stream()
                .sorted(Comparator.comparing(Problem::place))
                .limit(MOST)
                .forEach(problem -> lines.add(line(problem.place, problem.text)));
        if (all.size() > MOST) {
            lines.add(file + ": and " + (all.size() - MOST) + " more");
        }
        throw new WrongConfiguration(lines);
    }

    String line(Position place, String text) {
        return Quoted.printable(file + ":" + place.line() + ":" + place.column() + ": " + text);
    }
}
