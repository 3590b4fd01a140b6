package dev.carillon.monitor.store;

import dev.carillon.monitor.Event;
import dev.carillon.monitor.action.Notice;
import dev.carillon.monitor.action.ToldEvent;
import dev.carillon.monitor.rule.AlarmEvent;
import dev.carillon.monitor.rule.PeopleEvent;
import dev.carillon.monitor.rule.Transition;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fills a new database from recorded events: alarms, what was tried for them and is still to be told, what people have asked, and
 * figures.
 */
final class Refill {
    private final Database database;
    private final Instant figuresEnd;
    private final Map<String, Bucket> seconds = new HashMap<>();
    private @Nullable SQLException failure;
    private long alarms;
    private long tries;

    private Refill(Database database, Instant figuresEnd) {
        this.database = database;
        this.figuresEnd = figuresEnd;
    }

    /**
     * Does it.
     *
     * @param figuresEnd figures of before then are taken: later ones are known otherwise
     * @return what there was, in words; empty if nothing
     */
    static String of(Origin origin, Database database, Instant figuresEnd) throws SQLException, IOException {
        Refill refill = new Refill(database, figuresEnd);
        origin.read(refill::accept);
        for (Bucket bucket : refill.seconds.values()) {
            refill.orFail(() -> database.add(bucket));
        }
        if (refill.failure != null) {
            throw refill.failure;
        }
        return refill.alarms + refill.tries + refill.seconds.size() == 0
                ? ""
                : refill.alarms + " changes of alarms, " + refill.tries + " tries, "
                        + database.outbox().size() + " to be told";
    }

    /** Something that the database may refuse. */
    @FunctionalInterface
    private interface Step {
        void run() throws SQLException;
    }

    private void orFail(Step step) {
        if (failure != null) {
            return;
        }
        try {
            step.run();
        } catch (SQLException e) {
            failure = e;
        }
    }

    private void accept(Event event) {
        orFail(() -> take(event));
    }

    private void take(Event event) throws SQLException {
        if (event.fields().get("value") instanceof Number number && event.time().isBefore(figuresEnd)) {
            figure(event, number.doubleValue());
        }
        if (ToldEvent.isToTell(event)) {
            toTell(event);
        } else if (ToldEvent.isAttempt(event)) {
            tried(event);
        } else if (PeopleEvent.is(event)) {
            database.people().add(event);
        } else if (AlarmEvent.is(event)) {
            changed(event);
        }
    }

    private void changed(Event event) throws SQLException {
        Transition transition = AlarmEvent.transition(event).orElse(null);
        if (transition == null) {
            return;
        }
        alarms++;
        database.add(transition, AlarmEvent.isMuted(event));
    }

    /** Of a change that was told before: just then, or long ago where another action has taken over what waits. */
    private void toTell(Event event) throws SQLException {
        for (Transition transition : database.transitions(event.text("alarm"))) {
            Notice notice = Notice.of(transition);
            if (notice.id().equals(event.text("id"))) {
                database.keep(event.text("action"), notice, event.time());
            }
        }
    }

    private void tried(Event event) throws SQLException {
        List<String> ids = ToldEvent.ids(event);
        List<String> of = ToldEvent.alarms(event);
        for (int i = 0; i < Math.min(ids.size(), of.size()); i++) {
            tries++;
            KeptTry tried = new KeptTry(
                    event.time(),
                    event.text("action"),
                    ids.get(i),
                    of.get(i),
                    ToldEvent.outcome(event).name(),
                    event.fields().get("try") instanceof Number number ? number.intValue() : 0,
                    event.text("answer"),
                    ToldEvent.took(event));
            database.add(tried, ToldEvent.outcome(event).isLast());
        }
    }

    private void figure(Event event, double value) throws SQLException {
        long second = event.time().getEpochSecond();
        Bucket bucket = seconds.get(event.source());
        if (bucket != null && bucket.start() != second) {
            database.add(bucket);
            bucket = null;
        }
        seconds.put(
                event.source(),
                bucket == null ? new Bucket(event.source(), 1, second, 1, value, value, value) : bucket.plus(value));
    }
}
