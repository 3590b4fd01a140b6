package dev.carillon.linux;

import dev.carillon.linux.ffm.CFunction;
import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.SpawnH;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the child does between fork and exec, {@code posix_spawn_file_actions_t}.
 *
 * <p>Descriptors are handed over in two steps. First each is duplicated here to a number above all that were chosen for
 * the child; then the child duplicates those to their places. So no source is overwritten before its turn, and none is
 * at its place already, where {@code dup2(2)} would leave it close-on-exec.
 */
final class SpawnActions implements AutoCloseable {
    private static final int FIRST_AFTER_STANDARD = 3;

    private final NativeMemory actions = NativeMemory.allocate(SpawnH.ACTIONS_SIZE);
    private final List<Fd> duplicates = new ArrayList<>();
    private final List<NativeMemory> strings = new ArrayList<>();

    SpawnActions() {
        check(Kernel.invoke(SpawnH.ACTIONS_INIT, actions.address()), "posix_spawn_file_actions_init()");
    }

    long address() {
        return actions.address();
    }

    void changeDirectory(Path path) {
        CFunction addChdir = Objects.requireNonNull(SpawnH.ACTIONS_ADDCHDIR);
        add(addChdir, string(path.toString()), 0, 0, 0);
    }

    /** Hands descriptors over (a null one is /dev/null) and closes everything else from 3 up. */
    void handOver(Map<Integer, @Nullable Fd> descriptors, boolean hasCloseFrom) {
        Set<Integer> chosen = descriptors.keySet();
        int above =
                chosen.isEmpty() ? FIRST_AFTER_STANDARD : Math.max(FIRST_AFTER_STANDARD, Collections.max(chosen) + 1);
        descriptors.forEach((number, fd) -> {
            if (fd == null) {
                add(SpawnH.ACTIONS_ADDOPEN, number, string("/dev/null"), FcntlH.O_RDWR, 0);
            } else {
                add(SpawnH.ACTIONS_ADDDUP2, duplicateAbove(fd, above), number, 0, 0);
            }
        });
        for (int number = FIRST_AFTER_STANDARD; number < above; number++) {
            if (!chosen.contains(number)) {
                add(SpawnH.ACTIONS_ADDCLOSE, number, 0, 0, 0);
            }
        }
        closeFrom(above, hasCloseFrom);
    }

    private int duplicateAbove(Fd fd, int above) {
        Fd duplicate = StreamFd.adopt(fd.fcntl("F_DUPFD_CLOEXEC", FcntlH.F_DUPFD_CLOEXEC, above), fd.kind());
        duplicates.add(duplicate);
        return duplicate.number();
    }

    private void closeFrom(int above, boolean hasCloseFrom) {
        CFunction addCloseFrom = SpawnH.ACTIONS_ADDCLOSEFROM;
        if (addCloseFrom != null && hasCloseFrom) {
            add(addCloseFrom, above, 0, 0, 0);
            return;
        }
        // An older libc: what is open now. What another thread opens from here on gets through unless close-on-exec.
        for (int number : OpenDescriptors.list().targets().keySet()) {
            if (number >= above) {
                add(SpawnH.ACTIONS_ADDCLOSE, number, 0, 0, 0);
            }
        }
    }

    private long string(String text) {
        NativeMemory block = NativeMemory.cString(text);
        strings.add(block);
        return block.address();
    }

    private void add(CFunction function, long a, long b, long c, long d) {
        long error;
        try (Kernel kernel = Kernel.lease()) {
            error = kernel.call(function, actions.address(), a, b, c, d);
        }
        check(error, function.name() + "(" + a + ")");
    }

    /** Checks a function that returns the error's number. */
    static void check(long error, String call) {
        LinuxException.check(-error, call);
    }

    @Override
    public void close() {
        Kernel.invoke(SpawnH.ACTIONS_DESTROY, actions.address());
        duplicates.forEach(Fd::close);
    }
}
