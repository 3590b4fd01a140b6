package dev.carillon.monitor.source;

import dev.carillon.linux.LinuxException;
import dev.carillon.linux.StreamFd;
import dev.carillon.loop.StreamSource;
import java.nio.ByteBuffer;

/** Reads lines from a stream, which can be told to wait. */
final class LineReader implements OpenInput, StreamSource.BytesHandler {
    private static final int LAST_READ = 64 * 1024;
    /** More than any buffer in the kernel has: who goes on writing is not read for ever. */
    private static final int MOST_LAST_READS = 256;

    private final LineCutter cutter;
    private final StreamFd stream;
    private final StreamSource source;
    private final Runnable whenRead;
    private final Runnable whenEnded;

    private LineReader(Inlet inlet, StreamFd stream, Runnable whenRead, Runnable whenEnded) {
        this.cutter = new LineCutter(inlet::line);
        this.stream = stream;
        this.whenRead = whenRead;
        this.whenEnded = whenEnded;
        this.source = inlet.loop().bytes(inlet.name(), stream, this);
    }

    /**
     * Begins to read.
     *
     * @param stream is closed with the reader
     * @param whenEnded is told when whoever wrote has closed it
     */
    static LineReader open(Inlet inlet, StreamFd stream, Runnable whenEnded) {
        return open(inlet, stream, () -> {}, whenEnded);
    }

    /** As {@link #open(Inlet, StreamFd, Runnable)}; is also told when something has come. */
    static LineReader open(Inlet inlet, StreamFd stream, Runnable whenRead, Runnable whenEnded) {
        return new LineReader(inlet, stream, whenRead, whenEnded);
    }

    @Override
    public void bytes(StreamSource self, ByteBuffer bytes) {
        whenRead.run();
        cutter.take(bytes);
    }

    @Override
    public void ended(StreamSource self) {
        cutter.end();
        whenEnded.run();
    }

    @Override
    public void reading(boolean isOn) {
        if (!isOn) {
            cutter.stop();
            if (source.isOpen()) {
                source.disable();
            }
            return;
        }
        if (source.isOpen()) {
            source.enable();
        }
        cutter.goOn(); // which may be told to stop again
    }

    /** Reads what is in it still, and closes it: nothing more will come. */
    void drain() {
        ByteBuffer buffer = ByteBuffer.allocate(LAST_READ);
        for (int left = MOST_LAST_READS; left > 0 && source.isOpen() && hasRead(buffer); left--) {
            cutter.take(buffer.flip());
            buffer.clear();
        }
        close();
    }

    private boolean hasRead(ByteBuffer buffer) {
        try {
            return stream.read(buffer) > 0;
        } catch (LinuxException e) {
            return false; // a connection that its client has torn off
        }
    }

    /** What has come of a line that is not ended yet is told as such. */
    @Override
    public void close() {
        source.close();
        cutter.end();
    }
}
