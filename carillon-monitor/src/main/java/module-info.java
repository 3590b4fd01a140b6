import org.jspecify.annotations.NullMarked;

/** The monitor with a file: sources, rules, alarms, records and actions, on one loop. */
@NullMarked
module dev.carillon.monitor {
    requires static transitive org.jspecify;
    requires transitive dev.carillon.config;
    requires transitive dev.carillon.loop;
    requires dev.carillon.http;
    requires java.net.http;
    requires java.sql;
    // What the SQLite of a layer above needs, where it finds no more than this one has.
    requires java.sql.rowset;
    requires dev.carillon.metrics;
    requires dev.carillon.net;
    requires re2j;
    requires t.digest;
    requires transitive tools.jackson.core;

    exports dev.carillon.monitor;
    exports dev.carillon.monitor.action;
    exports dev.carillon.monitor.file;
    exports dev.carillon.monitor.fleet;
    exports dev.carillon.monitor.json;
    exports dev.carillon.monitor.record;
    exports dev.carillon.monitor.rule;
    exports dev.carillon.monitor.run;
    exports dev.carillon.monitor.store;
    exports dev.carillon.monitor.source;
    exports dev.carillon.monitor.when;
}
