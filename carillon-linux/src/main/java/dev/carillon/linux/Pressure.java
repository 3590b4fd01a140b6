package dev.carillon.linux;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.UnistdH;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A trigger for shortage of memory, processor or I/O, "pressure stall information": epoll reports {@link Epoll#PRI}
 * when tasks lost more than a threshold of time within a window, at most once a window. There is nothing to read from
 * it. {@link Epoll#ERR} says that its cgroup is gone. Close-on-exec; for one thread at a time.
 */
public final class Pressure extends Fd {
    /** What {@link #windows} tries, in milliseconds. */
    private static final int[] TRIED = {
        100, 500, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 8_000, 10_000, 20_000, 60_000
    };

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
     * @param window over how long; which the kernel takes, {@link #windows} finds out: 2 s wherever there are triggers
     * @return the trigger
     * @throws IllegalArgumentException for a threshold that is none
     * @throws LinuxException ENOENT or EOPNOTSUPP where the kernel has no PSI, EACCES or EPERM where triggers need
     *     privilege, EINVAL for a window that this kernel does not let this process have; the message says which it does
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
     * @param window over how long; which the kernel takes, {@link #windows} finds out: 2 s wherever there are triggers
     * @return the trigger
     * @throws IllegalArgumentException for a threshold that is none
     * @throws LinuxException ENOENT or EOPNOTSUPP where the kernel has no PSI, EACCES or EPERM for a cgroup that is not ours
     *     and where triggers need privilege, EINVAL for a window that this kernel does not let this process have; the
     *     message says which it does
     */
    public static Pressure open(Path file, Scope scope, Duration stall, Duration window) {
        checkSpans(stall, window);
        String trigger = scope.word() + " " + micros(stall) + " " + micros(window);
        try {
            return open(file, trigger);
        } catch (LinuxException e) {
            if (e.errno() == Errno.EINVAL) {
                throw LinuxException.of(-ErrnoH.EINVAL, e.call(), adviceForWindow(file, scope));
            }
            throw e;
        }
    }

    private static Pressure open(Path file, String trigger) {
        long number = OpenFile.tryOpen(file, FcntlH.O_RDWR | FcntlH.O_NONBLOCK);
        if (number < 0) {
            throw LinuxException.of(number, "open(" + file + ")", adviceFor(number));
        }
        Pressure pressure = new Pressure((int) number);
        try {
            pressure.arm(file, trigger);
        } catch (LinuxException e) {
            pressure.close();
            throw e;
        }
        return pressure;
    }

    private static void checkSpans(Duration stall, Duration window) {
        if (stall.compareTo(window) > 0 || micros(stall) < 1) {
            throw new IllegalArgumentException(
                    "a pressure threshold is 1 us to the window of " + window + ", not " + stall);
        }
    }

    private static long micros(Duration span) {
        return TimeUnit.MICROSECONDS.convert(span);
    }

    /**
     * Which windows this kernel lets this process have. That has changed from version to version and hangs on privileges, so
     * it is tried: of 12 windows from 100 ms to 60 s those that work are told, of which there may be more in between.
     *
     * @param file {@link Resource#file}, or that of a cgroup
     * @param scope whose time counts
     * @return the windows, shortest first; none where no trigger works
     * @throws LinuxException as {@link #open(Path, Scope, Duration, Duration)}, but for EINVAL
     */
    public static List<Duration> windows(Path file, Scope scope) {
        List<Duration> windows = new ArrayList<>();
        for (int millis : TRIED) {
            Duration window = Duration.ofMillis(millis);
            try (Pressure trigger = open(file, scope.word() + " " + micros(window) + " " + micros(window))) {
                if (trigger.isOpen()) {
                    windows.add(window);
                }
            } catch (LinuxException e) {
                if (e.errno() != Errno.EINVAL) {
                    throw e;
                }
            }
        }
        return windows;
    }

    private static String adviceForWindow(Path file, Scope scope) {
        List<Duration> windows = windows(file, scope);
        return windows.isEmpty()
                ? "this kernel takes no such trigger"
                : "of the windows tried this process may have " + words(windows);
    }

    private static String words(List<Duration> windows) {
        return windows.stream()
                .map(window -> window.toMillis() % 1_000 == 0 ? window.toSeconds() + " s" : window.toMillis() + " ms")
                .collect(Collectors.joining(", "));
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
            case ErrnoH.ENOENT, ErrnoH.EOPNOTSUPP ->
                "the kernel has no pressure stall information (CONFIG_PSI, boot option psi=1), or no such cgroup";
            case ErrnoH.EACCES, ErrnoH.EPERM ->
                "the pressure file is not ours to write; before Linux 6.5 triggers need CAP_SYS_RESOURCE";
            default -> "";
        };
    }

    @Override
    public String kind() {
        return "pressure";
    }
}
