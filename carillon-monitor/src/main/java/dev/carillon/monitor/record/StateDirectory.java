package dev.carillon.monitor.record;

import dev.carillon.config.Failure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory in which a monitor keeps what outlives it: that of one monitor at a time. Who has it holds the kernel's lock on a
 * file in it, which ends with the process, whatever ends that.
 */
public final class StateDirectory implements AutoCloseable {
    private static final String LOCK = "lock";
    /** The database's name in it. */
    public static final String DATABASE = "carillon.db";

    private static final Path LOCKS = Path.of("/proc/locks");
    /** With less the disk counts as full: a database needs as much to be opened at all. */
    private static final long LITTLE = 1 << 20;

    /** Those of this process, which the lock does not keep from each other; to close a file ends the lock of another on it. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path directory;
    /** Null on a disk that takes nothing: there no two can write. */
    private final @Nullable FileChannel channel;

    private StateDirectory(Path directory, @Nullable FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Takes it, until it is closed; it is made if it is missing. Where the disk is full or takes nothing it is taken as it is.
     *
     * @throws IOException if it cannot be used, or another monitor has it; says which, and why
     */
    public static StateDirectory take(Path directory) throws IOException {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            if (unwilling(directory).isPresent()) {
                return new StateDirectory(directory, null);
            }
            throw unusable(directory, e);
        }
        checkParts(directory);
        Path real = directory.toRealPath();
        if (!OURS.add(real)) {
            throw new IOException(taken(directory));
        }
        @Nullable FileChannel channel = null;
        try {
            channel = lock(directory);
            return new StateDirectory(real, channel);
        } catch (FileSystemException e) {
            if (unwilling(directory).isPresent()) {
                return new StateDirectory(directory, null);
            }
            throw unusable(directory, e);
        } finally {
            if (channel == null) {
                OURS.remove(real);
            }
        }
    }

    private static FileChannel lock(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw new IOException(taken(directory));
        }
        return channel;
    }

    private static String taken(Path directory) {
        OptionalLong holder = holder(directory);
        String who = holder.isPresent() ? "process " + holder.getAsLong() : "another process";
        return "the state directory " + directory + " is that of a monitor which runs already, " + who
                + ": each needs one of its own";
    }

    /** The process that has it, as far as the kernel tells. */
    public static OptionalLong holder(Path directory) {
        try (Stream<String> locks = Files.lines(LOCKS)) {
            String file = ":" + Files.getAttribute(directory.resolve(LOCK), "unix:ino");
            return locks.map(line -> line.split(" +"))
                    .filter(words -> words.length > 5 && words[1].equals("POSIX") && words[5].endsWith(file))
                    .mapToLong(words -> Long.parseLong(words[4]))
                    .filter(pid -> pid > 0)
                    .findFirst();
        } catch (IOException | RuntimeException e) { // of a container that sees none, say
            return OptionalLong.empty();
        }
    }

    /**
     * Looks whether it can be used, without making anything.
     *
     * @throws IOException if not; says what it is about, and why
     */
    public static void check(Path directory) throws IOException {
        Path present = nearest(directory);
        if (!Files.isDirectory(present)) {
            throw unusable(directory, new FileSystemException(present.toString(), null, "is no directory"));
        }
        if (!Files.isWritable(present) && unwilling(present).isEmpty()) {
            throw unusable(directory, new FileSystemException(present.toString(), null, "permission denied"));
        }
        checkParts(directory);
    }

    private static void checkParts(Path directory) throws IOException {
        Path database = directory.resolve(DATABASE);
        if (Files.isDirectory(database)) {
            throw unusable(directory, new FileSystemException(database.toString(), null, "is a directory"));
        }
        Path record = RecordSettings.directory(directory);
        if (Files.exists(record) && !Files.isDirectory(record)) {
            throw unusable(directory, new FileSystemException(record.toString(), null, "is no directory"));
        }
    }

    /** That it cannot be used, and why. */
    public static IOException unusable(Path directory, IOException why) {
        boolean isFile = Files.exists(directory) && !Files.isDirectory(directory);
        String reason = isFile ? "it is a file, and no directory" : Failure.line(why);
        return new IOException("the state directory " + directory + " cannot be used: " + reason);
    }

    /** Why the disk takes nothing now, in words. A monitor goes on then; so it starts, too. */
    public static Optional<String> unwilling(Path directory) {
        try {
            FileStore store = Files.getFileStore(nearest(directory));
            if (store.isReadOnly()) {
                return Optional.of("the file system of " + directory + " is read-only");
            }
            boolean isReal = store.getTotalSpace() > 0; // /proc has none
            return isReal && store.getUsableSpace() < LITTLE
                    ? Optional.of("the file system of " + directory + " is full")
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Path nearest(Path directory) {
        Path at = directory.toAbsolutePath();
        for (Path above = at; above != null; above = above.getParent()) {
            if (Files.exists(above)) {
                return above;
            }
        }
        return at;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            OURS.remove(directory);
            channel.close();
        }
    }
}
