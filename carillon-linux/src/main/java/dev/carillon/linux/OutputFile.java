package dev.carillon.linux;

import dev.carillon.linux.ffm.FcntlH;
import java.nio.file.Path;

/**
 * A file to write to: by a child of {@link Spawn}, for which it is opened anew at each start, or by this process. Immutable.
 *
 * <p>{@snippet :
 * Spawn.command("server").standardOutput(OutputFile.append(Path.of("/var/log/server.log")).withMode(0640));
 * }
 */
public final class OutputFile {
    private static final int USUAL_MODE = 0666;
    private static final int PERMISSIONS = 07777;

    private final Path path;
    private final boolean appending;
    private final int mode;

    private OutputFile(Path path, boolean appending, int mode) {
        this.path = path;
        this.appending = appending;
        this.mode = mode;
    }

    /**
     * A file that is written at its end, {@code O_APPEND}; made if it is not there. Several processes may append to one.
     *
     * @param path where
     * @return the file
     */
    public static OutputFile append(Path path) {
        return new OutputFile(path, true, USUAL_MODE);
    }

    /**
     * A file that is emptied at the start, {@code O_TRUNC}; made if it is not there.
     *
     * @param path where
     * @return the file
     */
    public static OutputFile replace(Path path) {
        return new OutputFile(path, false, USUAL_MODE);
    }

    /**
     * The permissions that the file is made with; 0666 if not said. This process's umask is taken off.
     *
     * @param permissions 0 to 07777
     * @return the file with them
     */
    public OutputFile withMode(int permissions) {
        if ((permissions & ~PERMISSIONS) != 0) {
            throw new IllegalArgumentException(
                    "permissions are 0 to 07777, not 0" + Integer.toOctalString(permissions));
        }
        return new OutputFile(path, appending, permissions);
    }

    /**
     * Where it is.
     *
     * @return the path
     */
    public Path path() {
        return path;
    }

    /**
     * Whether it is written at its end.
     *
     * @return false if it is emptied first
     */
    public boolean isAppending() {
        return appending;
    }

    /**
     * The permissions that it is made with.
     *
     * @return 0 to 07777
     */
    public int mode() {
        return mode;
    }

    /**
     * Opens it for ourselves, as for a writer of a loop. A FIFO that nobody reads is refused.
     *
     * @return the file, blocking
     * @throws LinuxException ENOENT for a directory of the path, EACCES, ENXIO, EMFILE, …
     */
    public StreamFd open() {
        int flags = FcntlH.O_WRONLY | FcntlH.O_CREAT | (appending ? FcntlH.O_APPEND : FcntlH.O_TRUNC);
        // Non-blocking until it is open, or a FIFO that nobody reads would stop us here for ever.
        long number = OpenFile.tryOpen(path, flags | FcntlH.O_NONBLOCK, mode);
        StreamFd file = StreamFd.adopt(LinuxException.check(number, "open(" + path + ")"), "file");
        file.nonBlocking(false);
        return file;
    }

    /** {@code >> /var/log/server.log}, as a shell has it. */
    @Override
    public String toString() {
        return (appending ? ">> " : "> ") + path;
    }
}
