package dev.carillon.http.server;

import dev.carillon.http.ByteRange;
import dev.carillon.http.Method;
import dev.carillon.http.Preconditions;
import dev.carillon.http.RequestHead;
import dev.carillon.http.RequestParser;
import dev.carillon.linux.Directory;
import dev.carillon.linux.Errno;
import dev.carillon.linux.FileFd;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.PathName;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Serves the files of a directory, to GET and HEAD: conditional requests, single ranges, compressed files that lie beside others,
 * an index for directories, listings if they are wanted ({@link StaticOptions}).
 *
 * <p>Small files are sent from memory, others by {@code sendfile(2)}. Nothing outside of the directory is reached, whatever the
 * path: the kernel itself resolves it below the directory ({@code openat2(2)}), which stays the same one when its name is given to
 * another. A file that becomes shorter while it is sent breaks the connection off; one that is replaced by a rename is sent to
 * its end as it was.
 *
 * <p>What runs on the loop: opening files, reading small ones, {@code sendfile}. As a rule the kernel answers from memory; where
 * the disk is slow or far, {@link StaticOptions#withDisk} moves opening and reading elsewhere. Listings are never made on the
 * loop. One object may serve several loops at once.
 */
public final class StaticFiles implements HttpHandler, AutoCloseable {
    static {
        RequestParser.prepareAhead(); // who has files to serve soon has a server
    }

    private static final int PARTIAL = 206;
    private static final int MOVED_PERMANENTLY = 301;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int PRECONDITION_FAILED = 412;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int FAILED = 500;

    private final Directory root;
    private final StaticOptions options;
    private final FileCache cache;
    private final FileFinder finder;
    private final Listings listings;
    private final FileFailures failures = new FileFailures();

    private StaticFiles(Directory root, StaticOptions options, InstantSource clock) {
        this.root = root;
        this.options = options;
        this.cache = new FileCache(options);
        this.finder = new FileFinder(root, options, cache, clock);
        this.listings = new Listings(options);
    }

    /**
     * Serves a directory.
     *
     * @param root the directory; it stays open, and is served also after its name has become another's
     * @param options how
     * @return the handler, to be closed when no server has it any more
     * @throws LinuxException ENOENT, ENOTDIR, EACCES, …
     */
    public static StaticFiles open(Path root, StaticOptions options) {
        return open(root, options, InstantSource.system());
    }

    /**
     * Serves a directory with {@link StaticOptions#DEFAULTS}.
     *
     * @param root the directory
     * @return the handler, to be closed when no server has it any more
     * @throws LinuxException ENOENT, ENOTDIR, EACCES, …
     */
    public static StaticFiles open(Path root) {
        return open(root, StaticOptions.DEFAULTS);
    }

    static StaticFiles open(Path root, StaticOptions options, InstantSource clock) {
        return new StaticFiles(Directory.locate(PathName.of(root)), options, clock);
    }

    @Override
    public void handle(Exchange exchange) {
        RequestHead request = exchange.request();
        if (request.method() != Method.GET && request.method() != Method.HEAD) {
            exchange.setField("Allow", "GET, HEAD").fail(METHOD_NOT_ALLOWED);
            return;
        }
        SitePath path = SitePath.of(request.path(), options);
        if (path == null) {
            exchange.fail(NOT_FOUND);
            return;
        }
        List<String> acceptEncoding = options.precompressed() ? request.fields("Accept-Encoding") : List.of();
        StoredFile known = finder.inMemory(path, acceptEncoding);
        if (known != null) {
            content(exchange, known, null);
            return;
        }
        Executor disk = options.disk().orElse(null);
        if (disk == null) {
            answer(exchange, path, finder.find(path, acceptEncoding));
        } else {
            Elsewhere.on(disk, exchange, () -> {
                Found found = finder.find(path, acceptEncoding);
                if (!exchange.goOn(of -> answerLater(of, path, found))) {
                    close(found);
                }
            });
        }
    }

    /** The client may be gone meanwhile, and its request's memory another's. */
    private void answerLater(Exchange exchange, SitePath path, Found found) {
        if (exchange.isAnswered()) {
            close(found);
        } else {
            answer(exchange, path, found);
        }
    }

    /** What is open in it is closed, or on its way. */
    private void answer(Exchange exchange, SitePath path, Found found) {
        boolean answered = false;
        try {
            choose(exchange, path, found);
            answered = true;
        } finally {
            if (!answered) {
                close(found);
            }
        }
    }

    private void choose(Exchange exchange, SitePath path, Found found) {
        switch (found) {
            case Found.Content content -> content(exchange, content.file(), content.fd());
            case Found.Listed listed -> listings.answer(exchange, path, listed.directory());
            case Found.Refused refused -> refused(exchange, refused.reason());
            case Found.Plain plain when plain == Found.Plain.DIRECTORY && !path.isDirectory() -> moved(exchange, path);
            case Found.Plain _ -> exchange.fail(NOT_FOUND);
        }
    }

    private static void close(Found found) {
        switch (found) {
            case Found.Content content when content.fd() != null -> content.fd().close();
            case Found.Listed listed -> listed.directory().close();
            default -> {}
        }
    }

    private void moved(Exchange exchange, SitePath path) {
        String query = exchange.request().query();
        String location = path.location(options.prefix());
        exchange.redirect(MOVED_PERMANENTLY, query.isEmpty() ? location : location + "?" + query);
    }

    /** As nginx has it: what the process may not read is forbidden, and without descriptors somebody else may have some soon. */
    private void refused(Exchange exchange, LinuxException reason) {
        Errno errno = reason.errno();
        if (errno == Errno.EACCES) {
            exchange.fail(FORBIDDEN);
            return;
        }
        failures.failed(reason, exchange.connection().carrier.turnTime());
        if (errno == Errno.EMFILE || errno == Errno.ENFILE || errno == Errno.ENOMEM || errno == Errno.EAGAIN) {
            Elsewhere.unavailable(exchange);
        } else {
            exchange.fail(FAILED);
        }
    }

    /** Answers with a file, of which the descriptor is closed at last if there is one. */
    private static void content(Exchange exchange, StoredFile file, @Nullable FileFd fd) {
        RequestHead request = exchange.request();
        Preconditions conditions = Preconditions.evaluate(true, request::fields, file.tag, file.modified);
        if (conditions != Preconditions.MET) {
            close(fd);
            unchangedOrFailed(exchange, file, conditions);
            return;
        }
        ByteRange range = range(request, file);
        if (range == ByteRange.Fixed.UNSATISFIABLE) {
            close(fd);
            // Before the head, for the failure drops what was said of the content.
            exchange.beforeHead(() -> exchange.setField("Content-Range", ByteRange.unsatisfied(file.size())));
            exchange.fail(RANGE_NOT_SATISFIABLE);
        } else if (range instanceof ByteRange.Part part) {
            exchange.status(PARTIAL).setField("Content-Range", part.contentRange(file.size()));
            send(exchange, file, fd, part.first(), part.length());
        } else if (fd == null && file.whole() != null) {
            exchange.send(file.whole());
        } else {
            send(exchange, file, fd, 0, file.size());
        }
    }

    private static void unchangedOrFailed(Exchange exchange, StoredFile file, Preconditions conditions) {
        if (conditions == Preconditions.NOT_MODIFIED) {
            Extras set = exchange.set();
            if (set != null && set.changesAnswers()) {
                set.put(StoredFile.class, file); // for who would have changed it on its way
            }
            exchange.send(file.notModified());
        } else {
            exchange.fail(PRECONDITION_FAILED);
        }
    }

    private static ByteRange range(RequestHead request, StoredFile file) {
        String range = request.method() == Method.GET ? request.field("Range") : null;
        if (range == null || !Preconditions.allowRange(request.field("If-Range"), file.tag, file.certainlyModified())) {
            return ByteRange.Fixed.WHOLE;
        }
        return request.fields("Range").size() > 1 ? ByteRange.Fixed.WHOLE : ByteRange.of(range, file.size());
    }

    private static void send(Exchange exchange, StoredFile file, @Nullable FileFd fd, long offset, long count) {
        file.describe(exchange);
        if (fd != null) {
            exchange.sendFile(fd, offset, count, true);
            return;
        }
        ByteBuffer bytes = file.content();
        exchange.send(bytes.slice((int) offset, (int) count));
    }

    private static void close(@Nullable FileFd fd) {
        if (fd != null) {
            fd.close();
        }
    }

    /**
     * What its memory was good for. Safe from any thread.
     *
     * @return the figures
     */
    public StaticStatistics statistics() {
        return cache.statistics();
    }

    /** Closes the directory and forgets what is in memory. What is being sent is sent to its end. Idempotent. */
    @Override
    public void close() {
        root.close();
        cache.clear();
        listings.close();
    }
}
