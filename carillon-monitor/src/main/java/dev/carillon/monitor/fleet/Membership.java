package dev.carillon.monitor.fleet;

import dev.carillon.config.Failure;
import dev.carillon.config.HostName;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.TimeSource;
import dev.carillon.loop.Timeout;
import dev.carillon.monitor.Event;
import dev.carillon.monitor.json.EventLine;
import dev.carillon.monitor.rule.Rules;
import dev.carillon.monitor.rule.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A host's place in its fleet: says every so often, and soon after an alarm has changed, that it is there; tells events and reports;
 * and asks who else is there while somebody wants to know. For the loop's thread; a thread beside it does one of these at a time.
 */
public final class Membership {
    private static final int MOST_WAITING = 10_000;
    /** Characters of all that waits. */
    private static final long LONGEST_WAITING = 16L << 20;

    private static final int BATCH = 200;
    private static final Duration SOON = Duration.ofSeconds(1);
    /** What was asked so long ago is asked again. */
    private static final Duration FRESH = Duration.ofSeconds(2);

    private final EventLoop loop;
    private final FleetSettings settings;
    private final String hostName = HostName.find("localhost");
    /** Another one for each, also after a restart. */
    private final String id = UUID.randomUUID().toString();

    private final Instant since;
    private final Supplier<List<Standing>> standing;
    private final BiConsumer<String, Map<String, Object>> tell;
    private final NatsLink link;
    private final Roster roster;
    private final ExecutorService worker;
    private final Timeout next;

    private final Deque<NatsLink.Message> waiting = new ArrayDeque<>();
    private long waitingLength;
    private long left;
    private long leftTold;
    private List<Host> hosts = List.of();
    private Instant read = Instant.EPOCH;
    private long readAt;
    private boolean isRead;
    private long askedAt;
    private boolean isAsked;
    private String trouble = "";
    private boolean isWanted;
    private long saidAt;
    private long sayAt;
    private long restsUntil;
    private long revision;
    private Optional<Claim> rival = Optional.empty();
    private long rivalAt;
    /** Whether an alarm has changed since what is said was written. */
    private boolean isChanged;

    private boolean isBusy;
    private boolean isUnreached;
    private boolean hasLeft;

    /** What is done beside the loop, and what came of it. */
    private record Round(@Nullable Claim claim, List<NatsLink.Message> messages, boolean reads) {}

    /** Nothing where it was not to be done, or failed. */
    private record Outcome(
            Roster.@Nullable Said said, @Nullable Look look, String failure) {}

    /** Who is there, or why that is not known. */
    private record Look(List<Host> hosts, String failure) {}

    /**
     * Says at once that it is there.
     *
     * @param since since when the monitor runs
     * @param standing its alarms
     * @param tell makes an event of the monitor of what goes wrong
     */
    public Membership(
            EventLoop loop,
            FleetSettings settings,
            Instant since,
            Supplier<List<Standing>> standing,
            BiConsumer<String, Map<String, Object>> tell) {
        this.loop = loop;
        this.settings = settings;
        this.since = since;
        this.standing = standing;
        this.tell = tell;
        this.link = new NatsLink(settings.nats());
        this.roster = new Roster(link);
        this.worker = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("carillon-fleet").factory());
        this.next = loop.timeout(this::pump);
        this.sayAt = now();
        this.saidAt = sayAt - SOON.toNanos();
        this.restsUntil = sayAt;
        loop.execute(this::pump); // when the alarms that an earlier monitor has left are there
    }

    private static long now() {
        return TimeSource.SYSTEM.nanos();
    }

    /** What it was made with. */
    public FleetSettings settings() {
        return settings;
    }

    /** Something has happened. */
    public void accept(Event event) {
        boolean isOurs = event.source().equals(Rules.MONITOR);
        if (isOurs && event.kind().equals(FleetNames.REPORT)) {
            add(FleetNames.REPORT, event);
        } else if (settings.events().contains(event.source())) {
            add(FleetNames.EVENT, event);
        }
        if (isOurs && event.fields().containsKey("alarm")) {
            isChanged = true;
            sayAt = Math.min(sayAt, saidAt + SOON.toNanos());
            pump();
        }
    }

    /** A report was made that is no event. */
    public void report(Event report) {
        add(FleetNames.REPORT, report);
    }

    /** With its time: a monitor that keeps nothing counts its events from one at each start. */
    private void add(String kind, Event event) {
        String id = settings.host() + "/" + event.id() + "@" + event.time().toEpochMilli();
        String text = EventLine.text(event);
        if (waiting.size() >= MOST_WAITING || waitingLength + text.length() > LONGEST_WAITING) {
            left++;
            return;
        }
        waitingLength += text.length();
        waiting.add(new NatsLink.Message(FleetNames.subject(settings.host(), kind), id, text));
        pump();
    }

    /**
     * Who was there when that was last asked. Asks again for the next time, if whoever wants to know does so often: somebody looks,
     * and what is seldom asked is asked for nobody.
     */
    public Fleet fleet() {
        long now = now();
        boolean isOften = isAsked && now - askedAt < FRESH.toNanos();
        isAsked = true;
        askedAt = now;
        if (isOften && (!isRead || now - readAt > FRESH.toNanos())) {
            isWanted = true;
            pump();
        }
        return new Fleet(settings.nats().where(), hosts, read, trouble);
    }

    private void pump() {
        if (isBusy || hasLeft) {
            return;
        }
        long now = now();
        boolean says = now - sayAt >= 0;
        if (now - restsUntil < 0) {
            next.schedule(restsUntil - now);
        } else if (!says && waiting.isEmpty() && !isWanted) {
            next.schedule(sayAt - now);
        } else {
            begin(new Round(says ? claim() : null, waiting.stream().limit(BATCH).toList(), isWanted));
        }
    }

    private Claim claim() {
        HostReport report = HostReport.of(settings.host(), hostName, since, standing.get());
        return new Claim(id, report, rival().map(Claim::report));
    }

    /** Whoever has said something under the same name so lately that it counts as there. */
    private Optional<Claim> rival() {
        return now() - rivalAt < settings.ttl().toNanos() ? rival : Optional.empty();
    }

    private void begin(Round round) {
        isBusy = true;
        isChanged &= round.claim == null;
        next.cancel();
        long known = revision;
        worker.execute(() -> {
            Outcome outcome = outcome(round, known);
            try {
                loop.execute(() -> done(round, outcome));
            } catch (RejectedExecutionException e) {
                // The loop has ended: nobody wants to know any more.
            }
        });
    }

    private Outcome outcome(Round round, long known) {
        try {
            Roster.Said said = round.claim == null ? null : roster.say(round.claim, settings.ttl(), known);
            if (!round.messages.isEmpty()) {
                link.publish(round.messages);
            }
            return new Outcome(said, round.reads ? look() : null, "");
        } catch (Exception e) { // whatever a library throws is why it was not told
            return new Outcome(null, null, Failure.line(e));
        }
    }

    /** Who may tell need not be allowed to ask. */
    private Look look() {
        try {
            return new Look(roster.read(), "");
        } catch (Exception e) { // likewise
            return new Look(List.of(), Failure.line(e));
        }
    }

    private void done(Round round, Outcome outcome) {
        isBusy = false;
        if (hasLeft) {
            return;
        }
        if (outcome.failure.isEmpty()) {
            taken(round, outcome);
        } else {
            failed(outcome.failure);
        }
        pump();
    }

    private void taken(Round round, Outcome outcome) {
        for (int i = 0; i < round.messages.size(); i++) {
            waitingLength -= waiting.removeFirst().text().length();
        }
        if (outcome.said != null) {
            revision = outcome.said.revision();
            saidAt = now();
            sayAt = saidAt + (isChanged ? SOON : settings.tick()).toNanos();
            outcome.said.other().ifPresent(this::contested);
        }
        if (outcome.look != null) {
            looked(outcome.look);
        }
        if (isUnreached) {
            isUnreached = false;
            tell.accept("fleet-reached", Map.of("text", settings.nats().where()));
        }
        if (left > leftTold) {
            tell.accept("fleet-lost", Map.of("count", left - leftTold));
            leftTold = left;
        }
    }

    private void looked(Look look) {
        isWanted = false;
        isRead = true;
        readAt = now();
        trouble = look.failure;
        if (look.failure.isEmpty()) {
            hosts = look.hosts;
            read = Instant.now();
        }
    }

    /** Somewhat after one second, but not with all others when the server is back. */
    private void failed(String why) {
        revision = 0; // it may have been taken, and not been heard of
        isWanted = false;
        trouble = why;
        restsUntil = now() + SOON.toNanos() / 2 + ThreadLocalRandom.current().nextLong(SOON.toNanos());
        if (!isUnreached) {
            isUnreached = true;
            tell.accept("fleet-unreached", Map.of("text", why));
        }
    }

    private void contested(Claim other) {
        boolean isKnown = rival().isPresent();
        rival = Optional.of(other).filter(said -> said.isRivalOf(id));
        rivalAt = now();
        if (rival.isPresent() && !isKnown) {
            String text = "another monitor is " + settings.host()
                    + " in the fleet, too: 'host' in its file gives one of them another name";
            tell.accept("fleet-name", Map.of("text", text));
        }
    }

    /** Says that it leaves, after what it was at; not waited for. */
    public void leave() {
        if (hasLeft) {
            return;
        }
        hasLeft = true;
        next.cancel();
        Claim last = claim();
        Optional<Claim> heir = rival();
        long known = revision;
        List<NatsLink.Message> rest = List.copyOf(waiting);
        worker.execute(() -> {
            try {
                roster.leave(last, heir, known);
                link.publish(rest);
            } catch (Exception e) {
                // Who is not heard of has vanished, which is true as well.
            } finally {
                link.close();
            }
        });
        worker.shutdown();
    }

    /** Waits until it has left, so long at most. */
    public void awaitLeft(Duration patience) {
        try {
            worker.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
