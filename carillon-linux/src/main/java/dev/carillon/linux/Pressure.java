package dev.carillon.linux;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.UnistdH;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * A trigger for shortage of memory, processor or I/O, "pressure stall information": epoll reports {@link Epoll#PRI}
 * when tasks lost more than a threshold of time within a window, at most once a window. There is nothing to read from
 * it. {@link Epoll#ERR} says that its cgroup is gone. Close-on-exec; for one thread at a time.
 */
public final class Pressure extends Fd {
    /** The shortest window the kernel takes. */
    public static final Duration MIN_WINDOW = Duration.ofMillis(500);
    /** The longest window the kernel takes. */
    public static final Duration MAX_WINDOW = Duration.ofSeconds(10);

    private static final long NANOS_PER_MICRO = 1_000;

    /** What tasks wait for. */
    public enum Resource {
        /** Memory being reclaimed, read back or swapped in. */
        MEMORY,
        /** A processor. */
        CPU,
        /** Block devices. */
        IO;

        /**
         * The pressure file of the whole machine.
         *
         * @return for example {@code /proc/pressure/memory}
         */
        public Path file() {
            return Path.of("/proc/pressure", name().toLowerCase(Locale.ROOT));
        }
    }

    /** Whose lost time counts. */
    public enum Scope {
        /** Time in which at least one task waited. */
        SOME,
        /** Time in which all tasks that were not idle waited: the machine did nothing useful. */
        FULL;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private Pressure(int number) {
        super(number);
    }

    /**
     * A trigger for the whole machine.
     *
     * @param resource what tasks wait for
     * @param scope whose time counts
     * @param stall how much lost time triggers; more than zero, at most the window
     * @param window over how long; 500 ms to 10 s, and without {@code CAP_SYS_RESOURCE} a multiple of 2 s
     * @return the trigger
     * @throws IllegalArgumentException for spans the kernel refuses
     * @throws LinuxException ENOENT or EOPNOTSUPP where the kernel has no PSI, EINVAL for a window that needs privilege
     */
    public static Pressure open(Resource resource, Scope scope, Duration stall, Duration window) {
        return open(resource.file(), scope, stall, window);
    }

    /**
     * A trigger for a cgroup.
     *
     * @param file a cgroup's {@code memory.pressure}, {@code cpu.pressure} or {@code io.pressure}
     * @param scope whose time counts
     * @param stall how much lost time triggers; more than zero, at most the window
     * @param window over how long; 500 ms to 10 s, and without {@code CAP_SYS_RESOURCE} a multiple of 2 s
     * @return the trigger
     * @throws IllegalArgumentException for spans the kernel refuses
     * @throws LinuxException ENOENT or EOPNOTSUPP where the kernel has no PSI, EACCES for a cgroup that is not ours,
     *     EINVAL for a window that needs privilege
     */
    public static Pressure open(Path file, Scope scope, Duration stall, Duration window) {
        checkSpans(stall, window);
        long number = OpenFile.tryOpen(file, FcntlH.O_RDWR | FcntlH.O_NONBLOCK);
        if (number < 0) {
            throw LinuxException.of(number, "open(" + file + ")", adviceFor(number));
        }
        Pressure pressure = new Pressure((int) number);
        try {
            pressure.arm(file, scope.word() + " " + micros(stall) + " " + micros(window));
        } catch (LinuxException e) {
            pressure.close();
            throw e;
        }
        return pressure;
    }

    private static void checkSpans(Duration stall, Duration window) {
        if (window.compareTo(MIN_WINDOW) < 0 || window.compareTo(MAX_WINDOW) > 0) {
            throw new IllegalArgumentException("a pressure window is 500 ms to 10 s, not " + window);
        }
        if (stall.compareTo(window) > 0 || micros(stall) < 1) {
            throw new IllegalArgumentException(
                    "a pressure threshold is 1 us to the window of " + window + ", not " + stall);
        }
    }

    private static long micros(Duration span) {
        return span.toNanos() / NANOS_PER_MICRO;
    }

    /** Writes the trigger. The kernel takes one a descriptor and forgets it when the descriptor is closed. */
    private void arm(Path file, String trigger) {
        long result;
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            // With its zero byte: the kernel overwrites the last byte it is given with one.
            int length = NativeMemory.putString(kernel.scratch(), trigger);
            result = kernel.retry(UnistdH.WRITE, number, kernel.scratch(), length);
        } finally {
            leave();
        }
        if (result < 0) {
            throw LinuxException.of(result, "write(" + file + ", \"" + trigger + "\")", adviceFor(result));
        }
    }

    private static String adviceFor(long result) {
        return switch ((int) -result) {
            case ErrnoH.EINVAL -> "without CAP_SYS_RESOURCE the window has to be a multiple of 2 s";
            case ErrnoH.ENOENT, ErrnoH.EOPNOTSUPP ->
                "the kernel has no pressure stall information (CONFIG_PSI, boot option psi=1), or no such cgroup";
            case ErrnoH.EACCES -> "the pressure file is not ours to write";
            default -> "";
        };
    }

    @Override
    public String kind() {
        return "pressure";
    }
}
