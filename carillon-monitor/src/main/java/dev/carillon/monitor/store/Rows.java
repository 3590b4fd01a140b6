package dev.carillon.monitor.store;

import dev.carillon.monitor.action.Notice;
import dev.carillon.monitor.rule.AlarmState;
import dev.carillon.monitor.rule.Severity;
import dev.carillon.monitor.rule.Standing;
import dev.carillon.monitor.rule.Transition;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Transitions as rows: their columns have the same names in each table. */
final class Rows {
    /** In the order of {@link #write}. */
    static final String COLUMNS = "alarm, rule, key, old, new, severity, boot, time, causes, message";

    static final String PLACES = "?, ?, ?, ?, ?, ?, ?, ?, ?, ?";
    static final int COUNT = 10;
    private static final long MICROS = 1_000_000;

    private Rows() {}

    static void write(PreparedStatement statement, int first, Transition transition) throws SQLException {
        int at = first;
        statement.setString(at++, transition.alarm());
        statement.setString(at++, transition.rule());
        statement.setString(at++, transition.key());
        statement.setString(at++, transition.from().name());
        statement.setString(at++, transition.to().name());
        statement.setString(at++, transition.severity().name());
        statement.setLong(at++, transition.boot().toNanos());
        statement.setLong(at++, micros(transition.time()));
        statement.setString(
                at++, transition.causes().stream().map(Object::toString).collect(Collectors.joining(" ")));
        statement.setString(at, transition.message());
    }

    static Transition transition(ResultSet row) throws SQLException {
        return new Transition(
                row.getString("alarm"),
                row.getString("rule"),
                row.getString("key"),
                AlarmState.valueOf(row.getString("old")),
                AlarmState.valueOf(row.getString("new")),
                Severity.valueOf(row.getString("severity")),
                Duration.ofNanos(row.getLong("boot")),
                instant(row.getLong("time")),
                causes(row.getString("causes")),
                row.getString("message"));
    }

    private static List<Long> causes(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(" ")).map(Long::valueOf).toList();
    }

    static Standing standing(ResultSet row) throws SQLException {
        @Nullable String heard = row.getString("heard");
        return new Standing(
                row.getString("alarm"),
                row.getString("rule"),
                row.getString("key"),
                AlarmState.valueOf(row.getString("state")),
                Severity.valueOf(row.getString("severity")),
                Duration.ofNanos(row.getLong("boot")),
                instant(row.getLong("time")),
                row.getString("message"),
                People.acknowledgement(row),
                heard == null
                        ? Standing.Heard.NOTHING
                        : new Standing.Heard(AlarmState.valueOf(heard), row.getString("heard_alarm")));
    }

    static Kept kept(ResultSet row) throws SQLException {
        return new Kept(
                row.getString("action"),
                new Notice(row.getString("id"), transition(row)),
                instant(row.getLong("since")));
    }

    static KeptTry tried(ResultSet row) throws SQLException {
        return new KeptTry(
                instant(row.getLong("time")),
                row.getString("action"),
                row.getString("id"),
                row.getString("alarm"),
                row.getString("outcome"),
                row.getInt("number"),
                row.getString("answer"),
                Duration.ofNanos(row.getLong("took")));
    }

    static Bucket bucket(ResultSet row) throws SQLException {
        return new Bucket(
                row.getString("source"),
                row.getInt("step"),
                row.getLong("start"),
                row.getLong("count"),
                row.getDouble("sum"),
                row.getDouble("min"),
                row.getDouble("max"));
    }

    /** To the microsecond, in a number that {@code sqlite3} can show as a time when it is divided by a million. */
    static long micros(Instant time) {
        return time.getEpochSecond() * MICROS + time.getNano() / 1000;
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1000);
    }
}
