package dev.carillon.monitor.rule;

import dev.carillon.config.Key;
import dev.carillon.config.Nearest;
import dev.carillon.config.Section;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** Looks at what a rule names elsewhere in the file: sources and their fields, actions, and what expressions say. */
public final class RuleCheck {
    private final Section section;
    private final Known known;

    private RuleCheck(Section section, Known known) {
        this.section = section;
        this.known = known;
    }

    /** Notes in the section what is wrong. */
    public static void check(RuleSettings rule, Section section, Known known) {
        RuleCheck check = new RuleCheck(section, known);
        String source = rule.selection().source();
        if (!source.isEmpty() && !source.equals(Rules.MONITOR)) {
            check.known(section, RuleReader.ON, source, "source", known.sources());
        }
        section.section("near").ifPresent(near -> check.near(rule, near));
        rule.telling()
                .actions()
                .forEach(action -> check.known(section, RuleReader.DO, action, "action", known.actions()));
        if (known.sources().contains(source)) {
            check.fields(rule, known.fields(source));
        }
        rule.selection().when().ifPresent(text -> check.expression(RuleReader.WHEN, text, source));
        if (rule.condition() instanceof Condition.Occurrence occurrence) {
            occurrence.clearWhen().ifPresent(text -> check.expression(RuleReader.CLEAR_WHEN, text, source));
        }
    }

    private void near(RuleSettings rule, Section near) {
        rule.selection()
                .near()
                .map(Selection.Near::source)
                .filter(name -> !name.isEmpty())
                .ifPresent(name -> {
                    if (name.equals(rule.selection().source())) {
                        near.wrong(
                                RuleReader.NEAR_SOURCE.name(), "that is the rule's own source; allowed: another one");
                    } else if (!name.equals(Rules.MONITOR)) {
                        known(near, RuleReader.NEAR_SOURCE, name, "source", known.sources());
                    }
                });
    }

    private void known(Section at, Key<?> key, String name, String what, Set<String> names) {
        if (!names.contains(name)) {
            at.wrong(key.name(), "there is no " + what + " " + name + suggestion(name, names));
        }
    }

    private static String suggestion(String name, Collection<String> names) {
        return Nearest.to(name, names)
                .map(near -> "; did you mean " + near + "?")
                .orElseGet(() -> names.isEmpty()
                        ? "; allowed: one that the file has, and it has none"
                        : "; allowed: " + String.join(", ", names));
    }

    private void fields(RuleSettings rule, Set<String> fields) {
        if (fields.isEmpty()) {
            return;
        }
        Selection selection = rule.selection();
        boolean isLookedAt = selection.match().isPresent() || selection.changed() || comparesNumbers(rule);
        if (isLookedAt && !section.has(RuleReader.FIELD.name())) {
            needed(selection.field(), fields, keyThatLooks(rule));
        }
        if (section.has(RuleReader.FIELD.name())) {
            needed(selection.field(), fields, RuleReader.FIELD);
        }
        selection.by().ifPresent(by -> needed(by.field(), fields, RuleReader.BY));
        rule.telling().message().ifPresent(message -> {
            for (String field : Message.fields(message)) {
                if (!Message.OURS.contains(field)) {
                    needed(new Field(field), fields, RuleReader.MESSAGE);
                }
            }
        });
    }

    private static boolean comparesNumbers(RuleSettings rule) {
        return rule.condition() instanceof Condition.Threshold threshold && threshold.measure() != Measure.COUNT;
    }

    private Key<?> keyThatLooks(RuleSettings rule) {
        if (rule.selection().match().isPresent()) {
            return RuleReader.MATCH;
        }
        if (rule.selection().changed()) {
            return RuleReader.CHANGED;
        }
        return section.has(RuleReader.ABOVE.name()) ? RuleReader.ABOVE : RuleReader.BELOW;
    }

    private void needed(Field field, Set<String> fields, Key<?> key) {
        if (!fields.contains(field.top())) {
            section.wrong(
                    key.name(), "the source's events have no field " + field.top() + suggestion(field.top(), fields));
        }
    }

    private void expression(Key<?> key, String text, String source) {
        Optional<String> problem = known.wrong(text, source);
        problem.ifPresent(why -> section.wrong(key.name(), why));
    }
}
