package dev.carillon.monitor.store;

import java.util.List;

/** The database's tables: what each version of them has more than the one before. */
final class Tables {
    private static final List<String> FIRST = List.of(
            "CREATE TABLE outbox (action TEXT NOT NULL, id TEXT NOT NULL, since INTEGER NOT NULL, alarm TEXT NOT NULL,"
                    + " rule TEXT NOT NULL, key TEXT NOT NULL, old TEXT NOT NULL, new TEXT NOT NULL,"
                    + " severity TEXT NOT NULL, boot INTEGER NOT NULL, time INTEGER NOT NULL, causes TEXT NOT NULL,"
                    + " message TEXT NOT NULL, PRIMARY KEY (action, id))",
            "CREATE TABLE alarms (number INTEGER PRIMARY KEY, alarm TEXT NOT NULL, rule TEXT NOT NULL,"
                    + " key TEXT NOT NULL, old TEXT NOT NULL, new TEXT NOT NULL, severity TEXT NOT NULL,"
                    + " boot INTEGER NOT NULL, time INTEGER NOT NULL, causes TEXT NOT NULL, message TEXT NOT NULL)",
            "CREATE INDEX alarms_by_alarm ON alarms (alarm)",
            "CREATE INDEX alarms_by_time ON alarms (time)",
            "CREATE TABLE tries (number INTEGER PRIMARY KEY, time INTEGER NOT NULL, action TEXT NOT NULL,"
                    + " id TEXT NOT NULL, alarm TEXT NOT NULL, outcome TEXT NOT NULL, try INTEGER NOT NULL,"
                    + " answer TEXT NOT NULL, took INTEGER NOT NULL)",
            "CREATE INDEX tries_by_alarm ON tries (alarm)",
            "CREATE INDEX tries_by_time ON tries (time)",
            "CREATE TABLE figures (source TEXT NOT NULL, step INTEGER NOT NULL, start INTEGER NOT NULL,"
                    + " count INTEGER NOT NULL, sum REAL NOT NULL, min REAL NOT NULL, max REAL NOT NULL,"
                    + " PRIMARY KEY (source, step, start)) WITHOUT ROWID");

    /** What people ask, and what nobody was told for that; and which programs run. */
    private static final List<String> SECOND = List.of(
            "ALTER TABLE alarms ADD COLUMN muted INTEGER NOT NULL DEFAULT 0",
            "CREATE INDEX alarms_by_rule ON alarms (rule, key)",
            "CREATE TABLE acknowledgements (alarm TEXT PRIMARY KEY, who TEXT NOT NULL, until INTEGER)",
            "CREATE TABLE silences (rule TEXT NOT NULL, key TEXT NOT NULL, who TEXT NOT NULL, until INTEGER NOT NULL,"
                    + " PRIMARY KEY (rule, key))",
            "CREATE TABLE children (source TEXT PRIMARY KEY, pid INTEGER NOT NULL, start INTEGER NOT NULL,"
                    + " machine TEXT NOT NULL)");

    private static final List<List<String>> VERSIONS = List.of(FIRST, SECOND);

    /** The newest. */
    static final int VERSION = VERSIONS.size();

    private Tables() {}

    /** What makes the newest of a version; 0 for none at all. */
    static List<String> after(int version) {
        return VERSIONS.subList(version, VERSION).stream().flatMap(List::stream).toList();
    }
}
