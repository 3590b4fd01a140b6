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
    private static final int LARGEST = 500;
    /** Of what stands in a call, in letters; a body has somewhat more. */
    private static final int LONGEST = 128 * 1024;
    /** What a body has of an alarm beside its line. */
    private static final int BESIDE_LINE = 200;

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
    /** What is told again of what was told before, as far as it was not in this round. */
    private List<Load.Part> again = List.of();

    private boolean isPlanned;
    /** It is left alone until then. */
    private long restsUntil;

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
        this.rest = loop.timeout(this::pump);
        this.restsUntil = clocks.time.nanos();
        this.refresh = loop.timeout(this::pump);
    }

    @Override
    public void take(Notice notice) {
        takeOver(new Load.Part(notice, clocks.wall.instant(), 0));
    }

    @Override
    public void takeOver(Load.Part part) {
        told.raised(part.notices().size());
        if (accept(part)) {
            for (Notice notice : part.notices()) {
                outbox.keep(settings.name(), notice, part.since(), () -> kept(notice));
            }
        }
    }

    @Override
    public void resume(Load.Part part) {
        told.raised(part.notices().size());
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
            plan();
        }
    }

    private boolean accept(Load.Part part) {
        if (waiting.size() >= settings.delivery().queue() && !waiting.has(part)) {
            String why = waiting.size() + " wait already";
            told.tell(part.notices(), Outcome.SKIPPED, 0, why, Duration.ZERO);
            return false;
        }
        waiting.add(part).forEach(this::replaced);
        return true;
    }

    private void replaced(Notice between) {
        told.tell(between, Outcome.DIGESTED, 0, "the first change and the last are told, as one", Duration.ZERO);
    }

    /** Only after all that this turn brings: a storm is known by then. */
    private void kept(Notice notice) {
        if (waiting.release(notice)) {
            plan();
        }
    }

    private void plan() {
        if (!isPlanned) {
            isPlanned = true;
            loop.execute(() -> {
                isPlanned = false;
                pump();
            });
        }
    }

    private void pump() {
        if (call != null) {
            return;
        }
        giveUpOld();
        long left = restsUntil - clocks.time.nanos();
        if (left > 0) {
            sleep(left);
            return;
        }
        List<Load.Part> ready = waiting.ready();
        if (!ready.isEmpty()) {
            tell(ready);
        } else {
            tellAgain();
        }
    }

    private void tellAgain() {
        if (again.isEmpty() && !refresh.isPending()) {
            again = courier.standing();
        }
        if (!again.isEmpty()) {
            List<Load.Part> parts = again.subList(0, howMany(again));
            begin(parts, () -> toldAgain(parts.size()));
        }
    }

    private void toldAgain(int count) {
        again = again.subList(count, again.size());
        planRefresh();
    }

    /** A round begins so long after the last one's end, whatever else is told meanwhile. */
    private void planRefresh() {
        boolean isWanted = !courier.refresh().isZero() && !courier.standing().isEmpty();
        if (isWanted && again.isEmpty() && !refresh.isPending()) {
            refresh.schedule(courier.refresh());
        }
    }

    private void giveUpOld() {
        Instant oldest = clocks.wall.instant().minus(settings.delivery().patience());
        for (Load.Part part : waiting.removeIf(part -> part.since().isBefore(oldest))) {
            String why = "it could not be told since " + part.since();
            told.tell(part.notices(), Outcome.GIVEN_UP, failures, why, Duration.ZERO);
        }
    }

    /** Until its time has come, or the patience with the oldest ends. */
    private void sleep(long nanos) {
        Instant now = clocks.wall.instant();
        Duration patience = settings.delivery().patience();
        long ends = waiting.all().stream()
                .mapToLong(part -> Duration.between(now, part.since().plus(patience))
                        .plusMillis(1)
                        .toNanos())
                .min()
                .orElse(nanos);
        rest.schedule(Math.max(1, Math.min(nanos, ends)));
    }

    private void tell(List<Load.Part> ready) {
        long now = clocks.time.nanos();
        int left = allowance.left(now);
        if (left <= 0) {
            sleep(allowance.untilNext(now));
            return;
        }
        boolean together = settings.delivery().digests() && ready.size() > left;
        // The worst first; those that are equal in the order they came in.
        ready.sort(Comparator.comparing(
                        (Load.Part part) -> part.notice().transition().severity())
                .reversed());
        List<Load.Part> parts = ready.subList(0, together ? howMany(ready) : 1);
        waiting.take(parts);
        underWay = List.copyOf(parts);
        begin(underWay, this::planRefresh);
    }

    /** As many as one call may have, one at least. */
    private int howMany(List<Load.Part> ready) {
        int most = Math.min(ready.size(), largest);
        long length = 0;
        for (int i = 0; i < most; i++) {
            length += ready.get(i).line().length() + BESIDE_LINE;
            if (length > LONGEST) {
                return Math.max(1, i);
            }
        }
        return most;
    }

    private void begin(List<Load.Part> parts, Runnable whenTaken) {
        Load load = new Load(parts);
        long began = clocks.time.nanos();
        call = Call.begin(loop, settings.name(), courier, load, answer -> answered(load, answer, began, whenTaken));
    }

    private void answered(Load load, Answer answer, long began, Runnable whenTaken) {
        call = null;
        Duration took = Duration.ofNanos(clocks.time.nanos() - began);
        List<Load.Part> parts = underWay;
        underWay = List.of();
        switch (answer.verdict()) {
            case TAKEN -> {
                taken(load, parts, answer, took);
                whenTaken.run();
            }
            case FAILED -> failed(parts, answer, took);
            case REFUSED -> refused(load, parts, answer, took);
        }
        pump();
    }

    private void taken(Load load, List<Load.Part> parts, Answer answer, Duration took) {
        int number = failures + 1;
        failures = 0;
        allowance.use(clocks.time.nanos()); // only what arrives: tries that fail have their rests
        courier.taken(load);
        List<Notice> firsts =
                parts.stream().filter(Load.Part::hasFirst).map(Load.Part::first).toList();
        if (!firsts.isEmpty()) {
            told.tell(firsts, Outcome.DIGESTED, number, answer.text(), took);
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
        notTaken(parts, answer, took);
        Duration longest = settings.delivery().longest();
        Duration wanted = answer.after().orElse(Duration.ZERO);
        Duration at = wanted.compareTo(longest) > 0 ? longest : wanted;
        rest(Math.max(at.toNanos(), settings.delivery().delayNanos(failures, clocks.random)));
    }

    private void notTaken(List<Load.Part> parts, Answer answer, Duration took) {
        failures++;
        if (!parts.isEmpty()) {
            told.tell(notices(parts), Outcome.FAILED, failures, answer.text(), took);
        }
        waiting.putBack(parts).forEach(this::replaced);
    }

    /** Of many together each may be all right: with half as many from now on, and at once, for the other side is well. */
    private void refused(Load load, List<Load.Part> parts, Answer answer, Duration took) {
        if (load.isDigest()) {
            largest = load.parts().size() / 2;
            notTaken(parts, answer, took);
            return;
        }
        if (parts.isEmpty()) { // one that was told before: it is told again in the next round
            failed(parts, answer, took);
            again = List.of();
            return;
        }
        for (Load.Part part : parts) {
            told.tell(part.notices(), Outcome.GIVEN_UP, failures + 1, answer.text(), took);
        }
        failures = 0;
    }

    private void rest(long nanos) {
        restsUntil = clocks.time.nanos() + nanos;
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
        int notices = underWay.stream().mapToInt(part -> part.notices().size()).sum();
        return told.status(settings, circuit, waiting.notices() + notices);
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
        courier.end();
        waiting.putBack(underWay).forEach(this::replaced);
        underWay = List.of();
        return waiting.all();
    }
}
