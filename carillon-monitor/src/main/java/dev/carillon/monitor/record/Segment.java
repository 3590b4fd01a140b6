package dev.carillon.monitor.record;

import dev.carillon.monitor.NamedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * A file of a record that is being written: whole lines of JSON, and when it is sealed a last one with a checksum of all bytes
 * before it. Its name has the number of its first event, so that names are in order.
 */
final class Segment implements AutoCloseable {
    private static final String PREFIX = "events-";
    private static final String SUFFIX = ".jsonl";

    private final NamedFile file;
    private final FileChannel channel;
    private final CRC32C sum = new CRC32C();
    private long length;
    private long headLength;
    private long events;
    private long headEvents;

    private Segment(NamedFile file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Begins one.
     *
     * @param first the number of its first event
     * @param head the lines of what was so before that
     * @throws IOException if not all of that could be written: then it is not there
     */
    static Segment create(Path directory, long first, List<String> head) throws IOException {
        Path path = directory.resolve(String.format(Locale.ROOT, "%s%016d%s", PREFIX, first, SUFFIX));
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            Segment segment = new Segment(NamedFile.at(path), channel);
            segment.begin(head);
            return segment;
        } catch (IOException e) {
            remove(path, channel, e);
            throw e;
        }
    }

    private static void remove(Path path, FileChannel channel, IOException why) {
        try (channel) {
            Files.delete(path);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    /** Whether the file still has its name. */
    boolean isInPlace() {
        return file.isInPlace();
    }

    private void begin(List<String> lines) throws IOException {
        if (lines.isEmpty()) {
            return;
        }
        append((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8), lines.size());
        headLength = length;
        headEvents = events;
    }

    /** Those of a directory, the oldest first. */
    static List<Path> all(Path directory) throws IOException {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
            files.forEach(all::add);
        }
        all.sort(null);
        return all;
    }

    /**
     * Appends whole lines.
     *
     * @throws IOException if not all of them could be written: then none is there
     */
    void append(byte[] lines, int count) throws IOException {
        try {
            ByteBuffer left = ByteBuffer.wrap(lines);
            for (long at = length; left.hasRemaining(); ) {
                at += channel.write(left, at);
            }
        } catch (IOException e) {
            channel.truncate(length); // else a line would be torn in the middle of the file
            throw e;
        }
        length += lines.length;
        events += count;
        sum.update(lines, 0, lines.length);
    }

    /** Ends it: nothing is appended any more. */
    void seal() throws IOException {
        byte[] line = seal(events, sum.getValue()).getBytes(StandardCharsets.UTF_8);
        append(line, 0);
        channel.force(true);
    }

    private static String seal(long events, long sum) {
        return String.format(Locale.ROOT, "{\"sealed\":{\"events\":%d,\"crc32c\":\"%08x\"}}%n", events, sum);
    }

    /** Seals what a former run has left open, of which all bytes are whole lines. */
    static void seal(Path path, long events, long sum) throws IOException {
        Files.writeString(path, seal(events, sum), StandardOpenOption.APPEND);
    }

    void flush() throws IOException {
        channel.force(false);
    }

    /** Without its beginning. */
    long length() {
        return length - headLength;
    }

    /** Without those of its beginning. */
    long events() {
        return events - headEvents;
    }

    Path path() {
        return file.path();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
