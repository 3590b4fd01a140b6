package dev.carillon.linux;

import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Terminals: how large one is, and whether the one that this process belongs to is still there. Safe from any thread. */
public final class Terminal {
    private static final Path CONTROLLING = Path.of("/dev/tty");

    private Terminal() {}

    /**
     * Whether a descriptor is a terminal, {@code isatty(3)}.
     *
     * @param number the descriptor's number
     * @return false also where it is not open
     */
    public static boolean isTerminal(int number) {
        return OpenFile.isTerminal(number);
    }

    /**
     * How wide a terminal is now, {@code TIOCGWINSZ} of {@code ioctl_tty(2)}. {@link Signal#WINCH} tells of changes.
     *
     * @param number the descriptor's number
     * @return columns, 1 or more; empty where it is no terminal, or one that does not tell
     */
    public static OptionalInt columns(int number) {
        int columns = windowSize(number) >>> Short.SIZE;
        return columns == 0 ? OptionalInt.empty() : OptionalInt.of(columns);
    }

    /**
     * How large a terminal is now, as {@link #columns}.
     *
     * @param number the descriptor's number
     * @return empty where it is no terminal, or one that does not tell both
     */
    public static Optional<TerminalSize> size(int number) {
        int size = windowSize(number);
        int rows = size & 0xFFFF;
        int columns = size >>> Short.SIZE;
        return rows == 0 || columns == 0 ? Optional.empty() : Optional.of(new TerminalSize(columns, rows));
    }

    /** {@code struct winsize} begins with two unsigned shorts, the rows and the columns; 0 where it is not told. */
    private static int windowSize(int number) {
        Kernel kernel = Kernel.current();
        long result = kernel.call(FcntlH.IOCTL, number, FcntlH.TIOCGWINSZ, kernel.scratch());
        return result < 0 ? 0 : NativeMemory.getInt(kernel.scratch());
    }

    /**
     * Whether this process has a controlling terminal: whether {@code /dev/tty} of {@code tty(4)} opens. One that is closed
     * is none any more, and HUP tells whoever runs in its foreground.
     *
     * @return false where there is none
     * @throws LinuxException EMFILE, EACCES, …: for reasons that say nothing of the terminal
     */
    public static boolean hasControlling() {
        long number = OpenFile.tryOpen(CONTROLLING, FcntlH.O_RDONLY | FcntlH.O_NONBLOCK);
        if (number >= 0) {
            StreamFd.adopt((int) number, "terminal").close();
            return true;
        }
        LinuxException refusal = LinuxException.of(number, "open(" + CONTROLLING + ")");
        return switch (refusal.errno()) {
            case ENXIO, EIO, ENODEV, ENOENT -> false;
            default -> throw refusal;
        };
    }
}
