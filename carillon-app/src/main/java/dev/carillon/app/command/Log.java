package dev.carillon.app.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * What a command that runs long tells its operator, on standard error: what it was asked for, what it did about it, and what
 * went wrong. Each is one line with time, level and process, or a JSON object with the same. Where standard error is journald's,
 * which knows all that, a line begins with its priority instead, {@code sd-daemon(3)}. Safe from any thread.
 */
public final class Log {
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    /** How its lines look. */
    public enum Format {
        /** Time, level, process and message. */
        TEXT,
        /** An object with these. */
        JSON
    }

    /** How much a line matters; the number is that of {@code syslog(3)}. */
    enum Level {
        ERROR(3),
        WARNING(4),
        INFO(6);

        private final int priority;

        Level(int priority) {
            this.priority = priority;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What {@link LocalDateTime#toString} leaves out at the whole second, and at the whole minute. */
    private static final String ZEROS = ":00.000";

    private static final int LENGTH = "2026-11-27T16:49:43.263".length();

    private static volatile @Nullable Log present;

    private final Lines out;
    private final Format format;
    private final boolean isJournal;
    private final long pid = ProcessHandle.current().pid();

    private Log(Lines out, Format format, boolean isJournal) {
        this.out = out;
        this.format = format;
        this.isJournal = isJournal;
    }

    /** Adds {@code --log}. */
    public static void describe(CommandSpec spec) {
        Options.value(spec, "--log", "FORMAT", "What it reports on standard error: text or json (text).");
    }

    /** A log as it was asked for. */
    public static Log of(ParseResult parsed) throws WrongUsage {
        return of(parsed, Format.TEXT);
    }

    /** The same, with another format if the command line does not name one. */
    public static Log of(ParseResult parsed, Format otherwise) throws WrongUsage {
        Format format = parsed.hasMatchedOption("--log") ? Options.choice(parsed, "--log", Format.TEXT) : otherwise;
        Log log = new Log(Lines.to(System.err), format, isJournal());
        present = log;
        return log;
    }

    /** That of the command which runs: text, if it has not asked for one. */
    static Log present() {
        Log log = present;
        return log == null ? new Log(Lines.to(System.err), Format.TEXT, isJournal()) : log;
    }

    /** Whether standard error is the stream that {@code JOURNAL_STREAM} speaks of, {@code systemd.exec(5)}. */
    private static boolean isJournal() {
        String stream = System.getenv("JOURNAL_STREAM");
        if (stream == null) {
            return false;
        }
        try {
            return stream.equals(Files.getAttribute(STANDARD_ERROR, "unix:dev") + ":"
                    + Files.getAttribute(STANDARD_ERROR, "unix:ino"));
        } catch (IOException e) {
            return false; // it is closed, or this kernel shows nobody
        }
    }

    /** Something was done. */
    public void info(String message) {
        write(Level.INFO, message);
    }

    /** Something is not as it should be; it goes on. */
    public void warning(String message) {
        write(Level.WARNING, message);
    }

    /** Something that was asked for was not done. */
    public void error(String message) {
        write(Level.ERROR, message);
    }

    /**
     * Waits until all of it is written, but not for ever.
     *
     * @param patience how long
     */
    public void flush(Duration patience) {
        out.flush(patience);
    }

    private void write(Level level, String message) {
        write(level, message, "");
    }

    /**
     * Writes a line, and where it comes from if that was a failure that nobody expects.
     *
     * @param trace lines, or empty
     */
    void write(Level level, String message, String trace) {
        String line = message.replaceAll("\\R\\s*", " ");
        String begin = isJournal ? "<" + level.priority + ">" : "";
        if (format == Format.JSON) {
            out.say(begin + json(level, line, trace));
            return;
        }
        out.say(begin
                + text(level, line)
                + trace.stripTrailing().lines().map(one -> "\n" + begin + one).collect(Collectors.joining()));
    }

    private String text(Level level, String line) {
        return isJournal ? line : now() + " " + level.word() + " [" + pid + "] " + line;
    }

    private String json(Level level, String line, String trace) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("time", now());
        members.put("level", level.word());
        members.put("pid", pid);
        members.put("message", line);
        if (!trace.isEmpty()) {
            members.put("trace", trace);
        }
        return JsonLine.of(members);
    }

    /** Not by a formatter: to load one takes as long as a slow machine takes to hand over a server. */
    private static String now() {
        String time = LocalDateTime.ofInstant(Instant.now().truncatedTo(ChronoUnit.MILLIS), ZoneOffset.UTC)
                .toString();
        return time + ZEROS.substring(ZEROS.length() - (LENGTH - time.length())) + "Z";
    }
}
