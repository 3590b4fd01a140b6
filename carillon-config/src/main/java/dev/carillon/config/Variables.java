package dev.carillon.config;

import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ${NAME}} in a text of a file stands for. Only in texts: neither keys nor numbers are made of what an environment has
 * in it. Two dollars before the brace stand for one, and name no variable.
 */
public final class Variables {
    /** None: a text is what it says. */
    public static final Variables NONE = new Variables(null);

    private static final Pattern NAMED = Pattern.compile("\\$(\\$\\{|\\{([A-Za-z_][A-Za-z0-9_]*)}|\\{)");

    private final @Nullable UnaryOperator<@Nullable String> values;

    private Variables(@Nullable UnaryOperator<@Nullable String> values) {
        this.values = values;
    }

    /** Those of this process's environment. */
    public static Variables ofEnvironment() {
        return of(System::getenv);
    }

    /**
     * Others.
     *
     * @param values the value of a name, null if it has none
     */
    public static Variables of(UnaryOperator<@Nullable String> values) {
        return new Variables(values);
    }

    /**
     * A text with the values of its variables.
     *
     * @throws IllegalArgumentException if one has none, with its name and never with a value
     */
    String expand(String text) {
        UnaryOperator<@Nullable String> of = values;
        return of == null ? text : NAMED.matcher(text).replaceAll(found -> literal(value(found, of)));
    }

    private static String literal(String text) {
        return Matcher.quoteReplacement(text);
    }

    private static String value(MatchResult found, UnaryOperator<@Nullable String> values) {
        if (found.group(1).equals("${")) {
            return "${";
        }
        String name = found.group(2);
        if (name == null) {
            throw new IllegalArgumentException("\"${\" begins the name of a variable, \"$${\" stands for itself");
        }
        String value = values.apply(name);
        if (value == null) {
            throw new IllegalArgumentException("the environment has no " + name);
        }
        return value;
    }
}
