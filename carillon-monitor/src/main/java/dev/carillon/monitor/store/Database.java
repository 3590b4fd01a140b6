package dev.carillon.monitor.store;

import dev.carillon.monitor.NamedFile;
import dev.carillon.monitor.action.Attempt;
import dev.carillon.monitor.action.Notice;
import dev.carillon.monitor.record.StateDirectory;
import dev.carillon.monitor.rule.Carried;
import dev.carillon.monitor.rule.Transition;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The database's file: its tables, and what is asked of them. For one thread. */
final class Database implements AutoCloseable {
    static final String NAME = StateDirectory.DATABASE;
    /** What was read from the record may come a second time. */
    private static final String UNLESS_THERE =
            " WHERE NOT EXISTS (SELECT 1 FROM alarms" + " WHERE alarm = ? AND old = ? AND new = ? AND boot = ?)";

    private static final String RAISED = "SELECT alarm FROM alarms WHERE new <> 'CLEAR'"
            + " AND number IN (SELECT max(number) FROM alarms GROUP BY rule, key)";
    private static final int[] STEPS = {1, 60, 3600};

    /**
     * What rules go on with: of each rule and key how it is, what people were told last, since when there is the alarm, and who sees
     * to it. It is shown and goes on if it is not clear, or nobody was told that it is.
     */
    private static final String CARRIED = "SELECT told.alarm, told.rule, told.key, told.new AS state, told.severity,"
            + " told.message, first.boot, first.time, heard.new AS heard, heard.alarm AS heard_alarm, who, until"
            + " FROM alarms AS told"
            + " JOIN alarms AS first ON first.number = (SELECT min(number) FROM alarms WHERE alarm = told.alarm)"
            + " LEFT JOIN alarms AS heard ON heard.number = (SELECT max(number) FROM alarms"
            + " WHERE rule = told.rule AND key = told.key AND muted = 0)"
            + " LEFT JOIN acknowledgements ON acknowledgements.alarm = told.alarm"
            + " WHERE told.number IN (SELECT max(number) FROM alarms GROUP BY rule, key)"
            + " AND (told.new <> 'CLEAR' OR heard.new <> 'CLEAR') ORDER BY told.number";

    private final Connection connection;
    private final NamedFile file;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final People people = new People(this);

    private Database(Connection connection, NamedFile file) {
        this.connection = connection;
        this.file = file;
    }

    /** Whether the file still has its name. */
    boolean isInPlace() {
        return file.isInPlace();
    }

    /** Puts into a new one what is known from elsewhere. */
    @FunctionalInterface
    interface Filling {
        void fill(Database database) throws SQLException;
    }

    /** Opens it; made if it is not there. A write-ahead log: what is committed outlives this process, whatever ends it. */
    static Database open(Driver driver, Path directory, Filling filling) throws SQLException, IOException {
        Connection connection = driver.connect("jdbc:sqlite:" + directory.resolve(NAME), new Properties());
        if (connection == null) {
            throw new IOException(driver + " is not SQLite's");
        }
        try {
            Database database = new Database(connection, NamedFile.at(directory.resolve(NAME)));
            database.prepare(filling);
            return database;
        } catch (SQLException | IOException e) {
            connection.close();
            throw e;
        }
    }

    private void prepare(Filling filling) throws SQLException, IOException {
        run("PRAGMA busy_timeout = 2000");
        run("PRAGMA journal_mode = WAL");
        run("PRAGMA synchronous = NORMAL"); // no fsync a commit: a checkpoint has one
        int version = number("PRAGMA user_version");
        if (version > Tables.VERSION) {
            throw new IOException("the database is of a later version, " + version);
        }
        if (version == Tables.VERSION) { // to write would fail on a disk that is full, where all can be read
            return;
        }
        run("BEGIN IMMEDIATE");
        for (String more : Tables.after(version)) {
            run(more);
        }
        run("PRAGMA user_version = " + Tables.VERSION);
        if (version == 0) {
            filling.fill(this); // all of it or nothing: a kill in between leaves one that is new again
        }
        run("COMMIT");
    }

    void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    void keep(String action, Notice notice, Instant since) throws SQLException {
        PreparedStatement insert = statement("INSERT OR REPLACE INTO outbox (action, id, since, " + Rows.COLUMNS
                + ") VALUES (?, ?, ?, " + Rows.PLACES + ")");
        insert.setString(1, action);
        insert.setString(2, notice.id());
        insert.setLong(3, Rows.micros(since));
        Rows.write(insert, 4, notice.transition());
        insert.executeUpdate();
    }

    /** What people have asked. */
    People people() {
        return people;
    }

    void add(Transition transition, boolean muted) throws SQLException {
        PreparedStatement insert = statement(
                "INSERT INTO alarms (" + Rows.COLUMNS + ", muted) SELECT " + Rows.PLACES + ", ?" + UNLESS_THERE);
        Rows.write(insert, 1, transition);
        int next = Rows.COUNT + 1;
        insert.setBoolean(next, muted);
        insert.setString(next + 1, transition.alarm());
        insert.setString(next + 2, transition.from().name());
        insert.setString(next + 3, transition.to().name());
        insert.setLong(next + 4, transition.boot().toNanos());
        insert.executeUpdate();
        if (transition.isClearing()) {
            people.forget(transition.alarm());
        }
    }

    void add(Attempt attempt, Instant time) throws SQLException {
        for (Notice notice : attempt.notices()) {
            add(
                    new KeptTry(
                            time,
                            attempt.action(),
                            notice.id(),
                            notice.transition().alarm(),
                            attempt.outcome().name(),
                            attempt.number(),
                            attempt.answer(),
                            attempt.took()),
                    attempt.outcome().isLast());
        }
    }

    /** With the last of a notice it is in the outbox no more. */
    void add(KeptTry tried, boolean isLast) throws SQLException {
        PreparedStatement insert = statement("INSERT INTO tries (time, action, id, alarm, outcome, try, answer, took)"
                + " SELECT ?, ?, ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM tries"
                + " WHERE alarm = ? AND action = ? AND id = ? AND time = ? AND outcome = ?)");
        insert.setLong(1, Rows.micros(tried.time()));
        insert.setString(2, tried.action());
        insert.setString(3, tried.id());
        insert.setString(4, tried.alarm());
        insert.setString(5, tried.outcome());
        insert.setInt(6, tried.number());
        insert.setString(7, tried.answer());
        insert.setLong(8, tried.took().toNanos());
        insert.setString(9, tried.alarm());
        insert.setString(10, tried.action());
        insert.setString(11, tried.id());
        insert.setLong(12, Rows.micros(tried.time()));
        insert.setString(13, tried.outcome());
        insert.executeUpdate();
        if (isLast) {
            forget(tried.action(), tried.id());
        }
    }

    private void forget(String action, String id) throws SQLException {
        PreparedStatement delete = statement("DELETE FROM outbox WHERE action = ? AND id = ?");
        delete.setString(1, action);
        delete.setString(2, id);
        delete.executeUpdate();
    }

    void started(KeptChild child) throws SQLException {
        PreparedStatement insert =
                statement("INSERT OR REPLACE INTO children (source, pid, start, machine) VALUES (?, ?, ?, ?)");
        insert.setString(1, child.source());
        insert.setInt(2, child.pid());
        insert.setLong(3, child.start());
        insert.setString(4, child.machine());
        insert.executeUpdate();
    }

    void ended(String source, int pid) throws SQLException {
        PreparedStatement delete = statement("DELETE FROM children WHERE source = ? AND pid = ?");
        delete.setString(1, source);
        delete.setInt(2, pid);
        delete.executeUpdate();
    }

    List<KeptChild> children() throws SQLException {
        return all(
                statement("SELECT * FROM children"),
                row -> new KeptChild(
                        row.getString("source"), row.getInt("pid"), row.getLong("start"), row.getString("machine")));
    }

    /** Adds figures of a second to those of its second, minute and hour. */
    void add(Bucket second) throws SQLException {
        PreparedStatement upsert = statement("INSERT INTO figures (source, step, start, count, sum, min, max)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count,"
                + " sum = sum + excluded.sum, min = min(min, excluded.min), max = max(max, excluded.max)");
        for (int step : STEPS) {
            Bucket bucket = second.in(step);
            upsert.setString(1, bucket.source());
            upsert.setInt(2, step);
            upsert.setLong(3, bucket.start());
            upsert.setLong(4, bucket.count());
            upsert.setDouble(5, bucket.sum());
            upsert.setDouble(6, bucket.min());
            upsert.setDouble(7, bucket.max());
            upsert.executeUpdate();
        }
    }

    /** Forgets figures of a second after an hour, of a minute after a week, and all else after its age. */
    void prune(Instant now, Duration age) throws SQLException {
        forgetFigures(1, now.minus(Duration.ofHours(1)));
        forgetFigures(60, now.minus(Duration.ofDays(7)));
        forgetFigures(3600, now.minus(age));
        people.prune(now);
        forget("DELETE FROM tries WHERE time < ?", now.minus(age));
        forget("DELETE FROM alarms WHERE time < ? AND alarm NOT IN (" + RAISED + ")", now.minus(age));
    }

    private void forget(String sql, Instant before) throws SQLException {
        PreparedStatement delete = statement(sql);
        delete.setLong(1, Rows.micros(before));
        delete.executeUpdate();
    }

    private void forgetFigures(int step, Instant before) throws SQLException {
        PreparedStatement delete = statement("DELETE FROM figures WHERE step = ? AND start < ?");
        delete.setInt(1, step);
        delete.setLong(2, before.getEpochSecond());
        delete.executeUpdate();
    }

    Carried carried() throws SQLException {
        return new Carried(all(statement(CARRIED), Rows::standing), people.silences());
    }

    /** The highest number of an alarm; 0 if there was none. */
    long lastAlarm() throws SQLException {
        return all(
                        statement("SELECT max(CAST(substr(alarm, length(rule) + 2) AS INTEGER)) AS number FROM alarms"),
                        row -> row.getLong("number"))
                .getFirst();
    }

    List<Kept> outbox() throws SQLException {
        return all(statement("SELECT * FROM outbox ORDER BY rowid"), Rows::kept);
    }

    /** The actions that have told somebody of an alarm. */
    List<String> toldBy(String alarm) throws SQLException {
        PreparedStatement select =
                statement("SELECT DISTINCT action FROM tries WHERE alarm = ? AND outcome IN ('DELIVERED', 'DIGESTED')");
        select.setString(1, alarm);
        return all(select, row -> row.getString("action"));
    }

    List<KeptTry> tries(String alarm) throws SQLException {
        PreparedStatement select = statement("SELECT time, action, id, alarm, outcome, try AS number, answer, took"
                + " FROM tries WHERE alarm = ? ORDER BY tries.number");
        select.setString(1, alarm);
        return all(select, Rows::tried);
    }

    List<Transition> transitions(String alarm) throws SQLException {
        PreparedStatement select = statement("SELECT * FROM alarms WHERE alarm = ? ORDER BY number");
        select.setString(1, alarm);
        return all(select, Rows::transition);
    }

    List<Bucket> figures(String source, int step, Instant since) throws SQLException {
        PreparedStatement select =
                statement("SELECT * FROM figures WHERE source = ? AND step = ? AND start >= ? ORDER BY start");
        select.setString(1, source);
        select.setInt(2, step);
        select.setLong(3, since.getEpochSecond());
        return all(select, Rows::bucket);
    }

    /** Makes something of a row. */
    @FunctionalInterface
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    static <T> List<T> all(PreparedStatement select, Reader<T> reader) throws SQLException {
        List<T> all = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                all.add(reader.read(rows));
            }
        }
        return all;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
