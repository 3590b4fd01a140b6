package dev.carillon.http.server;

import dev.carillon.http.Refusal;
import dev.carillon.http.RequestHead;
import dev.carillon.http.server.AccessLogFormat.AccessEntry;
import dev.carillon.linux.LinuxException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * A line in a file for each exchange that has ended. Lines are handed to a thread of the log's own: no loop ever waits for a disk.
 * What the disk does not take waits, up to a bound; then lines are dropped, and counted.
 *
 * <p>A file system without space, or any other error of the file, is no failure of the server: it is told to the log of this
 * class's name, once, and the file is tried again after a second, then less and less often, up to every half a minute. {@link
 * #reopen} opens the path anew, for those who rename files; what was taken before goes to the old file.
 *
 * <p>As a filter it stands in front of all others; it hears of what is refused before it comes to filters by {@link
 * HttpOptions#withRefusals}. Safe from any thread; serves any number of loops and servers.
 *
 * <p>{@snippet :
 * AccessLog log = AccessLog.open(Path.of("/var/log/access.log"), AccessLogFormat.COMBINED);
 * HttpServer.open(loop, "web", address, HttpOptions.DEFAULTS.withRefusals(log), log.before(router));
 * }
 */
public final class AccessLog implements Filter, EndListener, RefusalListener, AutoCloseable {
    private static final int MODE = 0640;
    private static final int USUAL_BOUND = 1024 * 1024;
    private static final int LEAST_BOUND = 256 * 1024;
    private static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LogFile file;
    private final AccessLogFormat format;
    private final InstantSource clock;
    private final ThreadLocal<Pen> pens = ThreadLocal.withInitial(Pen::new);

    /** What a thread needs to write a line. */
    private static final class Pen {
        private final LogLine line = new LogLine();
        private final LogTime time = new LogTime();
        private final AccessEntry entry = new AccessEntry();
    }

    private AccessLog(LogFile file, AccessLogFormat format, InstantSource clock) {
        this.file = file;
        this.format = format;
        this.clock = clock;
    }

    /**
     * Appends to a file, of which 1 MiB may wait.
     *
     * @param path where; made with mode 0640 if it is not there
     * @param format how lines look
     * @return the log
     * @throws LinuxException ENOENT for a directory of the path, EACCES, …
     */
    public static AccessLog open(Path path, AccessLogFormat format) {
        return open(path, format, USUAL_BOUND, InstantSource.system());
    }

    /**
     * Appends to a file.
     *
     * @param path where; made with mode 0640 if it is not there
     * @param format how lines look
     * @param bound bytes that may wait, 256 KiB or more; that much memory is taken at once
     * @param clock says what time it is when an exchange ends
     * @return the log
     * @throws LinuxException ENOENT for a directory of the path, EACCES, …
     * @throws IllegalArgumentException if the bound is less
     */
    public static AccessLog open(Path path, AccessLogFormat format, int bound, InstantSource clock) {
        if (bound < LEAST_BOUND) {
            throw new IllegalArgumentException(
                    "256 KiB or more may wait, or a long line would find no room; not " + bound);
        }
        return new AccessLog(new LogFile(path, MODE, bound, FIRST_PAUSE_NANOS), format, clock);
    }

    @Override
    public void filter(Exchange exchange, HttpHandler next) throws Exception {
        exchange.onEnd(this);
        next.handle(exchange);
    }

    @Override
    public void ended(Exchange exchange, ExchangeEnd end) {
        Pen pen = pens.get();
        AccessEntry entry = pen.entry;
        RequestHead head = exchange.request();
        AuthenticatedUser user = AuthenticatedUser.of(exchange);
        entry.address = text(exchange.client().address());
        entry.user = user == null ? null : user.name();
        entry.id = RequestIds.of(exchange);
        entry.method = head.method().name();
        entry.host = head.host();
        entry.target = head.target();
        entry.minorVersion = head.minorVersion();
        entry.referer = head.field("Referer");
        entry.userAgent = head.field("User-Agent");
        entry.status = end.status();
        entry.bytes = end.bodyBytesSent();
        entry.nanos = end.nanos();
        entry.how = end.how();
        write(pen);
    }

    /** A line about no request, for its head could not be read. Told by {@link HttpOptions#withRefusals}. */
    @Override
    public void refused(Client client, Refusal reason, String line) {
        Pen pen = pens.get();
        AccessEntry entry = pen.entry;
        entry.clear();
        entry.address = text(client.address());
        entry.line = line;
        entry.status = reason.status();
        entry.how = ExchangeEnd.How.REFUSED;
        write(pen);
    }

    private void write(Pen pen) {
        pen.entry.time = clock.instant();
        format.write(pen.line.clear(), pen.entry, pen.time);
        file.append(pen.line.bytes(), pen.line.length());
    }

    /** Without the port: that is what address means in these formats. A Unix client has no name. */
    private static String text(SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : "unix:";
    }

    /** Opens the path anew, soon; what was taken before goes to the file that was open. Never waits. */
    public void reopen() {
        file.reopen();
    }

    /**
     * What has become of its lines.
     *
     * @return the figures so far
     */
    public AccessLogStatistics statistics() {
        return file.statistics();
    }

    /** Writes what waits and closes; waits for that, ten seconds at the most. Close the server first. */
    @Override
    public void close() {
        file.close();
    }
}
