package dev.carillon.loop;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.InheritedInput;
import dev.carillon.linux.StandardInput;
import dev.carillon.linux.StreamFd;
import dev.carillon.loop.life.Steps;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes or lines that come from a pipe, a FIFO, standard input or any other readable descriptor. Also works where epoll
 * refuses: a regular file is always ready.
 *
 * <p>What is awaited is a line. Bytes are not awaited, as they are valid in their handler's call only: who wants to read them in
 * straight-line code awaits a {@link DescriptorSource} and reads itself.
 *
 * <p>All bytes that were written before the other side closed are handled before the end is.
 */
public final class StreamSource extends WatchedSource implements Awaited<String> {
    private final StreamFd stream;
    private final BytesHandler handler;
    private final @Nullable Lines lines;
    private final boolean alwaysReady;
    private final @Nullable Waiters<String> waiters;

    /** Told whenever it may have come to its end, or given all there is: after each turn, change of listening, and the close. */
    private Runnable observer = () -> {};

    /** Handles bytes. */
    @FunctionalInterface
    public interface BytesHandler {
        /**
         * Bytes arrived: as many as one read gave, which says nothing about where messages begin.
         *
         * @param source the source
         * @param bytes from position to limit; valid during this call only, what is not taken is gone
         * @throws Exception goes to the loop's error handler; the source's {@link FailurePolicy} says what follows
         */
        void bytes(StreamSource source, ByteBuffer bytes) throws Exception;

        /**
         * The other side has closed and everything was handled. The source is closed after this call.
         *
         * @param source the source
         * @throws Exception goes to the loop's error handler
         */
        default void ended(StreamSource source) throws Exception {}
    }

    /** Handles lines. */
    @FunctionalInterface
    public interface LineHandler {
        /**
         * A line arrived.
         *
         * @param source the source
         * @param line its text in UTF-8 without the line end (LF or CRLF); the last line may have none. A line longer than
         *     {@link Lines#LONGEST} bytes comes in pieces of that length
         * @throws Exception goes to the loop's error handler; the source's {@link FailurePolicy} says what follows
         */
        void line(StreamSource source, String line) throws Exception;

        /**
         * The other side has closed and every line was handled. The source is closed after this call.
         *
         * @param source the source
         * @throws Exception goes to the loop's error handler
         */
        default void ended(StreamSource source) throws Exception {}
    }

    private StreamSource(
            EventLoop loop,
            String name,
            String kind,
            StreamFd stream,
            boolean owns,
            BytesHandler handler,
            boolean awaited) {
        super(loop, name, kind, stream, checked(loop, stream, owns, () -> interestIn(loop, name, stream)), owns);
        this.stream = stream;
        this.handler = handler;
        this.lines = handler instanceof Lines cutter ? cutter : null;
        this.alwaysReady = interest() == 0;
        this.waiters = awaited ? new Waiters<>(this) : null;
        if (alwaysReady) {
            loop.dispatcher.addAlwaysReady(this);
        }
    }

    private static int interestIn(EventLoop loop, String name, StreamFd stream) {
        if (stream.isPollable()) {
            if (!(stream instanceof InheritedInput) && !stream.isNonBlocking()) {
                throw new IllegalArgumentException(stream.kind() + " \"" + name + "\": " + stream
                        + " would block the loop; set it nonBlocking(true)");
            }
            // Knowing of the end spares a turn; where the poller does not tell, the read does.
            return loop.poller.capabilities().contains(Poller.Capability.ENDS) ? Epoll.IN | Epoll.RDHUP : Epoll.IN;
        }
        Source reader = loop.isLoopThread() ? loop.dispatcher.alwaysReadyOn(stream) : null;
        if (reader != null) {
            throw new IllegalArgumentException(
                    stream.kind() + " \"" + name + "\": " + stream + " is watched by " + reader + " already");
        }
        return 0;
    }

    static StreamSource bytes(EventLoop loop, String name, StreamFd stream, boolean owns, BytesHandler handler) {
        return new StreamSource(loop, name, stream.kind(), stream, owns, handler, false);
    }

    /** Without a handler its lines are awaited. */
    static StreamSource lines(
            EventLoop loop, String name, StreamFd stream, boolean owns, @Nullable LineHandler handler) {
        return lines(loop, name, stream.kind(), stream, owns, handler);
    }

    static StreamSource standardInput(EventLoop loop, @Nullable LineHandler handler) {
        return lines(loop, "stdin", "stdin", StandardInput.open(), true, handler);
    }

    private static StreamSource lines(
            EventLoop loop, String name, String kind, StreamFd stream, boolean owns, @Nullable LineHandler handler) {
        Lines lines = new Lines(handler == null ? StreamSource::deliver : handler);
        return new StreamSource(loop, name, kind, stream, owns, lines, handler == null);
    }

    private void deliver(String line) {
        if (waiters != null) {
            waiters.deliver(line);
        }
    }

    /** Who waits for what it reads to be over. */
    void observer(Runnable newObserver) {
        observer = newObserver;
    }

    @Override
    void listeningChanged() {
        super.listeningChanged();
        observer.run();
    }

    @Override
    Outcome dispatch(int budget) throws Exception {
        int events = takeReady();
        try {
            return drain(events, budget);
        } catch (Throwable e) {
            // The kernel reports neither an edge again nor lines that were read with the one that failed.
            readyAgain(events);
            throw e;
        } finally {
            observer.run();
        }
    }

    private Outcome drain(int events, int budget) throws Exception {
        handOutRest();
        if (mustWait() || isUnawaited()) {
            return keepReady(events);
        }
        for (int left = budget; left > 0 && goesOn(); left--) {
            ByteBuffer buffer = loop().readBuffer.take();
            int count = stream.read(buffer);
            if (count == 0) {
                return nothingCame(left == budget);
            }
            if (count == StreamFd.END) {
                return end(events);
            }
            received(buffer.flip(), count);
            boolean waits = mustWait();
            if (waits || !mayHaveMore(events)) {
                return waits ? keepReady(events) : Outcome.DONE;
            }
            if (isUnawaited()) {
                return keepReady(events);
            }
        }
        return keepReady(events);
    }

    /** Lines that were read with one whose handler failed, or for which there was no time. */
    private void handOutRest() throws Exception {
        if (lines != null) {
            if (lines.hasRest()) {
                handing();
            }
            lines.resume(this);
        }
    }

    /** What is always ready is no reason to look for one that spins. */
    private Outcome nothingCame(boolean atOnce) {
        return atOnce && !alwaysReady ? Outcome.NOTHING : Outcome.DONE;
    }

    private boolean isUnawaited() {
        return waiters != null && !waiters.areWaiting();
    }

    /** It was switched off meanwhile, or has lines left of the last read. */
    private boolean mustWait() {
        return !isListening() || lines != null && lines.hasRest();
    }

    /** A level is told of again. An edge is not, and not every stream gives with one read all that it has. */
    private boolean mayHaveMore(int events) {
        boolean ending = (events & (Epoll.HUP | Epoll.RDHUP | Epoll.ERR)) != 0;
        return alwaysReady || ending || isEdgeTriggered();
    }

    private void received(ByteBuffer buffer, int count) throws Exception {
        took();
        statistics().bytes += count;
        handler.bytes(this, buffer);
    }

    private Outcome end(int events) throws Exception {
        handing();
        if (lines != null) {
            lines.last(this);
            if (!isListening()) {
                return keepReady(events); // the end is read again once the source is back
            }
        }
        try {
            handler.ended(this);
        } finally {
            close();
        }
        return Outcome.DONE;
    }

    @Override
    void onClosed(Steps steps) {
        steps.go(observer);
        if (alwaysReady) {
            loop().dispatcher.removeAlwaysReady(this);
        }
    }

    @Override
    @Nullable
    Waiters<String> waiters() {
        return waiters;
    }
}
