package dev.carillon.linux;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.FcntlH;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files and directories of {@code /proc}, which tell of threads and descriptors that may be gone the next moment. They are
 * read with our own calls, whose errors have names.
 */
final class ProcFile {
    private static final int CHUNK = 4096;

    private ProcFile() {}

    /**
     * All of a file, one byte a character.
     *
     * @throws LinuxException with the call that failed, and why
     */
    static String read(Path path) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        try (StreamFd file = open(path)) {
            while (file.read(chunk.clear()) != StreamFd.END) {
                text.write(chunk.array(), 0, chunk.position());
            }
        }
        return text.toString(StandardCharsets.ISO_8859_1);
    }

    /** As {@link #read}; empty if what the file tells of has ended, be it while it is read. */
    static Optional<String> readIfThere(Path path) {
        try {
            return Optional.of(read(path));
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ESRCH) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * The entries of a directory.
     *
     * @throws LinuxException with the call that failed, and why
     */
    static List<Path> list(Path directory) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            all.forEach(entries::add);
        } catch (IOException | DirectoryIteratorException e) {
            open(directory).close(); // throws the same with its name, most likely
            throw LinuxException.of(-ErrnoH.EIO, "readdir(" + directory + ")", e.toString());
        }
        return entries;
    }

    private static StreamFd open(Path path) {
        long number = OpenFile.tryOpen(path, FcntlH.O_RDONLY);
        if (number < 0) {
            throw LinuxException.of(number, "open(" + path + ")", adviceFor(number));
        }
        return StreamFd.adopt((int) number, path.toString());
    }

    private static String adviceFor(long result) {
        return switch ((int) -result) {
            case ErrnoH.EMFILE -> "raise the limit of open files (ulimit -n), or close some";
            case ErrnoH.ENFILE -> "raise /proc/sys/fs/file-max";
            default -> "";
        };
    }
}
