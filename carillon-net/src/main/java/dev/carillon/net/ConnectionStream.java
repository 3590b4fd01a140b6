package dev.carillon.net;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection for straight-line code: any thread, made for virtual ones, reads and writes and waits meanwhile; no carrier
 * is blocked. It is the connection's handler. Bytes are taken from the kernel while a reader waits, and a few ahead of the next
 * one, so a slow reader makes the peer wait.
 *
 * {@snippet :
 * Listener.open(loop, "echo", address, ListenerOptions.DEFAULTS, ConnectionStream.serving(stream -> {
 *     ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
 *     while (stream.read(buffer.clear()) >= 0) {
 *         stream.write(buffer.flip());
 *     }
 * }));
 * }
 *
 * <p>One thread reads and one, perhaps the same, writes at a time.
 */
public final class ConnectionStream implements ConnectionHandler, AutoCloseable {
    /** What {@link #read} answers when the peer sends no more. */
    public static final int END = -1;

    private static final int FEW = 16 * 1024;
    private static final CompletableFuture<Boolean> TAKEN = CompletableFuture.completedFuture(true);

    private final CompletableFuture<Connection> opened = new CompletableFuture<>();
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    private final @Nullable Code code;

    /** What has become of the last write, whose bytes were copied: the next one waits for that. The writer's own. */
    private CompletableFuture<Boolean> lastWrite = TAKEN;

    // What the loop's thread knows.
    private @Nullable ByteBuffer wanted;
    private @Nullable CompletableFuture<Integer> reading;
    private @Nullable CompletableFuture<Boolean> writing;
    private boolean ended;

    private volatile @Nullable IOException failure;

    /** What a thread does with a connection. */
    @FunctionalInterface
    public interface Code {
        /**
         * Reads and writes. When it returns the connection is finished; when it throws, reset.
         *
         * @param stream the connection
         * @throws Exception resets the connection and goes to the loop's error handler, unless the connection has ended
         */
        void run(ConnectionStream stream) throws Exception;
    }

    /** A handler for {@link Connector#connect}; {@link #read} and {@link #write} wait until it is connected. */
    public ConnectionStream() {
        this(null);
    }

    private ConnectionStream(@Nullable Code code) {
        this.code = code;
    }

    /**
     * Handlers for a listener: each connection is served by a virtual thread of its own.
     *
     * @param code what the thread does
     * @return makes the handlers
     */
    public static Supplier<ConnectionHandler> serving(Code code) {
        return () -> new ConnectionStream(code);
    }

    @Override
    public void opened(Connection connection) {
        connection.conversation.hold(Hold.STREAM);
        connection.readsWhileSaturated(true); // the writer waits; reading goes on
        opened.complete(connection);
        Code task = code;
        if (task != null) {
            Thread.ofVirtual().name(connection.name()).start(() -> serve(task, connection));
        }
    }

    private void serve(Code task, Connection connection) {
        try {
            task.run(this);
            onLoop(connection, connection::finish);
        } catch (Throwable e) { // whatever it is, it is this connection's affair
            onLoop(connection, () -> fail(connection, e));
        }
    }

    private static void fail(Connection connection, Throwable error) {
        if (connection.isOpen()) {
            connection.conversation.handlerFailed(error);
        }
    }

    private static void onLoop(Connection connection, Runnable task) {
        try {
            connection.loop().execute(task);
        } catch (RejectedExecutionException e) {
            // The loop has ended and has closed the connection.
        }
    }

    @Override
    public void received(Connection connection, ByteBuffer bytes) {
        connection.conversation.hold(Hold.STREAM);
        ByteBuffer into = wanted;
        if (into == null) {
            return;
        }
        int count = Math.min(into.remaining(), bytes.remaining());
        into.put(into.position(), bytes, bytes.position(), count);
        into.position(into.position() + count);
        bytes.position(bytes.position() + count);
        answer(connection, count);
    }

    private void answer(Connection connection, int count) {
        CompletableFuture<Integer> reader = reading;
        reading = null;
        wanted = null;
        if (reader != null) {
            connection.conversation.group.answers.add(connection, reader, count);
        }
    }

    @Override
    public void inputEnded(Connection connection, ByteBuffer rest) {
        ended = true; // and rest is empty: after each read nothing is heard, the end neither, until a reader waits
        answer(connection, END);
    }

    @Override
    public void drained(Connection connection) {
        CompletableFuture<Boolean> writer = writing;
        writing = null;
        if (writer != null) {
            writer.complete(true);
        }
    }

    @Override
    public void closed(Connection connection, CloseReason reason, @Nullable Throwable error) {
        String why = connection + " has ended: " + (error == null ? reason : error.getMessage());
        IOException end = new IOException(why, error);
        failure = end;
        opened.completeExceptionally(end);
        CompletableFuture<Integer> reader = reading;
        reading = null;
        wanted = null;
        if (reader != null) {
            reader.completeExceptionally(end);
        }
        CompletableFuture<Boolean> writer = writing;
        writing = null;
        if (writer != null) {
            writer.completeExceptionally(end);
        }
        closed.complete(reason);
    }

    /**
     * Reads some bytes; waits for the first.
     *
     * @param into where to; its position moves on by what was read. Must have room
     * @return how many, 1 or more; {@link #END} when the peer sends no more
     * @throws IOException if the connection has ended otherwise; the message says why
     * @throws InterruptedIOException if the thread is interrupted; nothing is lost then, and it stays interrupted
     */
    public int read(ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) {
            throw new IllegalArgumentException("read needs a buffer with bytes remaining");
        }
        Connection connection = connection();
        CompletableFuture<Integer> result = new CompletableFuture<>();
        execute(connection, () -> beginReading(connection, into, result));
        try {
            return await(result);
        } catch (InterruptedException e) {
            // Once this has run the loop does not touch the buffer any more.
            execute(connection, () -> giveUpReading(connection, result));
            int count = result.join();
            Thread.currentThread().interrupt();
            if (count == 0) {
                throw new InterruptedIOException("interrupted while reading from " + connection);
            }
            return count;
        }
    }

    private void beginReading(Connection connection, ByteBuffer into, CompletableFuture<Integer> result) {
        IOException over = failure;
        if (ended) {
            result.complete(END);
        } else if (over != null) {
            result.completeExceptionally(over);
        } else {
            wanted = into;
            reading = result;
            connection.conversation.release(Hold.STREAM);
        }
    }

    private void giveUpReading(Connection connection, CompletableFuture<Integer> result) {
        if (reading == result) {
            answer(connection, 0);
        }
    }

    /**
     * Writes all bytes; waits while more than the high-water mark is queued. Of a few bytes only the next write does: they are
     * on their way when this returns, in order with all other calls.
     *
     * @param from what to write; empty afterwards
     * @throws IOException if the connection has ended; the message says why
     * @throws IllegalStateException if this side has ended, of a few bytes perhaps only with the next write
     * @throws InterruptedIOException if the thread is interrupted while it waits; the bytes are queued all the same, and it
     *     stays interrupted
     */
    public void write(ByteBuffer from) throws IOException {
        Connection connection = connection();
        checkNotOver();
        boolean few = from.remaining() <= FEW;
        ByteBuffer bytes =
                few ? copy(from) : from; // which costs less than to wait until the loop's thread has taken them
        CompletableFuture<Boolean> before = lastWrite;
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        CompletableFuture<Boolean> taken = few ? TAKEN : new CompletableFuture<>();
        lastWrite = result;
        try {
            awaitWritten(connection, before);
        } finally { // also if that was interrupted
            execute(connection, () -> {
                beginWriting(connection, bytes, result);
                taken.complete(true);
            });
        }
        if (!few) {
            taken.join(); // the buffer is the caller's own again
            awaitWritten(connection, result);
        }
    }

    private static ByteBuffer copy(ByteBuffer from) {
        return ByteBuffer.allocate(from.remaining()).put(from).flip();
    }

    private void checkNotOver() throws IOException {
        IOException over = failure;
        if (over != null) {
            throw new IOException(over.getMessage(), over);
        }
    }

    private static void awaitWritten(Connection connection, CompletableFuture<Boolean> write) throws IOException {
        try {
            await(write);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + connection + " has more to send than it may");
        }
    }

    private void beginWriting(Connection connection, ByteBuffer from, CompletableFuture<Boolean> result) {
        IOException over = failure;
        switch (connection.write(from)) {
            case TAKEN -> result.complete(true);
            case FULL -> writing = result;
            case FINISHED ->
                result.completeExceptionally(
                        new IllegalStateException(connection + ": nothing can be sent after endOutput() or close()"));
            case CLOSED, DROPPED -> // nothing of a connection is dropped otherwise
                result.completeExceptionally(over == null ? new IOException(connection + " has ended") : over);
        }
    }

    /**
     * Ends this side; the peer may still send.
     *
     * @throws IOException if the connection has ended
     */
    public void endOutput() throws IOException {
        Connection connection = connection();
        execute(connection, connection::endOutput);
    }

    /** Comes to an orderly end, {@link Connection#finish}, as soon as it is connected; does not wait for it. Idempotent. */
    @Override
    public void close() {
        CompletableFuture<Void> _ = opened.thenAccept(connection -> onLoop(connection, connection::finish));
    }

    /**
     * Waits until the connection has ended.
     *
     * @return why
     */
    public CloseReason awaitClosed() {
        return closed.join();
    }

    /**
     * The connection; waits until it is connected.
     *
     * @return the connection, for its loop's thread
     * @throws IOException if it could not be made
     */
    public Connection connection() throws IOException {
        try {
            return await(opened);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while connecting");
        }
    }

    private static <T> T await(CompletableFuture<T> result) throws IOException, InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IllegalStateException misuse) {
                throw misuse;
            }
            throw new IOException(cause == null ? e.getMessage() : cause.getMessage(), cause);
        }
    }

    private static void execute(Connection connection, Runnable task) throws IOException {
        try {
            connection.loop().execute(task);
        } catch (RejectedExecutionException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
