package dev.carillon.testkit;

import dev.carillon.linux.Pipe;
import dev.carillon.linux.StreamFd;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Another program that writes to a FIFO, {@code fifo(7)}. */
public final class Fifo {
    private Fifo() {}

    /**
     * Writes a text as a program would that opens the FIFO, writes, and closes it.
     *
     * @param path the FIFO, which somebody reads
     * @param text what fits into it
     * @throws dev.carillon.linux.LinuxException ENXIO if nobody reads it
     * @throws AssertionError if it does not fit
     */
    public static void write(Path path, String text) {
        write(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The same with bytes that may be no text.
     *
     * @param path the FIFO, which somebody reads
     * @param bytes what fits into it
     * @throws dev.carillon.linux.LinuxException ENXIO if nobody reads it
     * @throws AssertionError if they do not fit
     */
    public static void write(Path path, byte[] bytes) {
        ByteBuffer left = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        try (StreamFd writer = Pipe.openFifoForWriting(path)) {
            writer.write(left);
        }
        if (left.hasRemaining()) {
            throw new AssertionError(left.remaining() + " of " + bytes.length + " bytes do not fit into " + path);
        }
    }
}
