package dev.carillon.monitor.file;

import dev.carillon.monitor.rule.Known;
import dev.carillon.monitor.when.When;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What rules may name.
 *
 * @param fieldsOf the fields of each source; empty for those that cannot be known
 * @param actions the names of the actions
 * @param when reads expressions
 */
record NamesInFile(Map<String, Set<String>> fieldsOf, Set<String> actions, When when) implements Known {
    @Override
    public Set<String> sources() {
        return fieldsOf.keySet();
    }

    @Override
    public Set<String> fields(String source) {
        return fieldsOf.getOrDefault(source, Set.of());
    }

    @Override
    public Optional<String> wrong(String expression, String source) {
        return when.wrong(expression, fields(source));
    }
}
