package dev.carillon.linux;

import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.TermiosH;

/**
 * How a terminal treats what is typed: by lines that are echoed, as a shell leaves it, or key by key; {@code termios(3)}. It is
 * the terminal's, not the process's: who changes it puts it back. Immutable.
 *
 * {@snippet :
 * TerminalMode before = TerminalMode.of(0);
 * before.byKey().set(0);
 * try {
 *     // …
 * } finally {
 *     before.set(0);
 * }
 * }
 */
public final class TerminalMode {
    private final byte[] attributes;

    private TerminalMode(byte[] attributes) {
        this.attributes = attributes;
    }

    /**
     * That of a terminal now, {@code tcgetattr(3)}.
     *
     * @param number the descriptor's number
     * @return the mode
     * @throws LinuxException ENOTTY if it is no terminal, EIO if that is gone, EBADF
     */
    public static TerminalMode of(int number) {
        byte[] attributes = new byte[TermiosH.TERMIOS_SIZE];
        try (Kernel kernel = Kernel.lease()) {
            long result = kernel.call(TermiosH.TCGETATTR, number, kernel.scratch());
            LinuxException.check(result, "tcgetattr(" + number + ")");
            NativeMemory.copy(kernel.scratch(), attributes, 0, attributes.length);
        }
        return new TerminalMode(attributes);
    }

    /**
     * The same, but that each key is read at once and echoed by nobody. Ctrl-C and Ctrl-Z are signals as before; Ctrl-\ is a key,
     * for HotSpot prints a page of threads at its signal, and Ctrl-S and Ctrl-V are keys, too.
     *
     * @return the mode, which is not set yet
     */
    public TerminalMode byKey() {
        byte[] changed = attributes.clone();
        clear(changed, TermiosH.C_IFLAG, TermiosH.IXON);
        clear(changed, TermiosH.C_LFLAG, TermiosH.ICANON | TermiosH.ECHO | TermiosH.IEXTEN);
        changed[TermiosH.C_CC + TermiosH.VQUIT] = TermiosH.POSIX_VDISABLE;
        changed[TermiosH.C_CC + TermiosH.VMIN] = 1;
        changed[TermiosH.C_CC + TermiosH.VTIME] = 0;
        return new TerminalMode(changed);
    }

    /** Of one of the four numbers at the beginning, each an int of little-endian machines. */
    private static void clear(byte[] attributes, int at, int bits) {
        for (int i = 0; i < Integer.BYTES; i++) {
            attributes[at + i] &= (byte) ~(bits >>> i * Byte.SIZE);
        }
    }

    /**
     * Has a terminal be so from now on, {@code tcsetattr(3)} with {@code TCSANOW}. A process in the terminal's background is
     * stopped by TTOU instead, and does it when it is continued in the foreground.
     *
     * @param number the descriptor's number
     * @throws LinuxException ENOTTY, EIO if the terminal is gone, EBADF
     */
    public void set(int number) {
        try (Kernel kernel = Kernel.lease()) {
            NativeMemory.copy(attributes, 0, kernel.scratch(), attributes.length);
            long result = kernel.retry(TermiosH.TCSETATTR, number, TermiosH.TCSANOW, kernel.scratch());
            LinuxException.check(result, "tcsetattr(" + number + ")");
        }
    }
}
