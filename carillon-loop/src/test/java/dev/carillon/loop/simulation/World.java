package dev.carillon.loop.simulation;

import dev.carillon.linux.LinuxException;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.Source;
import dev.carillon.testkit.ScriptedKernel;
import dev.carillon.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

/** A loop, its actors, and what goes wrong; from its beginning to the loop's end. Everything follows from the seed. */
final class World implements AutoCloseable {
    private static final int STEPS = 150;
    private static final int MOST_TURNS = 10_000;
    private static final int MOST_ACTORS = 40;

    /** How a loop is led and ended. */
    private enum Course {
        /** By turns, until all is settled; then closed. */
        TURN_AND_CLOSE,
        /** By turns, until all is settled; then stopped. */
        TURN_AND_STOP,
        /** By run, until all is settled; then stopped by a handler. */
        RUN_AND_STOP,
        /** By turns, and closed in the middle of it. */
        CLOSE_EARLY,
        /** By run, and stopped in the middle of it. */
        STOP_EARLY
    }

    final ScriptedKernel kernel;
    final EventLoop loop;
    final Workers workers = new Workers(this);
    final Trouble trouble = new Trouble(this);
    private final Random random;
    private final Course course;
    private final List<String> trace = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final List<Actor> actors = new ArrayList<>();
    private final TasksActor tasks = new TasksActor(this);
    private final TimeoutsActor timeouts = new TimeoutsActor(this);
    private final Set<Source> told = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Integer> exits = new ArrayList<>();
    private int made;
    private int steps;
    private boolean settling;
    private boolean settled;

    World(long seed, ScriptedKernel kernel) {
        this.random = new Random(seed);
        this.kernel = kernel;
        this.course = anyOf(Course.values());
        this.loop = EventLoop.open(
                "world",
                LoopOptions.DEFAULTS
                        .withTime(kernel::nanos)
                        .withBudget(1 + draw(64))
                        .withBatch(1 + draw(32))
                        .withSlice(Duration.ofMillis(1 + draw(10)))
                        .withTimerAccuracy(Duration.ofMillis(chance(2) ? 0 : draw(20)))
                        .withErrorHandler((source, error) -> failed(source, error)));
        for (int i = 0; i < 12; i++) {
            make(i);
        }
        for (int priority : List.of(1, 2, 0)) {
            loop.exit("exit", _ -> exit(priority)).priority(priority);
        }
        loop.post("post", _ -> liveInHandler());
        loop.idle("idle", Duration.ofMillis(5), (_, quiet) -> note("idle", quiet.toNanos()));
    }

    /** Lives to the end of the loop, and looks back. */
    void live() {
        switch (course) {
            case RUN_AND_STOP, STOP_EARLY -> {
                conduct();
                loop.run();
            }
            default -> {
                while (!hasEnded()) {
                    turn();
                }
            }
        }
        verify();
    }

    private boolean hasEnded() {
        return loop.terminated().toCompletableFuture().isDone();
    }

    /** After a step that has asked the loop to end it is a turn that ends it. */
    private void turn() {
        if (!loop.isStopping()) {
            step();
        }
        if (!hasEnded()) {
            loop.turn(Duration.ofNanos(draw(10_000_000)));
        }
    }

    /** A step, and the next from within the loop. */
    private void conduct() {
        step();
        if (!loop.isStopping()) {
            loop.timeout(this::conduct).schedule(draw(10_000_000));
        }
    }

    private void step() {
        kernel.pass(Duration.ofNanos(draw(100_000))); // a turn takes its time, also where it does not wait
        actors.forEach(Actor::observe);
        boolean early = course == Course.CLOSE_EARLY || course == Course.STOP_EARLY;
        if (++steps > STEPS || early && chance(STEPS / 2)) {
            settleOrEnd(early);
        } else {
            act();
        }
        if (!violations.isEmpty() || loop.statistics().turns() > MOST_TURNS) {
            require(loop.statistics().turns() <= MOST_TURNS, "the world", "does not settle: " + actors);
            loop.stop();
        }
    }

    private void act() {
        anyActor().cause();
        if (chance(2)) {
            anyActor().cause();
        }
        if (chance(2)) {
            anyActor().meddle();
        }
        if (chance(3)) {
            tasks.cause();
        }
        if (chance(3)) {
            timeouts.cause();
        }
        if (chance(2)) {
            workers.releaseOne();
        }
        trouble.perhaps();
    }

    private void settleOrEnd(boolean early) {
        settled = !early
                && settling
                && actors.stream().allMatch(Actor::isSettled)
                && !tasks.isPending()
                && !timeouts.isPending()
                && !workers.isAtWork();
        settling = true;
        if (!settled && !early) {
            workers.releaseOne();
            List.copyOf(actors).forEach(Actor::settle);
        } else if (course == Course.TURN_AND_CLOSE || course == Course.CLOSE_EARLY) {
            loop.close();
        } else {
            loop.stop();
        }
    }

    /** What a handler, a task or a timeout does besides its own work: it takes its time, and touches others. */
    void liveInHandler() {
        if (chance(10)) {
            kernel.pass(Duration.ofNanos(draw(3_000_000)));
        }
        if (!settling && chance(10)) {
            anyActor().meddle();
        }
        if (!settling && chance(10)) {
            anyActor().cause();
        }
    }

    /** Closes what is an actor's own, whatever the kernel says to it. */
    void close(AutoCloseable own) {
        try {
            own.close();
        } catch (Exception e) {
            note("close", e.getClass().getSimpleName());
        }
    }

    Actor anyActor() {
        return actors.get(random.nextInt(actors.size()));
    }

    /** Another comes for one that has closed, and perhaps gets its slot and its descriptor's number. */
    void replace(Actor closed) {
        note("replace", closed.name);
        if (made < MOST_ACTORS && !settling) {
            make(draw(12));
        }
    }

    private void make(int kind) {
        try {
            actors.add(actor(kind, kind + "-" + made++));
        } catch (LinuxException e) {
            note("refused", e.errno());
        }
    }

    private Actor actor(int kind, String number) {
        return switch (kind) {
            case 0 -> new CounterActor(this, "worked counter " + number, true);
            case 1, 2 -> new CounterActor(this, "counter " + number, false);
            case 3, 4 -> new LinesActor(this, "lines " + number);
            case 5 -> new BytesActor(this, "worked " + number, true);
            case 6, 7 -> new BytesActor(this, number, false);
            case 8, 9 -> new TimerActor(this, "timer " + number);
            case 10 -> new DeferActor(this, "defer " + number);
            default -> new AwaitedActor(this, "awaited " + number);
        };
    }

    private void exit(int priority) {
        exits.add(priority);
        throw new Planned("exit " + priority);
    }

    private void failed(Source source, Throwable error) {
        told.add(source);
        note("failed", source + ": " + error.getClass().getSimpleName()); // descriptors' numbers are not of the seed
        require(error instanceof Planned || error instanceof LinuxException, source.toString(), "fails by " + error);
    }

    boolean wasTold(Source source) {
        return told.contains(source);
    }

    boolean isSettling() {
        return settling;
    }

    private void verify() {
        workers.close();
        require(exits.equals(List.of(0, 1, 2)), "exit sources", "run as " + exits);
        require(hasEnded(), "the loop", "has not ended");
        require(loop.sources().isEmpty(), "the loop", "has sources after its end: " + loop.sources());
        tasks.verify();
        timeouts.verify(settled);
        actors.forEach(actor -> actor.verify(settled && actor.isComplete()));
        try {
            loop.execute(() -> {});
            require(false, "the loop", "takes tasks after its end");
        } catch (RejectedExecutionException e) {
            note("ended", "rejects");
        }
    }

    boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    <T> T anyOf(T[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    int draw(int bound) {
        return random.nextInt(bound);
    }

    void note(String who, Object what) {
        trace.add(kernel.nanos() + " " + who + ": " + what);
    }

    /** Noted and not only thrown: a handler's failure is the loop's affair. */
    void require(boolean holds, String who, String complaint) {
        if (!holds) {
            violations.add(who + " " + complaint);
            note(who, complaint);
        }
    }

    List<String> violations() {
        return violations;
    }

    List<String> trace() {
        return trace;
    }

    @Override
    public void close() {
        workers.close();
        loop.close();
        actors.forEach(Actor::dispose);
    }

    /** The course and the last of the trace; all of it where a seed was asked for. */
    @Override
    public String toString() {
        int size = trace.size();
        int shown = System.getProperty(Seeds.PROPERTY) == null ? 40 : size;
        return course + ", " + steps + " steps\n" + String.join("\n", trace.subList(Math.max(0, size - shown), size));
    }
}
