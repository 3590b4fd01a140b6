package dev.carillon.linux;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A child's environment: this process's own or none, with changes. Immutable.
 *
 * @param inherits whether it begins with this process's own
 * @param changes by name, the value to set, or null to leave the variable out
 */
record SpawnEnvironment(boolean inherits, Map<String, @Nullable String> changes) {
    static final SpawnEnvironment INHERITED = new SpawnEnvironment(true, Map.of());

    private static final Path OWN = Path.of("/proc/self/environ");

    SpawnEnvironment {
        changes = Collections.unmodifiableMap(new LinkedHashMap<>(changes));
    }

    SpawnEnvironment with(String name, @Nullable String value) {
        if (name.isEmpty() || name.indexOf('=') >= 0) {
            throw new IllegalArgumentException(
                    "a variable's name is not empty and has no '=', unlike \"" + name + "\"");
        }
        CStrings.checkNoZero(name, "a variable's name");
        if (value != null) {
            CStrings.checkNoZero(value, "the value of " + name);
        }
        Map<String, @Nullable String> all = new LinkedHashMap<>(changes);
        all.put(name, value);
        return new SpawnEnvironment(inherits, all);
    }

    SpawnEnvironment withoutInherited() {
        return new SpawnEnvironment(false, changes);
    }

    /** {@code NAME=value}, raw: what we inherited need not be UTF-8. */
    List<String> strings() {
        Map<String, String> variables = new LinkedHashMap<>();
        if (inherits) {
            for (String variable : CStrings.read(OWN)) {
                int equals = variable.indexOf('=');
                if (equals > 0) {
                    variables.put(variable.substring(0, equals), variable.substring(equals + 1));
                }
            }
        }
        changes.forEach((name, value) -> {
            if (value == null) {
                variables.remove(CStrings.raw(name));
            } else {
                variables.put(CStrings.raw(name), CStrings.raw(value));
            }
        });
        List<String> strings = new ArrayList<>();
        variables.forEach((name, value) -> strings.add(name + "=" + value));
        return strings;
    }
}
