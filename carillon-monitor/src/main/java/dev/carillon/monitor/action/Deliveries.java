package dev.carillon.monitor.action;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.TimeSource;
import dev.carillon.loop.Timeout;
import dev.carillon.monitor.action.Attempt.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one other machine, and when it is told. One call at a time, so that the order is kept and a machine that is down
 * is asked by one; of an alarm only its latest change waits. What is more than may be told one by one goes together.
 */
final class Deliveries implements Target {
    /** More in one call than anybody reads, and than servers take. */
    private static final int LARGEST = 2000;
    /** However long the other side wants to be left alone. */
    private static final Duration LONGEST_REST = Duration.ofHours(1);

    private final EventLoop loop;
    private final Clocks clocks;
    private final ActionSettings.Remote settings;
    private final Courier courier;
    private final Outbox outbox;
    private final Told told;
    private final Waiting waiting = new Waiting();
    private final Allowance allowance;
    private final Timeout rest;
    private final Timeout refresh;
    private @Nullable Call call;
    private List<Load.Part> underWay = List.of();
    private boolean isResting;
    private int failures;
    private int largest = LARGEST;

    /** The times that it goes by. */
    record Clocks(TimeSource time, InstantSource wall, RandomGenerator random) {
        static final Clocks SYSTEM =
                new Clocks(TimeSource.SYSTEM, InstantSource.system(), RandomGenerator.getDefault());
    }

    Deliveries(
            EventLoop loop, Clocks clocks, ActionSettings.Remote settings, Courier courier, Outbox outbox, Told told) {
        this.loop = loop;
        this.clocks = clocks;
        this.settings = settings;
        this.courier = courier;
        this.outbox = outbox;
        this.told = told;
        this.allowance = new Allowance(settings.delivery().rate());
        this.rest = loop.timeout(this::rested);
        this.refresh = loop.timeout(this::pump);
    }

    @Override
    public void take(Notice notice) {
        told.raised();
        Instant now = clocks.wall.instant();
        if (!accept(new Load.Part(notice, now, 0))) {
            return;
        }
        outbox.keep(settings.name(), notice, now, () -> kept(notice));
    }

    @Override
    public void resume(Load.Part part) {
        told.raised();
        if (accept(part)) {
            kept(part.notice());
        }
    }

    /** As it is told again and again, it need not be kept. */
    @Override
    public void stand(List<Notice> notices) {
        if (!settings.on().contains(Occasion.RAISED)) {
            return;
        }
        Instant now = clocks.wall.instant();
        courier.stand(
                notices.stream().map(notice -> new Load.Part(notice, now, 0)).toList());
        if (!courier.standing().isEmpty()) {
            loop.execute(this::pump);
        }
    }

    private boolean accept(Load.Part part) {
        if (waiting.size() >= settings.delivery().queue() && !waiting.has(part)) {
            String why = waiting.size() + " wait already";
            told.tell(part.notice(), Outcome.SKIPPED, 0, why, Duration.ZERO);
            return false;
        }
        waiting.add(part).ifPresent(this::replaced);
        return true;
    }

    private void replaced(Load.Part earlier) {
        told.tell(earlier.notice(), Outcome.DIGESTED, 0, "a later change is told in its place", Duration.ZERO);
    }

    /** Only after all that this turn brings: a storm is known by then. */
    private void kept(Notice notice) {
        if (waiting.release(notice)) {
            loop.execute(this::pump);
        }
    }

    private void rested() {
        isResting = false;
        pump();
    }

    private void pump() {
        if (call != null || isResting) {
            return;
        }
        giveUpOld();
        List<Load.Part> ready = waiting.ready();
        if (!ready.isEmpty()) {
            tell(ready);
        } else if (!courier.standing().isEmpty() && !refresh.isPending()) {
            begin(courier.standing());
        }
    }

    private void giveUpOld() {
        Instant oldest = clocks.wall.instant().minus(settings.delivery().patience());
        for (Load.Part part : waiting.removeIf(part -> part.since().isBefore(oldest))) {
            String why = "it could not be told since " + part.since();
            told.tell(part.notice(), Outcome.GIVEN_UP, failures, why, Duration.ZERO);
        }
    }

    private void tell(List<Load.Part> ready) {
        long now = clocks.time.nanos();
        int left = allowance.left(now);
        if (left <= 0) {
            rest(allowance.untilNext(now));
            return;
        }
        boolean together = settings.delivery().digests() && ready.size() > left;
        // The worst first; those that are equal in the order they came in.
        ready.sort(Comparator.comparing(
                        (Load.Part part) -> part.notice().transition().severity())
                .reversed());
        List<Load.Part> parts = ready.subList(0, together ? Math.min(ready.size(), largest) : 1);
        waiting.take(parts);
        underWay = List.copyOf(parts);
        begin(underWay);
    }

    private void begin(List<Load.Part> parts) {
        Load load = new Load(parts);
        long began = clocks.time.nanos();
        allowance.use(began);
        call = Call.begin(loop, settings.name(), courier, load, answer -> answered(load, answer, began));
    }

    private void answered(Load load, Answer answer, long began) {
        call = null;
        Duration took = Duration.ofNanos(clocks.time.nanos() - began);
        List<Load.Part> parts = underWay;
        underWay = List.of();
        switch (answer.verdict()) {
            case TAKEN -> taken(load, parts, answer, took);
            case FAILED -> failed(parts, answer, took);
            case REFUSED -> refused(parts, answer, took);
        }
        pump();
    }

    private void taken(Load load, List<Load.Part> parts, Answer answer, Duration took) {
        int number = failures + 1;
        failures = 0;
        largest = LARGEST;
        courier.taken(load);
        refresh.cancel();
        if (!courier.refresh().isZero() && !courier.standing().isEmpty()) {
            refresh.schedule(courier.refresh());
        }
        if (!parts.isEmpty()) {
            told.tell(
                    notices(parts),
                    parts.size() > 1 ? Outcome.DIGESTED : Outcome.DELIVERED,
                    number,
                    answer.text(),
                    took);
        }
    }

    private void failed(List<Load.Part> parts, Answer answer, Duration took) {
        failures++;
        if (!parts.isEmpty()) {
            told.tell(notices(parts), Outcome.FAILED, failures, answer.text(), took);
        }
        waiting.putBack(parts).forEach(this::replaced);
        Duration wanted = answer.after().orElse(Duration.ZERO);
        Duration at = wanted.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : wanted;
        rest(Math.max(at.toNanos(), settings.delivery().delayNanos(failures, clocks.random)));
    }

    /** Of many together each may be all right. */
    private void refused(List<Load.Part> parts, Answer answer, Duration took) {
        if (parts.size() > 1) {
            largest = Math.max(1, parts.size() / 2);
            failed(parts, answer, took);
            return;
        }
        if (!parts.isEmpty()) {
            told.tell(notices(parts), Outcome.GIVEN_UP, failures + 1, answer.text(), took);
        }
    }

    private void rest(long nanos) {
        isResting = true;
        rest.schedule(nanos);
    }

    private static List<Notice> notices(List<Load.Part> parts) {
        return parts.stream().map(Load.Part::notice).toList();
    }

    /** Whether a call is under way. */
    boolean isCalling() {
        return call != null;
    }

    @Override
    public ActionStatus status() {
        ActionStatus.Circuit circuit = failures == 0
                ? ActionStatus.Circuit.CLOSED
                : call == null ? ActionStatus.Circuit.OPEN : ActionStatus.Circuit.HALF_OPEN;
        return told.status(settings, circuit, waiting.size() + underWay.size());
    }

    /** What waits stays in the outbox, if there is one. */
    @Override
    public List<Load.Part> end() {
        rest.cancel();
        refresh.cancel();
        if (call != null) {
            call.abandon();
            call = null;
        }
        waiting.putBack(underWay).forEach(this::replaced);
        underWay = List.of();
        return waiting.all();
    }
}
