package dev.carillon.linux;

import dev.carillon.linux.ffm.FcntlH;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/**
 * What the kernel tells of an open descriptor of this process: the file {@code /proc/self/fdinfo/N} of
 * {@code proc_pid_fdinfo(5)}. It shows what is really registered and armed, beside what the program believes.
 *
 * @param number the descriptor
 * @param lines the lines of the file
 */
public record FdInfo(int number, List<String> lines) {
    private static final Path DIRECTORY = Path.of("/proc/self/fdinfo");
    private static final int HEXADECIMAL = 16;
    private static final int OCTAL = 8;

    /** Keeps a copy. */
    public FdInfo {
        lines = List.copyOf(lines);
    }

    /**
     * A descriptor an epoll watches.
     *
     * @param number the descriptor's number when it was added
     * @param events the interest, with ERR and HUP, which the kernel adds; a one-shot that was reported has no events
     *     left
     * @param data what was given with it
     * @param inode what the number leads to; differs from the inode of {@link #number} of now if that was closed and
     *     its number is in use again
     */
    public record EpollWatch(int number, int events, long data, long inode) {}

    /**
     * The state of a timerfd.
     *
     * @param clock the clock it runs by
     * @param ticks expirations not read yet
     * @param remaining until the next expiration; zero if it is not armed
     * @param interval the period; zero for one shot
     */
    public record Timer(Clock clock, long ticks, TimeSpec remaining, TimeSpec interval) {}

    /**
     * A file or directory an inotify watches.
     *
     * @param watch the watch descriptor
     * @param inode the file's inode
     * @param mask the events it is watched for
     */
    public record InotifyWatch(int watch, long inode, int mask) {}

    /**
     * Reads what the kernel tells.
     *
     * @param fd an open descriptor
     * @return the information of now
     * @throws IllegalStateException if it is closed
     * @throws LinuxException if it cannot be read: EMFILE, …
     */
    public static FdInfo of(Fd fd) {
        int number = fd.enter();
        try {
            return of(number);
        } finally {
            fd.leave();
        }
    }

    /**
     * Reads what the kernel tells.
     *
     * @param number the number of an open descriptor
     * @return the information of now
     * @throws NoSuchElementException if no descriptor with this number is open
     * @throws LinuxException if it cannot be read: EMFILE, …
     */
    public static FdInfo of(int number) {
        Path file = DIRECTORY.resolve(Integer.toString(number));
        return ProcFile.readIfThere(file)
                .map(text -> new FdInfo(number, text.lines().toList()))
                .orElseThrow(() -> new NoSuchElementException("descriptor " + number + " is not open"));
    }

    /**
     * The position reads and writes go on from.
     *
     * @return bytes from the file's beginning; 0 where there is no such thing
     */
    public long position() {
        return Long.parseLong(required("pos"));
    }

    /**
     * The inode it leads to. Anonymous ones (eventfd, epoll, …) share one.
     *
     * @return the number within its file system
     */
    public long inode() {
        return Long.parseLong(required("ino"));
    }

    /**
     * Whether calls on it return at once.
     *
     * @return true for {@code O_NONBLOCK}
     */
    public boolean isNonBlocking() {
        return (flags() & FcntlH.O_NONBLOCK) != 0;
    }

    /**
     * Whether exec closes it.
     *
     * @return true for {@code O_CLOEXEC}
     */
    public boolean isCloseOnExec() {
        return (flags() & FcntlH.O_CLOEXEC) != 0;
    }

    private int flags() {
        return Integer.parseUnsignedInt(required("flags"), OCTAL);
    }

    /**
     * The value of an eventfd's counter, without reading it.
     *
     * @return the value, unsigned
     * @throws NoSuchElementException if it is no eventfd
     */
    public long eventCount() {
        return Long.parseUnsignedLong(required("eventfd-count"), HEXADECIMAL);
    }

    /**
     * What an epoll watches.
     *
     * @return in no order; empty if it watches nothing or is no epoll
     */
    public List<EpollWatch> epollWatches() {
        return lines.stream()
                .filter(line -> line.startsWith("tfd:"))
                .map(FdInfo::epollWatch)
                .toList();
    }

    private static EpollWatch epollWatch(String line) {
        return new EpollWatch(
                Integer.parseInt(word(line, "tfd:")),
                Integer.parseUnsignedInt(word(line, "events:"), HEXADECIMAL),
                Long.parseUnsignedLong(word(line, "data:"), HEXADECIMAL),
                Long.parseUnsignedLong(word(line, "ino:"), HEXADECIMAL));
    }

    /**
     * What an inotify watches.
     *
     * @return in no order; empty if it watches nothing or is no inotify
     */
    public List<InotifyWatch> inotifyWatches() {
        return lines.stream()
                .filter(line -> line.startsWith("inotify "))
                .map(line -> new InotifyWatch(
                        Integer.parseInt(word(line, "wd:"), HEXADECIMAL),
                        Long.parseUnsignedLong(word(line, "ino:"), HEXADECIMAL),
                        Integer.parseUnsignedInt(word(line, " mask:"), HEXADECIMAL)))
                .toList();
    }

    /**
     * The signals a signalfd takes.
     *
     * @return in order of number
     * @throws NoSuchElementException if it is no signalfd
     */
    public Set<Signal> signals() {
        return Signals.signalsOf(Long.parseUnsignedLong(required("sigmask"), HEXADECIMAL));
    }

    /**
     * The state of a timerfd, without reading it.
     *
     * @return how it is armed
     * @throws NoSuchElementException if it is no timerfd
     */
    public Timer timer() {
        int id = Integer.parseInt(required("clockid"));
        for (Clock clock : Clock.values()) {
            if (clock.id == id) {
                return new Timer(
                        clock,
                        Long.parseLong(required("ticks")),
                        timeSpec(required("it_value")),
                        timeSpec(required("it_interval")));
            }
        }
        throw new NoSuchElementException("descriptor " + number + " runs by clock " + id + ", which Clock has not");
    }

    /** {@code (99, 999979830)}. */
    private static TimeSpec timeSpec(String text) {
        int comma = text.indexOf(',');
        return new TimeSpec(
                Long.parseLong(text.substring(1, comma)),
                Integer.parseInt(text.substring(comma + 1, text.length() - 1).strip()));
    }

    /**
     * The value of a line by its name, for what has no method here.
     *
     * @param name for example {@code mnt_id} or {@code NSpid}
     * @return the first such line's value
     */
    public Optional<String> field(String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    private String required(String name) {
        return field(name)
                .orElseThrow(() -> new NoSuchElementException(
                        "descriptor " + number + " has no \"" + name + "\" in its fdinfo: " + lines));
    }

    /** The word that follows a label, which may be padded with blanks. */
    private static String word(String line, String label) {
        int start = line.indexOf(label) + label.length();
        while (start < line.length() && line.charAt(start) == ' ') {
            start++;
        }
        int end = line.indexOf(' ', start);
        return line.substring(start, end < 0 ? line.length() : end);
    }
}
