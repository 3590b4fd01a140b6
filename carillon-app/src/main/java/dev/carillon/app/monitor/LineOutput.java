package dev.carillon.app.monitor;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Errno;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.StreamFd;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes each text with a single call, so that lines of several writers never mix and a reader sees whole lines. A reader
 * that is slow makes the writer wait: what happens meanwhile waits in the kernel.
 */
final class LineOutput implements TextOutput {
    private static final int USUAL = 16 * 1024;

    private final StreamFd out;
    private final boolean terminal;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(USUAL); // of another kind it would go out in pieces

    /**
     * Writes to a descriptor.
     *
     * @param out where to; stays the caller's
     * @param terminal whether a person reads it
     */
    LineOutput(StreamFd out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    StreamFd descriptor() {
        return out;
    }

    /** Whether the kernel can tell that the reader has gone: for a pipe, a socket, a terminal, but no file. */
    boolean isPollable() {
        return out.isPollable();
    }

    /**
     * Writes a text, all of it.
     *
     * @throws ReaderGoneException if nobody reads any more
     * @throws LinuxException for any other reason, such as a full disk
     */
    @Override
    public void write(String text) throws ReaderGoneException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > buffer.capacity()) {
            buffer = ByteBuffer.allocateDirect(bytes.length);
        }
        buffer.clear().put(bytes).flip();
        try {
            while (buffer.hasRemaining()) {
                if (out.write(buffer) == 0) {
                    awaitRoom();
                }
            }
        } catch (LinuxException e) {
            if (isReaderGone(e.errno())) {
                throw new ReaderGoneException(e);
            }
            throw e;
        }
    }

    /** A terminal that was closed answers EIO. */
    private boolean isReaderGone(Errno errno) {
        return errno == Errno.EPIPE || terminal && errno == Errno.EIO;
    }

    /** Only where somebody else has made the open file that we share non-blocking. */
    private void awaitRoom() {
        try (Epoll epoll = Epoll.open(1)) {
            epoll.add(out, Epoll.OUT, 0);
            epoll.await(-1);
        }
    }
}
