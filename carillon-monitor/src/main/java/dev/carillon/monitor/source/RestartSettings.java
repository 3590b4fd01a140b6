package dev.carillon.monitor.source;

import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import dev.carillon.config.SpanOfTime;
import dev.carillon.loop.Backoff;
import dev.carillon.loop.RestartPolicy;
import dev.carillon.loop.SupervisorOptions;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a program that has ended is started again.
 *
 * @param policy after which ends
 * @param first how long after the first failure
 * @param factor by what the wait grows with each failure in a row
 * @param most what no wait is longer than, but for a fifth
 * @param healthyAfter how long it has to run until its end counts as the first failure again
 * @param giveUp when it is started no more
 */
record RestartSettings(
        RestartPolicy policy, Duration first, double factor, Duration most, Duration healthyAfter, Times giveUp) {
    static final RestartSettings USUAL = new RestartSettings(
            RestartPolicy.ALWAYS,
            Duration.ofMillis(200),
            2,
            Duration.ofMinutes(1),
            Duration.ofSeconds(30),
            new Times(10, Duration.ofMinutes(10)));

    private static final Key<RestartPolicy> POLICY =
            new Key<>("policy", Kind.choice(RestartPolicy.class), "After which ends.");
    private static final Key<Duration> FIRST = new Key<>("first", Kind.span(), "How long after the first failure.");
    private static final Key<Double> FACTOR =
            new Key<>("factor", Kind.decimal(), "By what the wait grows with each failure in a row, 1 or more.");
    private static final Key<Duration> MOST =
            new Key<>("max", Kind.span(), "What no wait is longer than, but for a fifth more or less at random.");
    private static final Key<Duration> HEALTHY = new Key<>(
            "healthy-after", Kind.span(), "How long it has to run until its end counts as the first failure again.");
    private static final Key<Times> GIVE_UP = new Key<>(
            "give-up",
            Kind.text("how often in a time: \"10 in 10 m\", or \"never\"", Times.PATTERN, Times::parse),
            "How often it is started; before it would be once more it is given up, which is an event (gave-up).");

    static RestartSettings read(Section source) {
        return source.section("restart", "When the program is started again that has ended.")
                .map(RestartSettings::of)
                .orElse(USUAL);
    }

    private static RestartSettings of(Section section) {
        double factor = section.get(FACTOR, USUAL.factor);
        if (factor < 1) {
            section.wrong(FACTOR.name(), "allowed: 1 or more");
        }
        return new RestartSettings(
                section.get(POLICY, USUAL.policy),
                section.get(FIRST, USUAL.first),
                Math.max(1, factor),
                section.get(MOST, USUAL.most),
                section.get(HEALTHY, USUAL.healthyAfter),
                section.get(GIVE_UP, USUAL.giveUp));
    }

    SupervisorOptions options() {
        return SupervisorOptions.DEFAULTS
                .withRestart(policy)
                .withBackoff(Backoff.USUAL.withFirst(first).withFactor(factor).withLongest(most))
                .withHealthyAfter(healthyAfter)
                .withStartLimit(giveUp.count, giveUp.span);
    }

    /**
     * So often in a time.
     *
     * @param count 0 for any number
     */
    record Times(int count, Duration span) {
        static final String PATTERN = "never|[0-9]{1,6} in [0-9]{1,9} ?(?:ms|s|m|h)";
        private static final Pattern PARTS = Pattern.compile("([0-9]{1,6}) in ([0-9]{1,9}) ?(ms|s|m|h)");

        static Times parse(String text) {
            if (text.equals("never")) {
                return new Times(0, Duration.ofSeconds(1));
            }
            Matcher parts = PARTS.matcher(text);
            if (!parts.matches()) {
                throw new IllegalArgumentException("");
            }
            Times times =
                    new Times(Integer.parseInt(parts.group(1)), SpanOfTime.parse(parts.group(2) + parts.group(3)));
            if (times.count == 0 || times.span.isZero()) {
                throw new IllegalArgumentException("");
            }
            return times;
        }

        @Override
        public String toString() {
            return count == 0 ? "never" : count + " in " + SpanOfTime.text(span);
        }
    }
}
