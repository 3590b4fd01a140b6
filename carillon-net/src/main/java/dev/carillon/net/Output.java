package dev.carillon.net;

import dev.carillon.linux.FileFd;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.StreamFd;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** What a connection has to send and could not yet, in order: bytes, regions of files, pipes. For one loop. */
final class Output {
    private final Chunks chunks;
    private final ArrayDeque<Item> items = new ArrayDeque<>();
    private long bytes;

    /** Something that waits to be sent. */
    private sealed interface Item {}

    /**
     * Bytes from the position of a reader to that of a writer, in one buffer.
     *
     * @param writer gets more bytes at its position
     * @param reader the same memory; its limit is moved to the writer's position before each read
     */
    private record Bytes(ByteBuffer writer, ByteBuffer reader) implements Item {}

    /** A region of a file. */
    private static final class Region implements Item {
        private final FileFd file;
        private final boolean owned;
        private long offset;
        private long left;

        private Region(FileFd file, long offset, long left, boolean owned) {
            this.file = file;
            this.offset = offset;
            this.left = left;
            this.owned = owned;
        }
    }

    /** Bytes in a pipe. */
    private static final class Piped implements Item {
        private final Pipe pipe;
        private final Pipes pool;
        private long left;

        private Piped(Pipe pipe, long left, Pipes pool) {
            this.pipe = pipe;
            this.left = left;
            this.pool = pool;
        }
    }

    Output(Chunks chunks) {
        this.chunks = chunks;
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    /** Bytes that wait, those of files included. */
    long bytes() {
        return bytes;
    }

    /** Copies bytes to the end. */
    void add(ByteBuffer from) {
        bytes += from.remaining();
        while (from.hasRemaining()) {
            ByteBuffer to = roomFor(from.remaining());
            int length = Math.min(to.remaining(), from.remaining());
            to.put(to.position(), from, from.position(), length);
            to.position(to.position() + length);
            from.position(from.position() + length);
        }
    }

    private ByteBuffer roomFor(int wanted) {
        if (items.peekLast() instanceof Bytes last && last.writer.hasRemaining()) {
            return last.writer;
        }
        ByteBuffer writer = chunks.take(Math.min(wanted, Chunks.SIZE));
        items.add(new Bytes(writer, writer.duplicate()));
        return writer;
    }

    void add(FileFd file, long offset, long count, boolean owned) {
        items.add(new Region(file, offset, count, owned));
        bytes += count;
    }

    void add(Pipe pipe, long count, Pipes pool) {
        items.add(new Piped(pipe, count, pool));
        bytes += count;
    }

    /**
     * Sends as much as there is room for.
     *
     * @return how many bytes
     * @throws EOFException if a file has become shorter than what was to be sent of it
     */
    long sendTo(Transport transport) throws IOException {
        long sent = 0;
        Item first;
        while ((first = items.peek()) != null && transport.isFlushed()) {
            long count = send(first, transport);
            sent += count;
            if (isDone(first)) {
                release(items.remove());
            } else if (count == 0 || first instanceof Bytes) {
                break; // no room for now; of bytes a short write tells that without a further call
            }
        }
        bytes -= sent;
        return sent;
    }

    private static long send(Item item, Transport transport) throws IOException {
        return switch (item) {
            case Bytes block -> transport.send(block.reader.limit(block.writer.position()));
            case Region region -> send(region, transport);
            case Piped piped -> send(piped, transport);
        };
    }

    private static boolean isDone(Item item) {
        return switch (item) {
            case Bytes block -> block.reader.position() == block.writer.position();
            case Region region -> region.left == 0;
            case Piped piped -> piped.left == 0;
        };
    }

    private static long send(Piped piped, Transport transport) {
        long sent = Math.max(0, transport.sendFrom(piped.pipe, piped.left));
        piped.left -= sent;
        return sent;
    }

    private static long send(Region region, Transport transport) throws IOException {
        long sent = transport.sendFile(region.file, region.offset, region.left);
        if (sent == StreamFd.END) {
            throw new EOFException(region.file + " ends " + region.left + " bytes before what was to be sent of it");
        }
        region.offset += sent;
        region.left -= sent;
        return sent;
    }

    private void release(Item item) {
        switch (item) {
            case Bytes block -> chunks.giveBack(block.writer);
            case Region region -> {
                if (region.owned) {
                    region.file.close();
                }
            }
            case Piped piped -> {
                if (piped.left == 0) {
                    piped.pool.giveBack(piped.pipe);
                } else {
                    piped.pipe.close();
                }
            }
        }
    }

    /** Gives up everything. */
    void discard() {
        items.forEach(this::release);
        items.clear();
        bytes = 0;
    }
}
