package dev.carillon.linux;

import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.UnistdH;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is mounted in this process's mount namespace, {@code /proc/self/mountinfo}. Epoll reports {@link Epoll#PRI} once when
 * something was mounted, unmounted or mounted anew with other options since it last did; which it was the table tells. A file system
 * that becomes read-only by itself, for errors of its disk, is in the table and is not reported. Close-on-exec; for one thread at a
 * time.
 */
public final class MountTable extends Fd {
    private static final Path FILE = Path.of("/proc/self/mountinfo");

    private MountTable(int number) {
        super(number);
    }

    /**
     * Opens it.
     *
     * @return the table, with no change to report yet
     * @throws LinuxException ENOENT without {@code /proc}; EMFILE or ENFILE
     */
    public static MountTable open() {
        return new MountTable(LinuxException.check(OpenFile.tryOpen(FILE, FcntlH.O_RDONLY), "open(" + FILE + ")"));
    }

    /**
     * What is mounted now, the oldest first: of two with the same path the last is what is seen there.
     *
     * @return the mounts
     * @throws LinuxException if the kernel refuses
     */
    public List<Mount> mounts() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            byte[] chunk = new byte[Kernel.SCRATCH_SIZE];
            int count;
            while ((count = read(kernel, number, text.size())) > 0) {
                NativeMemory.copy(kernel.scratch(), chunk, 0, count);
                text.write(chunk, 0, count);
            }
        } finally {
            leave();
        }
        return Stream.of(text.toString(StandardCharsets.ISO_8859_1).split("\n"))
                .map(Mount::parse)
                .toList();
    }

    private int read(Kernel kernel, int number, int offset) {
        return LinuxException.check(
                kernel.retry(UnistdH.Files.PREAD, number, kernel.scratch(), Kernel.SCRATCH_SIZE, offset),
                "pread(" + this + ")");
    }

    @Override
    public String kind() {
        return "mounts";
    }
}
