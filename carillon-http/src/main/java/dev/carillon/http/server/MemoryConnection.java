package dev.carillon.http.server;

import dev.carillon.linux.FileFd;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.TimeSource;
import dev.carillon.loop.Timeout;
import dev.carillon.loop.WorkerPool;
import dev.carillon.loop.Written;
import dev.carillon.net.ConnectionHandler;
import java.io.EOFException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A client's end of a connection that is only memory: what is sent here the server reads, what it answers is read here. It is
 * what tests of handlers need, without sockets and in the loop's own time. The server does its part in the loop's next turn, as
 * with a socket.
 *
 * <p>Handlers for workers run on the loop here, and another protocol ({@link Exchange#upgrade}) needs a real connection. For the
 * loop's thread.
 */
public final class MemoryConnection {
    /** What a kernel would have taken in the client's name. */
    private static final int WINDOW = 64 * 1024;

    private static final int HIGH = 64 * 1024;
    private static final int LOW = 16 * 1024;

    private final EventLoop loop;
    private final TimeSource time;
    private final int number;
    private final Carried carried = new Carried();
    private final HttpConnection http;
    private final Timeout deadline;
    private final Timeout stall;
    private final long stallNanos;
    private final ByteQueue toServer = new ByteQueue();
    private final ByteQueue toClient = new ByteQueue();
    private long written;
    private boolean due;
    private boolean paused;
    private boolean saturated;
    private boolean fileWaits;
    private @Nullable Throwable failure;
    private boolean clientEnded;
    private boolean endTold;
    private boolean finished;
    private boolean broken;
    private boolean closed;

    MemoryConnection(Service service, TimeSource time, int number) {
        this.loop = service.loop;
        this.time = time;
        this.number = number;
        this.http = new HttpConnection(service, carried);
        this.deadline = loop.timeout(http::deadline);
        this.stall = loop.timeout(this::stalled);
        this.stallNanos = HttpOptions.nanos(service.options.writeStall());
        http.opened();
    }

    /**
     * Sends bytes to the server.
     *
     * @param bytes from position to limit; empty afterwards. Dropped once the server takes no more
     */
    public void send(ByteBuffer bytes) {
        if (closed || finished || clientEnded) {
            bytes.position(bytes.limit());
            return;
        }
        toServer.add(bytes);
        goOn();
    }

    /** Sends no more. */
    public void endOutput() {
        clientEnded = true;
        goOn();
    }

    /** Goes, without a word: what has not been read is lost. */
    public void close() {
        broken = true;
        goOn();
    }

    /**
     * Reads what the server has sent.
     *
     * @param most bytes at the most
     * @return the bytes; none if there are none at present
     */
    public byte[] receive(int most) {
        byte[] bytes = toClient.take(most);
        if (bytes.length > 0) {
            watchStall();
            goOn();
        }
        return bytes;
    }

    /** {@return whether everything was read, and the server has ended its side in good order} */
    public boolean isEnded() {
        return finished && !broken && toClient.size() == 0;
    }

    /** {@return whether everything was read that is to come, and the connection was broken off} */
    public boolean isBroken() {
        return broken && toClient.size() == 0;
    }

    /** {@return whether the server has done with it} */
    public boolean isClosed() {
        return closed;
    }

    private void goOn() {
        if (!due && !closed) {
            due = true;
            loop.execute(this::progress);
        }
    }

    private void progress() {
        due = false;
        if (closed) {
            return;
        }
        if (saturated && queued() <= LOW) {
            saturated = false;
            http.drained();
        }
        if (fileWaits && queued() == 0 && !broken) {
            fileWaits = false;
            http.fileSent();
        }
        if (!broken && !finished) {
            read();
        }
        if (broken || finished && toClient.size() == 0) {
            end();
        }
    }

    private void read() {
        boolean more = true;
        while (more && toServer.size() > 0 && !paused && !saturated && !finished && !broken) {
            ByteBuffer bytes = toServer.readable();
            int before = bytes.remaining();
            http.received(bytes);
            more = bytes.remaining() < before;
            toServer.skip(before - bytes.remaining());
        }
        if (clientEnded && !endTold && toServer.size() == 0 && !paused && !saturated) {
            endTold = true;
            http.inputEnded();
        }
    }

    private void end() {
        closed = true;
        deadline.cancel();
        stall.cancel();
        http.closed(failure);
    }

    private void stalled() {
        broken = true;
        goOn();
    }

    private int queued() {
        return Math.max(0, toClient.size() - WINDOW);
    }

    private void watchStall() {
        if (queued() > 0) {
            stall.schedule(stallNanos);
        } else {
            stall.cancel();
        }
    }

    /** What the protocol asks for. */
    private final class Carried implements Carrier {
        @Override
        public Written write(ByteBuffer bytes) {
            if (closed || broken || finished) {
                bytes.position(bytes.limit());
                return finished ? Written.FINISHED : Written.CLOSED;
            }
            written += bytes.remaining();
            toClient.add(bytes);
            watchStall();
            saturated |= queued() > HIGH;
            return saturated ? Written.FULL : Written.TAKEN;
        }

        @Override
        public Written sendFile(FileFd file, long offset, long count, boolean closeAfter) {
            ByteBuffer piece = ByteBuffer.allocateDirect((int) Math.min(count, WINDOW));
            Written last = Written.TAKEN;
            for (long at = offset; at < offset + count; ) {
                piece.clear().limit((int) Math.min(piece.capacity(), offset + count - at));
                int read = file.read(piece, at);
                if (read <= 0) {
                    failure = new EOFException(file + " ends " + (offset + count - at) + " bytes before its answer");
                    reset();
                    break;
                }
                at += read;
                last = write(piece.flip());
            }
            if (closeAfter) {
                file.close();
            }
            fileWaits = true;
            goOn();
            return last;
        }

        @Override
        public long bytesSent() {
            return written - queued();
        }

        @Override
        public void pause() {
            paused = true;
        }

        @Override
        public void resume() {
            paused = false;
            goOn();
        }

        @Override
        public void inExchange(boolean is) {
            // Nobody ends it from elsewhere.
        }

        @Override
        public void finish() {
            finished = true;
            goOn();
        }

        @Override
        public void reset() {
            broken = true;
            goOn();
        }

        @Override
        public void deadline(long nanosFromNow) {
            if (nanosFromNow > 0) {
                deadline.schedule(nanosFromNow);
            } else {
                deadline.cancel();
            }
        }

        @Override
        public long turnTime() {
            return time.nanos();
        }

        @Override
        public long time() {
            return time.nanos();
        }

        @Override
        public void upgrade(ConnectionHandler next) {
            throw new UnsupportedOperationException("another protocol needs a real connection, this one is memory");
        }

        @Override
        public void hand(WorkerPool workers, WorkerPool.Work work) {
            loop.execute(() -> run(work));
        }

        private static void run(WorkerPool.Work work) {
            try {
                work.run();
            } catch (Exception e) {
                throw new IllegalStateException("work for a worker failed", e); // the loop's error handler hears of it
            }
        }

        @Override
        public SocketAddress peerAddress() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), number);
        }

        @Override
        public boolean isSecure() {
            return false;
        }

        @Override
        public String toString() {
            return "memory connection " + number;
        }
    }
}
