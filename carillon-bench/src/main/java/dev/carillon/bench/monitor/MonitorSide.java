package dev.carillon.bench.monitor;

import dev.carillon.bench.machine.Children;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The monitors. */
public enum MonitorSide {
    CARILLON("carillon", Set.of(Trial.CRASH, Trial.FILE, Trial.LINE)),
    /** The least that one can do, {@code src/main/c/monitor.c}. */
    LEAN("C, epoll", Set.of(Trial.CRASH, Trial.FILE, Trial.LINE)),
    RUNIT("runit", Set.of(Trial.CRASH)),
    SUPERVISORD("supervisord", Set.of(Trial.CRASH)),
    MONIT("monit", Set.of(Trial.CRASH, Trial.FILE)),
    INCRON("incron", Set.of(Trial.FILE)),
    INOTIFYWAIT("inotifywait", Set.of(Trial.FILE)),
    SHELL("sh", Set.of(Trial.LINE));

    private static final String PRIVATE = "rw-------";
    private static final String PROGRAM = "rwx------";

    private final String text;
    private final Set<Trial> trials;

    MonitorSide(String text, Set<Trial> trials) {
        this.text = text;
        this.trials = trials;
    }

    String text() {
        return text;
    }

    boolean does(Trial trial) {
        return trials.contains(trial);
    }

    /**
     * Writes what it reads, and says how it is started in the foreground.
     *
     * @param home the directory of carillon-bench
     * @param lean the program of {@link #LEAN}
     */
    List<String> command(Trial trial, Place place, Path home, Path lean) throws Children.Failure {
        String marker = place.marker().toString();
        String marks = place.marks().toString();
        String once = marker + " " + marks;
        String kept = once + " " + place.pid();
        return switch (this) {
            case CARILLON -> carillon(trial, place, home);
            case LEAN ->
                List.of(
                        lean.toString(),
                        place.watched().toString(),
                        place.sensor().toString(),
                        marker,
                        marks,
                        place.pid().toString());
            case RUNIT -> runit(place, kept);
            case SUPERVISORD -> supervisord(place, kept);
            case MONIT -> monit(trial, place, once, kept);
            case INCRON -> incron(place, once);
            case INOTIFYWAIT ->
                shell("inotifywait -q -m -e close_write " + place.watched() + " | while read -r _; do " + once
                        + "; done");
            case SHELL ->
                shell("while read -r value; do [ \"$value\" -gt 80 ] && " + once + "; done <>" + place.sensor());
        };
    }

    private static List<String> shell(String script) {
        return List.of("sh", "-c", script);
    }

    private static List<String> runit(Place place, String kept) throws Children.Failure {
        place.write("service/run", PROGRAM, "#!/bin/sh", "exec " + kept);
        return List.of("runsv", place.directory().resolve("service").toString());
    }

    private static List<String> supervisord(Place place, String kept) throws Children.Failure {
        Path file = place.write(
                "supervisord.conf",
                PRIVATE,
                "[supervisord]",
                "nodaemon=true",
                "logfile=/dev/null",
                "logfile_maxbytes=0",
                "pidfile=" + place.directory().resolve("supervisord.pid"),
                "[program:kept]",
                "command=" + kept,
                "startsecs=0",
                "startretries=1000000",
                "autorestart=true");
        return List.of("supervisord", "-c", file.toString());
    }

    private static List<String> incron(Place place, String once) throws Children.Failure {
        place.write("incron/root", PRIVATE, place.watched() + " IN_CLOSE_WRITE " + once);
        place.write("none/.keep", PRIVATE, "");
        Path file = place.write(
                "incron.conf",
                PRIVATE,
                "system_table_dir = " + place.directory().resolve("none"),
                "user_table_dir = " + place.directory().resolve("incron"),
                "lockfile_dir = " + place.directory(),
                "lockfile_name = incrond");
        return List.of("incrond", "-n", "-f", file.toString());
    }

    private static List<String> carillon(Trial trial, Place place, Path home) throws Children.Failure {
        String run = "[\"" + place.marker() + "\", \"" + place.marks() + "\"";
        String action = "action.mark = { run = " + run + "], at-once = 100 }";
        String[] lines = switch (trial) {
            case CRASH ->
                new String[] {
                    "[source.kept]",
                    "child = { run = " + run + ", \"" + place.pid() + "\"] }",
                    "restart = { first = \"0\", give-up = \"never\" }"
                };
            case FILE ->
                new String[] {
                    "source.files.path = { watch = \"" + place.watched() + "\", kinds = [\"written\"] }",
                    "rule.written = { on = \"files\", flap = \"never\", healthy-after = \"1 ms\", do = [\"mark\"] }",
                    action
                };
            case LINE ->
                new String[] {
                    "[source.sensor]",
                    "fifo = { path = \"" + place.sensor() + "\" }",
                    "value = { field = 1 }",
                    "[rule.high]",
                    "on = \"sensor\"",
                    "above = 80",
                    "flap = \"never\"",
                    "do = [\"mark\"]",
                    "[action]",
                    action.replace("action.", "")
                };
        };
        Path file = place.write("monitor.toml", PRIVATE, lines);
        return List.of(home.resolve("../carillon").normalize().toString(), "monitor", "-c", file.toString());
    }

    private static List<String> monit(Trial trial, Place place, String once, String kept) throws Children.Failure {
        String[] lines = trial == Trial.CRASH
                ? new String[] {
                    "check process kept with pidfile " + place.pid(),
                    "  start program = \"/bin/sh -c '" + kept + " &'\" with timeout 10 seconds",
                    "  stop program = \"/bin/true\""
                }
                : new String[] {
                    "check directory watched with path " + place.watched(),
                    "  if changed timestamp then exec \"" + once + "\""
                };
        Path file = place.write(
                "monitrc",
                PRIVATE,
                "set daemon 1",
                "set pidfile " + place.directory().resolve("monit.pid"),
                "set statefile " + place.directory().resolve("monit.state"),
                "set idfile " + place.directory().resolve("monit.id"),
                String.join("\n", lines));
        return List.of("monit", "-I", "-c", file.toString());
    }
}
