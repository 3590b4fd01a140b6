package dev.carillon.http.server;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a line of an {@link AccessLog} looks. Whatever a client sends, a line is one line of printable ASCII. */
public enum AccessLogFormat {
    /**
     * What Apache and nginx call {@code combined}: {@code address - user [time] "request" status bytes "referer" "user agent"}.
     * Times are UTC. What is not there is a hyphen; what is not printable ASCII, and quotation marks and backslashes, is {@code \xHH}.
     */
    COMBINED {
        @Override
        void write(LogLine line, AccessEntry entry, LogTime time) {
            line.text(entry.address).text(" - ");
            user(line, entry.user).text(" [").text(time.combined(entry.time)).text("] \"");
            if (entry.target == null) {
                orHyphen(line, entry.line);
            } else {
                line.text(entry.method).character(' ').escaped(entry.target);
                line.text(" HTTP/1.").number(entry.minorVersion);
            }
            line.text("\" ")
                    .number(entry.status)
                    .character(' ')
                    .number(entry.bytes)
                    .text(" \"");
            orHyphen(line, entry.referer).text("\" \"");
            orHyphen(line, entry.userAgent).text("\"\n");
        }

        private LogLine user(LogLine line, @Nullable String user) {
            return user == null || user.isEmpty() ? line.character('-') : line.escapedWord(user);
        }

        private LogLine orHyphen(LogLine line, @Nullable String foreign) {
            return foreign == null || foreign.isEmpty() ? line.character('-') : line.escaped(foreign);
        }
    },

    /**
     * A JSON object a line: {@code time} (RFC 3339, UTC), {@code client}, {@code user}, {@code id}, {@code method}, {@code host},
     * {@code target}, {@code protocol}, {@code status}, {@code bytes}, {@code micros}, {@code end} ({@link ExchangeEnd.How}),
     * {@code referer}, {@code agent}; of a head that could not be read, {@code line}: what has come of its first line. What is
     * not there is left out; a byte outside ASCII is the character of its number, so none is lost.
     */
    JSON {
        @Override
        void write(LogLine line, AccessEntry entry, LogTime time) {
            line.text("{\"time\":\"").text(time.rfc3339(entry.time));
            line.text("\",\"client\":\"").jsonEscaped(entry.address).character('"');
            member(line, "user", entry.user);
            member(line, "id", entry.id);
            if (entry.target != null) {
                member(line, "method", entry.method);
                member(line, "host", entry.host);
                member(line, "target", entry.target);
                line.text(",\"protocol\":\"HTTP/1.").number(entry.minorVersion).character('"');
            } else if (!entry.line.isEmpty()) {
                member(line, "line", entry.line);
            }
            line.text(",\"status\":").number(entry.status);
            line.text(",\"bytes\":").number(entry.bytes);
            line.text(",\"micros\":").number(entry.nanos / 1000);
            line.text(",\"end\":\"")
                    .text(entry.how.name().toLowerCase(Locale.ROOT))
                    .character('"');
            member(line, "referer", entry.referer);
            member(line, "agent", entry.userAgent);
            line.text("}\n");
        }

        private void member(LogLine line, String name, @Nullable String foreign) {
            if (foreign != null) {
                line.text(",\"").text(name).text("\":\"").jsonEscaped(foreign).character('"');
            }
        }
    };

    /** What a line tells; filled anew for each. */
    static final class AccessEntry {
        Instant time = Instant.EPOCH;
        String address = "-";

        @Nullable
        String user;

        @Nullable
        String id;

        String method = "";
        String host = "";

        /** Null where no head could be read. */
        @Nullable
        String target;

        /** What has come of the request line, where there is no target. */
        String line = "";

        int minorVersion;
        int status;
        long bytes;
        long nanos;
        ExchangeEnd.How how = ExchangeEnd.How.ANSWERED;

        @Nullable
        String referer;

        @Nullable
        String userAgent;

        /** Nothing of a request is known. */
        void clear() {
            user = id = target = referer = userAgent = null;
            method = host = line = "";
            bytes = nanos = 0;
        }
    }

    abstract void write(LogLine line, AccessEntry entry, LogTime time);
}
