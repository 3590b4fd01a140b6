package dev.carillon.loop;

import dev.carillon.linux.Signal;
import dev.carillon.loop.child.Ending;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * How a {@link Supervisor} keeps a command running. Immutable.
 *
 * <p>The defaults: always started again, after {@link Backoff#USUAL}; healthy after ten seconds; started as often as it takes;
 * ready once it runs; stopped by TERM, and killed ten seconds later.
 */
public final class SupervisorOptions {
    /** The defaults. */
    public static final SupervisorOptions DEFAULTS = new SupervisorOptions();

    private RestartPolicy restart = RestartPolicy.ALWAYS;
    private Set<Integer> successCodes = Set.of(0);
    private Backoff backoff = Backoff.USUAL;
    private Duration healthyAfter = Duration.ofSeconds(10);
    private ReadyWhen ready = ReadyWhen.started();
    private Duration readyTimeout = Duration.ZERO;
    private Signal stopSignal = Signal.TERM;
    private Duration stopTimeout = Ending.USUAL_GRACE;
    private RandomGenerator random = new Random();
    private int startLimit;
    private Duration startWindow = Duration.ofMinutes(1);

    private SupervisorOptions() {}

    private SupervisorOptions(SupervisorOptions other) {
        restart = other.restart;
        successCodes = other.successCodes;
        backoff = other.backoff;
        healthyAfter = other.healthyAfter;
        ready = other.ready;
        readyTimeout = other.readyTimeout;
        stopSignal = other.stopSignal;
        stopTimeout = other.stopTimeout;
        random = other.random;
        startLimit = other.startLimit;
        startWindow = other.startWindow;
    }

    /**
     * When a command that has ended by itself is started again.
     *
     * @param policy always, on failure, or never
     * @return the options with that
     */
    public SupervisorOptions withRestart(RestartPolicy policy) {
        SupervisorOptions changed = new SupervisorOptions(this);
        changed.restart = policy;
        return changed;
    }

    /**
     * The exit codes that are no failure. An end by a signal always is one.
     *
     * @param codes 0 to 255
     * @return the options with that
     */
    public SupervisorOptions withSuccessCodes(Set<Integer> codes) {
        SupervisorOptions changed = new SupervisorOptions(this);
        changed.successCodes = Set.copyOf(codes);
        return changed;
    }

    /**
     * How long to wait before a start that follows an end.
     *
     * @param waits for the first failure, and for more in a row
     * @return the options with that
     */
    public SupervisorOptions withBackoff(Backoff waits) {
        SupervisorOptions changed = new SupervisorOptions(this);
        changed.backoff = waits;
        return changed;
    }

    /**
     * How long a process has to be ready until its end counts as the first failure again, whatever was before.
     *
     * @param span zero or longer
     * @return the options with that
     */
    public SupervisorOptions withHealthyAfter(Duration span) {
        SupervisorOptions changed = new SupervisorOptions(this);
        changed.healthyAfter = checkNotNegative(span);
        return changed;
    }

    /**
     * When a process counts as ready.
     *
     * @param when once it runs, if not said
     * @return the options with that
     */
    public SupervisorOptions withReady(ReadyWhen when) {
        SupervisorOptions changed = new SupervisorOptions(this);
        changed.ready = when;
        return changed;
    }

    /**
     * How long a process may take to be ready; then it is stopped, and that is a failure.
     *
     * @param span zero for as long as it takes
     * @return the options with that
     */
    public SupervisorOptions withReadyTimeout(Duration span) {
        SupervisorOptions changed = new SupervisorOptions(this);
        changed.readyTimeout = checkNotNegative(span);
        return changed;
    }

    /**
     * What asks a process to end.
     *
     * @param signal sent to its whole group if it has one of its own, then CONT for one that is stopped
     * @return the options with that
     */
    public SupervisorOptions withStopSignal(Signal signal) {
        SupervisorOptions changed = new SupervisorOptions(this);
        changed.stopSignal = signal;
        return changed;
    }

    /**
     * How long a process that was asked may take to end; then it is killed.
     *
     * @param span zero to kill it at once
     * @return the options with that
     */
    public SupervisorOptions withStopTimeout(Duration span) {
        SupervisorOptions changed = new SupervisorOptions(this);
        changed.stopTimeout = checkNotNegative(span);
        return changed;
    }

    /**
     * Where the jitter comes from. A seeded one makes the waits the same each time.
     *
     * @param generator used on the loop's thread alone
     * @return the options with that
     */
    public SupervisorOptions withRandom(RandomGenerator generator) {
        SupervisorOptions changed = new SupervisorOptions(this);
        changed.random = generator;
        return changed;
    }

    /**
     * How often a command may be started within a span of time; it is given up before it is started once more.
     *
     * @param starts the most, 1 or more; 0 for no limit
     * @param window longer than zero
     * @return the options with that
     */
    public SupervisorOptions withStartLimit(int starts, Duration window) {
        if (starts < 0 || window.isZero() || window.isNegative()) {
            throw new IllegalArgumentException(
                    "a start limit is 1 start or more in a span longer than zero, not " + starts + " in " + window);
        }
        SupervisorOptions changed = new SupervisorOptions(this);
        changed.startLimit = starts;
        changed.startWindow = window;
        return changed;
    }

    private static Duration checkNotNegative(Duration span) {
        if (span.isNegative()) {
            throw new IllegalArgumentException("a span is zero or longer, not " + span);
        }
        return span;
    }

    /**
     * When a command that has ended is started again.
     *
     * @return the policy
     */
    public RestartPolicy restart() {
        return restart;
    }

    /**
     * The exit codes that are no failure.
     *
     * @return a copy of what was given
     */
    public Set<Integer> successCodes() {
        return successCodes;
    }

    /**
     * How long to wait before a start that follows an end.
     *
     * @return the waits
     */
    public Backoff backoff() {
        return backoff;
    }

    /**
     * How long a process has to be ready to be healthy.
     *
     * @return zero or longer
     */
    public Duration healthyAfter() {
        return healthyAfter;
    }

    /**
     * When a process counts as ready.
     *
     * @return the condition
     */
    public ReadyWhen ready() {
        return ready;
    }

    /**
     * How long a process may take to be ready.
     *
     * @return zero for as long as it takes
     */
    public Duration readyTimeout() {
        return readyTimeout;
    }

    /**
     * What asks a process to end.
     *
     * @return the signal
     */
    public Signal stopSignal() {
        return stopSignal;
    }

    /**
     * How long a process that was asked may take to end.
     *
     * @return zero or longer
     */
    public Duration stopTimeout() {
        return stopTimeout;
    }

    /**
     * Where the jitter comes from.
     *
     * @return the generator
     */
    public RandomGenerator random() {
        return random;
    }

    /**
     * How often a command may be started within {@link #startWindow}.
     *
     * @return 0 for no limit
     */
    public int startLimit() {
        return startLimit;
    }

    /**
     * The span of {@link #startLimit}.
     *
     * @return longer than zero
     */
    public Duration startWindow() {
        return startWindow;
    }
}
