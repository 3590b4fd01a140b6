package dev.carillon.http.server;

import dev.carillon.linux.Directory;
import dev.carillon.linux.LinuxException;
import dev.carillon.loop.Written;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Answers with listings of directories, which are made by a thread of its own, one after the other: a directory may have a
 * hundred thousand names, and clients may ask for it all at once. Safe from any thread.
 */
final class Listings implements AutoCloseable {
    private static final int NOT_FOUND = 404;
    /** Who waits for the thread; the next one is sent away. */
    private static final int MOST_WAITING = 64;

    private static final int PIECE = 64 * 1024;

    private final StaticOptions options;
    private final ThreadPoolExecutor own;
    private final Executor executor;

    Listings(StaticOptions options) {
        this.options = options;
        own = new ThreadPoolExecutor(
                1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), Listings::thread);
        own.allowCoreThreadTimeOut(true);
        executor = options.disk().orElse(own);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "carillon-listings");
        thread.setDaemon(true);
        return thread;
    }

    /** On the loop's thread; closes the directory. */
    void answer(Exchange exchange, SitePath path, Directory directory) {
        if (!Elsewhere.on(executor, exchange, () -> list(exchange, path, directory))) {
            directory.close();
        }
    }

    private void list(Exchange exchange, SitePath path, Directory directory) {
        try (directory) {
            byte[] page = DirectoryListing.read(directory, options).page(path, options);
            exchange.goOn(of -> send(of, page));
        } catch (LinuxException e) { // it was removed meanwhile
            exchange.goOn(of -> of.fail(NOT_FOUND));
        }
    }

    private static void send(Exchange exchange, byte[] page) {
        exchange.setField("Content-Type", "text/html; charset=utf-8");
        exchange.setField("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
        BodyWriter writer = exchange.stream(page.length);
        ByteBuffer rest = ByteBuffer.wrap(page);
        writer.onDrained(() -> write(writer, rest));
        write(writer, rest);
    }

    /** As much as there is room for: a page may have megabytes, and a client all the time in the world. */
    private static void write(BodyWriter writer, ByteBuffer rest) {
        Written written = Written.TAKEN;
        while (rest.hasRemaining() && written == Written.TAKEN) {
            ByteBuffer piece = rest.slice(rest.position(), Math.min(PIECE, rest.remaining()));
            rest.position(rest.position() + piece.remaining());
            written = writer.write(piece);
        }
        if (!rest.hasRemaining()) {
            writer.finish();
        }
    }

    @Override
    public void close() {
        own.shutdown(); // who waits still is answered
    }
}
