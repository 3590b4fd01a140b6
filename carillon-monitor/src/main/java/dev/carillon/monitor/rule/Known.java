package dev.carillon.monitor.rule;

import java.util.Optional;
import java.util.Set;

/** What of the rest of the file rules go by. */
public interface Known {
    /** The names of the sources. */
    Set<String> sources();

    /** The names of the fields that a source's events may have; empty if they cannot be known. */
    Set<String> fields(String source);

    /** The names of the actions. */
    Set<String> actions();

    /** What is wrong with an expression of CEL over a source's events; empty if nothing is. */
    Optional<String> wrong(String expression, String source);
}
