package dev.carillon.monitor.rule;

import dev.carillon.monitor.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rules under test: time in milliseconds since the machine's start, and what they told. */
final class Bench implements RuleListener {
    static final Instant WALL = Instant.parse("2026-03-29T00:00:00Z");

    final List<Transition> told = new ArrayList<>();
    final List<Transition> heard = new ArrayList<>();
    final List<String> overflows = new ArrayList<>();
    final List<String> failures = new ArrayList<>();
    final Rules rules;
    private long ids;

    Bench(RuleSettings... settings) {
        this(Expressions.NONE, settings);
    }

    Bench(Expressions expressions, RuleSettings... settings) {
        rules = new Rules(this, expressions, Duration.ZERO, WALL);
        rules.replace(List.of(settings));
    }

    /** The same, after a restart: goes on with what was before. */
    Bench(Bench before, long millis, RuleSettings... settings) {
        ids = before.ids;
        rules = new Rules(this, Expressions.NONE, Duration.ofMillis(millis), WALL.plusMillis(millis));
        rules.replace(List.of(settings));
        rules.resume(before.rules.carried());
    }

    @Override
    public void changed(Transition transition, boolean muted) {
        told.add(transition);
        if (!muted) {
            heard.add(transition);
        }
    }

    @Override
    public void overflowed(String rule, long left, long refused) {
        overflows.add(rule + " " + left + " " + refused);
    }

    @Override
    public void failed(String rule, long count, String why) {
        failures.add(rule + " " + count + " " + why);
    }

    Event event(long millis, String source, Map<String, Object> fields) {
        return event(millis, source, "line", fields);
    }

    Event event(long millis, String source, String kind, Map<String, Object> fields) {
        return new Event(++ids, Duration.ofMillis(millis), WALL.plusMillis(millis), source, kind, fields);
    }

    Bench at(long millis, String source, Map<String, Object> fields) {
        rules.accept(event(millis, source, fields));
        return this;
    }

    Bench value(long millis, double value) {
        return at(millis, "s", Map.of("value", value));
    }

    Bench line(long millis, String line) {
        return at(millis, "s", Map.of("value", line));
    }

    Bench until(long millis) {
        rules.advance(Duration.ofMillis(millis), WALL.plusMillis(millis));
        return this;
    }

    /** Nobody wants to hear of the rule until then. */
    Bench silence(long untilMillis) {
        rules.silence(new Silence("r", "", "ann", WALL.plusMillis(untilMillis)));
        return this;
    }

    /** Somebody sees to the rule's alarm, until then; for as long as it is raised if that is negative. */
    Bench acknowledge(long untilMillis) {
        Optional<Instant> until = untilMillis < 0 ? Optional.empty() : Optional.of(WALL.plusMillis(untilMillis));
        rules.acknowledge("r", "", new Acknowledgement("ann", until));
        return this;
    }

    /** What was told since it was asked for last: {@code 10 RAISED}, with the key if there is one. */
    List<String> told() {
        List<String> lines = told.stream().map(Bench::line).toList();
        told.clear();
        return lines;
    }

    List<String> heard() {
        List<String> lines = heard.stream().map(Bench::line).toList();
        heard.clear();
        return lines;
    }

    private static String line(Transition transition) {
        String key = transition.key().isEmpty() ? "" : " " + transition.key();
        return transition.boot().toMillis() + " " + transition.to() + key;
    }

    RuleFigures figures() {
        return Objects.requireNonNull(rules.figures().get("r"));
    }

    static Settings rule(Condition condition) {
        return new Settings(condition);
    }

    static Settings threshold(Measure measure, long window, @Nullable Double above, @Nullable Double below) {
        return rule(new Condition.Threshold(measure, Duration.ofMillis(window), new Limits(above, below, null, null)));
    }

    static Settings above(double above) {
        return threshold(Measure.VALUE, 0, above, null);
    }

    /** A rule in the making. */
    static final class Settings {
        private final Condition condition;
        private String name = "r";
        private Selection selection = Selection.of("s");
        private Holding holding = Holding.NONE;
        private Telling telling =
                new Telling(Severity.WARNING, Optional.empty(), Telling.Flapping.NONE, Duration.ZERO, List.of());

        Settings(Condition condition) {
            this.condition = condition;
        }

        Settings named(String name) {
            this.name = name;
            return this;
        }

        Settings select(Selection selection) {
            this.selection = selection;
            return this;
        }

        Settings hold(long hold, long clearFor, boolean untilAck) {
            holding = new Holding(Duration.ofMillis(hold), Duration.ofMillis(clearFor), untilAck);
            return this;
        }

        Settings flapping(int changes, long in) {
            telling = new Telling(
                    telling.severity(),
                    telling.message(),
                    new Telling.Flapping(changes, Duration.ofMillis(in)),
                    telling.repeat(),
                    List.of());
            return this;
        }

        Settings repeat(long repeat) {
            telling = new Telling(
                    telling.severity(), telling.message(), telling.flapping(), Duration.ofMillis(repeat), List.of());
            return this;
        }

        Settings message(String message) {
            telling = new Telling(
                    telling.severity(), Optional.of(message), telling.flapping(), telling.repeat(), List.of());
            return this;
        }

        RuleSettings make() {
            return new RuleSettings(name, selection, condition, holding, telling);
        }
    }
}
