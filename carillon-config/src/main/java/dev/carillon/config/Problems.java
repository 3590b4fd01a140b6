package dev.carillon.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is wrong with a file. */
final class Problems {
    /** Nobody mends more in one go, and a file that is no TOML at all has one in each line. */
    private static final int MOST = 100;

    private final String file;
    private final List<Problem> all = new ArrayList<>();
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
        Problem problem = new Problem(place, text);
        if (!syntax.isDoubtful(place) && !all.contains(problem)) { // a key may be asked for twice
            all.add(problem);
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
        all.sort(Comparator.comparing(Problem::place));
        for (Problem problem : all.subList(0, Math.min(MOST, all.size()))) {
            lines.add(line(problem.place, problem.text));
        }
        if (all.size() > MOST) {
            lines.add(file + ": and " + (all.size() - MOST) + " more");
        }
        throw new WrongConfiguration(lines);
    }

    String line(Position place, String text) {
        return Quoted.printable(file + ":" + place.line() + ":" + place.column() + ": " + text);
    }
}
