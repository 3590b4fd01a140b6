package dev.carillon.app.command;

import dev.carillon.config.Kind;
import dev.carillon.config.SpanOfTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Describes the options of commands, and reads their values. */
public final class Options {
    private Options() {}

    /** An option without a value. */
    public static void flag(CommandSpec spec, String name, String description) {
        spec.addOption(OptionSpec.builder(name).description(description).build());
    }

    /** An option with a value. */
    public static void value(CommandSpec spec, String name, String label, String description) {
        spec.addOption(OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build());
    }

    /** An option that may be given again, each time with a value. */
    public static void values(CommandSpec spec, String name, String label, String description) {
        spec.addOption(OptionSpec.builder(name)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel(label)
                .description(description)
                .build());
    }

    /** A span of time, as {@link SpanOfTime} reads it. */
    public static Duration span(ParseResult parsed, String option, String otherwise) throws WrongUsage {
        try {
            return SpanOfTime.parse(parsed.matchedOptionValue(option, otherwise));
        } catch (IllegalArgumentException e) {
            throw new WrongUsage(option + ": " + e.getMessage(), e);
        }
    }

    /** A span of time longer than zero. */
    public static Duration positiveSpan(ParseResult parsed, String option, String otherwise) throws WrongUsage {
        Duration span = span(parsed, option, otherwise);
        if (span.isZero()) {
            throw new WrongUsage(option + ": must be longer than zero");
        }
        return span;
    }

    /** A whole number within bounds. */
    public static int number(ParseResult parsed, String option, int otherwise, int least, int most) throws WrongUsage {
        String text = parsed.matchedOptionValue(option, Integer.toString(otherwise));
        int number;
        try {
            number = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new WrongUsage(option + ": \"" + text + "\" is no number from " + least + " to " + most, e);
        }
        if (number < least || number > most) {
            throw new WrongUsage(option + ": from " + least + " to " + most + ", not " + number);
        }
        return number;
    }

    /** One of some words. */
    public static <E extends Enum<E>> E choice(ParseResult parsed, String option, E otherwise) throws WrongUsage {
        String text = parsed.matchedOptionValue(option, Kind.word(otherwise));
        List<String> words = new ArrayList<>();
        for (E constant : otherwise.getDeclaringClass().getEnumConstants()) {
            if (Kind.word(constant).equals(text)) {
                return constant;
            }
            words.add(Kind.word(constant));
        }
        throw new WrongUsage(option + ": " + String.join(" or ", words) + ", not \"" + text + "\"");
    }
}
