package dev.carillon.monitor.rule;

import dev.carillon.config.ConfigFile;
import dev.carillon.config.SpanOfTime;
import dev.carillon.config.WrongConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rules as they stand in a file: what is recorded of them, so that a record can be read without the file that it was made with. */
public final class RuleText {
    private final StringBuilder text = new StringBuilder();

    private RuleText() {}

    /** All of them. {@link RuleReader} makes equal ones of it. */
    public static String of(List<RuleSettings> rules) {
        RuleText all = new RuleText();
        rules.forEach(all::rule);
        return all.text.toString();
    }

    /**
     * Reads them again; what they name is not looked at.
     *
     * @throws WrongConfiguration if the text is none of theirs
     */
    public static List<RuleSettings> read(String text) throws WrongConfiguration {
        ConfigFile file = ConfigFile.of("rules", text);
        List<RuleSettings> rules = file.root().named("rule", "").entrySet().stream()
                .map(rule -> RuleReader.read(rule.getKey(), rule.getValue()))
                .toList();
        file.check();
        return rules;
    }

    private void rule(RuleSettings rule) {
        text.append("[rule.").append(quoted(rule.name())).append("]\n");
        selection(rule.selection());
        condition(rule.condition());
        span("for", rule.holding().hold());
        span("clear-for", rule.holding().clearFor());
        flag("until-ack", rule.holding().untilAck());
        telling(rule.telling());
    }

    private void selection(Selection selection) {
        text("on", selection.source());
        text("kind", selection.kind());
        text("field", selection.field().text());
        text("match", selection.match());
        text("when", selection.when());
        flag("changed", selection.changed());
        selection
                .near()
                .ifPresent(near -> raw(
                        "near",
                        "{ source = " + quoted(near.source()) + ", in = " + quoted(SpanOfTime.text(near.in())) + " }"));
        selection.by().ifPresent(by -> {
            text("by", by.field().text());
            raw("keys", Integer.toString(by.most()));
        });
    }

    private void condition(Condition condition) {
        switch (condition) {
            case Condition.Threshold threshold -> {
                if (threshold.measure() != Measure.VALUE) {
                    text(threshold.measure().key(), SpanOfTime.text(threshold.window()));
                }
                number("above", threshold.limits().above());
                number("below", threshold.limits().below());
                number("clear-below", threshold.limits().clearBelow());
                number("clear-above", threshold.limits().clearAbove());
            }
            case Condition.Count count -> text("count", count.events() + " in " + SpanOfTime.text(count.in()));
            case Condition.Absent absent -> span("absent", absent.time());
            case Condition.Occurrence occurrence -> {
                span("healthy-after", occurrence.healthyAfter());
                text("clear-match", occurrence.clearMatch());
                text("clear-when", occurrence.clearWhen());
            }
        }
    }

    private void telling(Telling telling) {
        text("severity", telling.severity().name().toLowerCase(Locale.ROOT));
        text("message", telling.message());
        Telling.Flapping flapping = telling.flapping();
        text("flap", flapping.changes() == 0 ? "never" : flapping.changes() + " in " + SpanOfTime.text(flapping.in()));
        span("repeat", telling.repeat());
        if (!telling.actions().isEmpty()) {
            raw("do", telling.actions().stream().map(RuleText::quoted).collect(Collectors.joining(", ", "[", "]")));
        }
    }

    private void span(String key, Duration span) {
        if (!span.isZero()) {
            text(key, SpanOfTime.text(span));
        }
    }

    private void flag(String key, boolean flag) {
        if (flag) {
            raw(key, "true");
        }
    }

    private void number(String key, @Nullable Double number) {
        if (number != null) {
            raw(key, number.toString());
        }
    }

    private void text(String key, Optional<String> value) {
        value.ifPresent(present -> text(key, present));
    }

    private void text(String key, String value) {
        raw(key, quoted(value));
    }

    private void raw(String key, String value) {
        text.append(key).append(" = ").append(value).append('\n');
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (c < ' ' || c == 0x7f) {
                quoted.append(String.format(Locale.ROOT, "\\u%04X", c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }
}
