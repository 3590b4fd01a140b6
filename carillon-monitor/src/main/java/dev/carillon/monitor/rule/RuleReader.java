package dev.carillon.monitor.rule;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code [rule.NAME]}: first what stands in the table, and when the whole file is read, {@link RuleCheck} looks at what it
 * names.
 */
public final class RuleReader {
    /** More keys would be more memory than a monitor may take: a key with a percentile has up to 400 KB. */
    private static final int MOST_KEYS = 10_000;

    private static final int MOST_PERCENTILE_KEYS = 100;

    private static final Kind<String> PATTERN = Kind.text("a pattern of RE2", RuleReader::pattern);
    private static final Kind<Field> FIELD_KIND =
            Kind.text("a field, or a JSON Pointer into the fields: \"/sender/uid\"", "[^/].*|/.*", RuleReader::field);

    static final Key<String> ON = new Key<>("on", Kind.name(), "Of which source it looks at events.");
    static final Key<String> KIND =
            new Key<>("kind", Kind.name(), "Looks only at events of this kind: \"exit\", \"line\".");
    static final Key<Field> FIELD =
            new Key<>("field", FIELD_KIND, "The field that is compared, or in which \"match\" looks.");
    static final Key<String> MATCH =
            new Key<>("match", PATTERN, "Looks only at events in whose field (else \"line\") this is found.");
    static final Key<String> WHEN = new Key<>(
            "when",
            Kind.text(),
            "Looks only at events for which this expression of CEL is true. Its fields are the event's, and kind and"
                    + " source.");
    static final Key<Boolean> CHANGED =
            new Key<>("changed", Kind.flag(), "Looks only at events whose field is another than before.");
    static final Key<String> NEAR_SOURCE = new Key<>("source", Kind.name(), "Which other source.");
    static final Key<Duration> NEAR_IN = new Key<>("in", Kind.positiveSpan(), "At most how long before.");
    static final Key<Field> BY = new Key<>("by", FIELD_KIND, "Has an alarm for each value of this field.");
    static final Key<Integer> KEYS = new Key<>(
            "keys",
            Kind.number(1, MOST_KEYS),
            "With \"by\", how many alarms there may be: the one that is at rest for longest makes room.");

    static final Key<Double> ABOVE = new Key<>("above", Kind.decimal(), "Raised where the number is greater.");
    static final Key<Double> BELOW = new Key<>("below", Kind.decimal(), "Raised where the number is smaller.");
    static final Key<Double> CLEAR_BELOW = new Key<>(
            "clear-below", Kind.decimal(), "With \"above\": cleared only where the number is smaller than this.");
    static final Key<Double> CLEAR_ABOVE = new Key<>(
            "clear-above", Kind.decimal(), "With \"below\": cleared only where the number is greater than this.");
    static final Key<Often> COUNT = new Key<>(
            "count",
            Often.orTime(Condition.Count.MOST),
            "Raised by so many events in a time; or compares how many there are in a time.");
    static final Key<Duration> ABSENT =
            new Key<>("absent", Kind.positiveSpan(), "Raised when there is no event for so long.");
    static final Key<Duration> HEALTHY_AFTER = new Key<>(
            "healthy-after",
            Kind.positiveSpan(),
            "Where each event raises the alarm: how long there has to be none until it is over.");
    static final Key<String> CLEAR_MATCH = new Key<>(
            "clear-match", PATTERN, "Where each event raises the alarm: one in whose field this is found ends it.");
    static final Key<String> CLEAR_WHEN = new Key<>(
            "clear-when",
            Kind.text(),
            "Where each event raises the alarm: one for which this expression of CEL is true ends it.");

    static final Key<Duration> FOR = new Key<>("for", Kind.span(), "How long it has to be so until it is raised.");
    static final Key<Duration> CLEAR_FOR =
            new Key<>("clear-for", Kind.span(), "How long it has to be over until it is cleared.");
    static final Key<Boolean> UNTIL_ACK =
            new Key<>("until-ack", Kind.flag(), "Stays raised until somebody has acknowledged it.");

    static final Key<Severity> SEVERITY = new Key<>("severity", Kind.choice(Severity.class), "How bad it is.");
    static final Key<String> MESSAGE = new Key<>(
            "message",
            Kind.text("a text with fields in braces: \"{source} is at {value}\"", RuleReader::template),
            "What people are told, with fields of the event in braces, and rule, key, source, kind, severity and value;"
                    + " made up where it is not given.");
    static final Key<Often> FLAP = new Key<>(
            "flap",
            Often.orNever(Telling.Flapping.MOST),
            "How many changes are told in a time: what changes more often is told once to be flapping, and again when"
                    + " it is calm.");
    static final Key<Duration> REPEAT = new Key<>(
            "repeat", Kind.positiveSpan(), "Told again so often while it is raised and nobody has acknowledged it.");
    static final Key<String> DO =
            new Key<>("do", Kind.name(), "The names of the actions; without, it is recorded and shown.");

    private static final Map<Measure, Key<Duration>> WINDOWS = windows();

    private final Section section;

    private RuleReader(Section section) {
        this.section = section;
    }

    private static Map<Measure, Key<Duration>> windows() {
        Map<Measure, Key<Duration>> windows = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            if (measure != Measure.VALUE && measure != Measure.COUNT) {
                String about = "Compares, of the numbers of this time, " + measure.about() + ".";
                windows.put(measure, new Key<>(measure.key(), Kind.positiveSpan(), about));
            }
        }
        return windows;
    }

    /** Reads one. What is wrong is noted in the section, and something stands in for it. */
    public static RuleSettings read(String name, Section section) {
        RuleReader reader = new RuleReader(section);
        Selection selection = reader.selection();
        Condition condition = reader.condition();
        RuleSettings settings = new RuleSettings(name, selection, condition, reader.holding(), reader.telling());
        reader.checkPercentileKeys(settings);
        return settings;
    }

    // --- which events ------------------------------------------------------------------------------------------------

    private Selection selection() {
        Optional<String> match = section.find(MATCH);
        Optional<Field> given = section.find(FIELD);
        boolean looksAtLines = match.isPresent() || section.has(CLEAR_MATCH.name());
        return new Selection(
                section.require(ON, ""),
                section.find(KIND),
                given.orElse(looksAtLines ? Field.LINE : Field.VALUE),
                match,
                section.find(WHEN),
                section.get(CHANGED, false),
                near(),
                by());
    }

    private Optional<Selection.Near> near() {
        return section.section("near", "Looks only at events soon after one of another source.")
                .map(near -> new Selection.Near(
                        near.require(NEAR_SOURCE, ""), near.require(NEAR_IN, Duration.ofSeconds(1))));
    }

    private Optional<Selection.By> by() {
        int most = section.get(KEYS, Selection.By.USUAL);
        Optional<Selection.By> by = section.find(BY).map(field -> new Selection.By(field, most));
        if (by.isEmpty() && section.has(KEYS.name()) && !section.hasWrong(BY.name())) {
            section.wrong(KEYS.name(), "there is one alarm only; allowed with by");
        }
        return by;
    }

    private void checkPercentileKeys(RuleSettings settings) {
        boolean isPercentile = settings.condition() instanceof Condition.Threshold threshold
                && threshold.measure().isPercentile();
        int most = settings.selection().by().map(Selection.By::most).orElse(0);
        if (isPercentile && most > MOST_PERCENTILE_KEYS) {
            section.wrong(
                    section.has(KEYS.name()) ? KEYS.name() : BY.name(),
                    most + " keys with a percentile each take too much memory; allowed: keys = " + MOST_PERCENTILE_KEYS
                            + " or fewer");
        }
    }

    // --- what raises it ----------------------------------------------------------------------------------------------

    private Condition condition() {
        Optional<Duration> absent = section.find(ABSENT);
        Optional<Often> count = section.find(COUNT);
        Map<Measure, Duration> windows = new EnumMap<>(Measure.class);
        WINDOWS.forEach((measure, key) -> section.find(key).ifPresent(window -> windows.put(measure, window)));
        count.filter(often -> often.times() == 0).ifPresent(often -> windows.put(Measure.COUNT, often.in()));
        Limits limits = limits();
        Condition occurrence = occurrence();
        boolean isCompared = section.has(ABOVE.name()) || section.has(BELOW.name());
        onlyOne(windows);
        if (isCompared) {
            Measure measure = windows.isEmpty()
                    ? Measure.VALUE
                    : windows.keySet().iterator().next();
            return new Condition.Threshold(measure, windows.getOrDefault(measure, Duration.ZERO), limits);
        }
        for (Measure measure : windows.keySet()) {
            section.wrong(measure.key(), "nothing is compared with it; allowed with above or below");
        }
        if (absent.isPresent()) {
            return new Condition.Absent(absent.get());
        }
        return count.filter(often -> often.times() > 0)
                .<Condition>map(often -> new Condition.Count(often.times(), often.in()))
                .orElse(occurrence);
    }

    /** An alarm is raised by one thing: of two that are asked for, the second is one too many. */
    private void onlyOne(Map<Measure, Duration> windows) {
        List<String> kinds = new ArrayList<>();
        if (section.has(ABSENT.name())) {
            kinds.add(ABSENT.name());
        }
        if (section.has(COUNT.name())) {
            kinds.add(COUNT.name());
        }
        windows.keySet().stream()
                .filter(measure -> measure != Measure.COUNT)
                .map(Measure::key)
                .forEach(kinds::add);
        boolean isCompared = section.has(ABOVE.name()) || section.has(BELOW.name());
        boolean isCounted = section.has(COUNT.name()) && !windows.containsKey(Measure.COUNT);
        if (isCompared && (section.has(ABSENT.name()) || isCounted && !section.hasWrong(COUNT.name()))) {
            kinds.addFirst(section.has(ABOVE.name()) ? ABOVE.name() : BELOW.name());
        }
        for (String second : kinds.stream().skip(1).toList()) {
            section.wrong(second, kinds.getFirst() + " is there already; allowed: a rule for each");
        }
    }

    private Limits limits() {
        Limits limits = new Limits(
                section.find(ABOVE).orElse(null),
                section.find(BELOW).orElse(null),
                section.find(CLEAR_BELOW).orElse(null),
                section.find(CLEAR_ABOVE).orElse(null));
        Double above = limits.above();
        Double below = limits.below();
        clearing(CLEAR_BELOW, limits.clearBelow(), ABOVE, above, -1);
        clearing(CLEAR_ABOVE, limits.clearAbove(), BELOW, below, 1);
        if (above != null && below != null && below >= above) {
            section.wrong(
                    BELOW.name(),
                    Message.text(below) + " is not less than above, " + Message.text(above)
                            + ": every number would raise it; allowed: less");
        }
        return limits;
    }

    /** Clearing has to be on the other side of raising: else what raises it clears it at once. */
    private void clearing(Key<Double> key, @Nullable Double clear, Key<Double> of, @Nullable Double limit, int side) {
        if (!section.has(key.name()) || section.hasWrong(key.name()) || section.hasWrong(of.name())) {
            return;
        }
        if (limit == null) {
            section.wrong(key.name(), "nothing raises it from there; allowed with " + of.name());
        } else if (clear != null && Math.signum(clear - limit) * side < 0) {
            section.wrong(
                    key.name(),
                    Message.text(clear) + " is " + of.name() + " the threshold, " + Message.text(limit)
                            + ": what raises it would clear it; allowed: " + Message.text(limit)
                            + (side < 0 ? " or less" : " or more"));
        }
    }

    private Condition occurrence() {
        Optional<Duration> healthyAfter = section.find(HEALTHY_AFTER);
        Condition.Occurrence occurrence = new Condition.Occurrence(
                healthyAfter.orElse(Condition.Occurrence.USUAL), section.find(CLEAR_MATCH), section.find(CLEAR_WHEN));
        boolean isOther = List.of(ABOVE.name(), BELOW.name(), ABSENT.name(), COUNT.name()).stream()
                .anyMatch(section::has);
        if (isOther) {
            refuse(HEALTHY_AFTER, "clear-for says that");
            refuse(CLEAR_MATCH, "it is over when the numbers or times say so");
            refuse(CLEAR_WHEN, "it is over when the numbers or times say so");
        }
        return occurrence;
    }

    private void refuse(Key<?> key, String why) {
        if (section.has(key.name())) {
            section.wrong(key.name(), why + "; allowed without above, below, count and absent");
        }
    }

    // --- how long, and what is told ----------------------------------------------------------------------------------

    private Holding holding() {
        Holding holding = new Holding(
                section.get(FOR, Duration.ZERO), section.get(CLEAR_FOR, Duration.ZERO), section.get(UNTIL_ACK, false));
        boolean isNumber = section.has(ABOVE.name()) || section.has(BELOW.name());
        boolean isCount = section.has(COUNT.name());
        if (section.has(FOR.name()) && !isNumber && !isCount) {
            String why = section.has(ABSENT.name())
                    ? "absent says already how long; allowed: a longer absent"
                    : "an event lasts no time; allowed with above, below or count";
            section.wrong(FOR.name(), why);
        }
        if (section.has(CLEAR_FOR.name()) && !isNumber && !isCount && !section.has(ABSENT.name())) {
            section.wrong(CLEAR_FOR.name(), "healthy-after says that; allowed with above, below, count or absent");
        }
        return holding;
    }

    private Telling telling() {
        Telling usual = Telling.USUAL;
        Often flapping = section.get(
                FLAP, new Often(usual.flapping().changes(), usual.flapping().in()));
        return new Telling(
                section.get(SEVERITY, usual.severity()),
                section.find(MESSAGE),
                new Telling.Flapping(flapping.times(), flapping.in()),
                section.find(REPEAT).orElse(Duration.ZERO),
                section.list(DO));
    }

    // --- texts -------------------------------------------------------------------------------------------------------

    private static String pattern(String text) {
        try {
            return Pattern.compile(text).pattern();
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Field field(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("");
        }
        return new Field(text);
    }

    private static String template(String text) {
        Message.fields(text);
        if (text.isEmpty()) {
            throw new IllegalArgumentException("");
        }
        return text;
    }
}
