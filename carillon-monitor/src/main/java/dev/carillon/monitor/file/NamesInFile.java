package dev.carillon.monitor.file;

import dev.carillon.monitor.rule.Known;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What rules may name.
 *
 * @param fieldsOf the fields of each source; empty for those that cannot be known
 * @param actions the names of the actions
 */
record NamesInFile(Map<String, Set<String>> fieldsOf, Set<String> actions) implements Known {
    @Override
    public Set<String> sources() {
        return fieldsOf.keySet();
    }

    @Override
    public Set<String> fields(String source) {
        return fieldsOf.getOrDefault(source, Set.of());
    }

    @Override
    public Optional<String> wrong(String expression) {
        return Optional.empty();
    }
}
