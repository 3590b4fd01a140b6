package dev.carillon.monitor.store;

import dev.carillon.monitor.Event;
import dev.carillon.monitor.rule.Acknowledgement;
import dev.carillon.monitor.rule.PeopleEvent;
import dev.carillon.monitor.rule.Silence;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What people have asked of rules: who sees to which alarm, and who wants to hear nothing of which rule. */
final class People {
    private final Database database;

    People(Database database) {
        this.database = database;
    }

    /** As {@link PeopleEvent} has it. */
    void add(Event event) throws SQLException {
        if (event.kind().equals(PeopleEvent.SILENCED)) {
            add(PeopleEvent.silence(event));
        } else {
            add(PeopleEvent.alarm(event), PeopleEvent.acknowledgement(event));
        }
    }

    private void add(Silence silence) throws SQLException {
        PreparedStatement insert =
                database.statement("INSERT OR REPLACE INTO silences (rule, key, who, until) VALUES (?, ?, ?, ?)");
        insert.setString(1, silence.rule());
        insert.setString(2, silence.key());
        insert.setString(3, silence.by());
        insert.setLong(4, Rows.micros(silence.until()));
        insert.executeUpdate();
    }

    private void add(String alarm, Acknowledgement acknowledgement) throws SQLException {
        PreparedStatement insert =
                database.statement("INSERT OR REPLACE INTO acknowledgements (alarm, who, until) VALUES (?, ?, ?)");
        insert.setString(1, alarm);
        insert.setString(2, acknowledgement.by());
        if (acknowledgement.until().isPresent()) {
            insert.setLong(3, Rows.micros(acknowledgement.until().get()));
        } else {
            insert.setNull(3, Types.INTEGER);
        }
        insert.executeUpdate();
    }

    /** An alarm is over: nobody has to see to it any more. */
    void forget(String alarm) throws SQLException {
        PreparedStatement delete = database.statement("DELETE FROM acknowledgements WHERE alarm = ?");
        delete.setString(1, alarm);
        delete.executeUpdate();
    }

    void prune(Instant now) throws SQLException {
        PreparedStatement delete = database.statement("DELETE FROM silences WHERE until < ?");
        delete.setLong(1, Rows.micros(now));
        delete.executeUpdate();
    }

    /** Those that have not ended, as far as anybody has said. */
    List<Silence> silences() throws SQLException {
        return Database.all(
                database.statement("SELECT * FROM silences ORDER BY rule, key"),
                row -> new Silence(
                        row.getString("rule"),
                        row.getString("key"),
                        row.getString("who"),
                        Rows.instant(row.getLong("until"))));
    }

    /** That of a row which has one, or none. */
    static Optional<Acknowledgement> acknowledgement(ResultSet row) throws SQLException {
        @Nullable String who = row.getString("who");
        if (who == null) {
            return Optional.empty();
        }
        long until = row.getLong("until");
        Optional<Instant> end = row.wasNull() ? Optional.empty() : Optional.of(Rows.instant(until));
        return Optional.of(new Acknowledgement(who, end));
    }
}
