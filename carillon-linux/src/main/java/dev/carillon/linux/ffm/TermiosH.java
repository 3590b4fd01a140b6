package dev.carillon.linux.ffm;

/** {@code <termios.h>}. */
public final class TermiosH {
    public static final CFunction TCGETATTR = CFunction.returningInt("tcgetattr");
    public static final CFunction TCSETATTR = CFunction.returningInt("tcsetattr");

    public static final int TCSANOW = 0;

    /** Of {@code c_iflag}. */
    public static final int IXON = 0x400;

    /** Of {@code c_lflag}. */
    public static final int ICANON = 0x2;

    public static final int ECHO = 0x8;
    public static final int IEXTEN = 0x8000;

    /** Places in {@code c_cc}. */
    public static final int VQUIT = 1;

    public static final int VTIME = 5;
    public static final int VMIN = 6;

    /** A control character that nobody can type; {@code <unistd.h>}. */
    public static final int POSIX_VDISABLE = 0;

    /** {@code struct termios} of libc; the kernel's own is shorter. */
    public static final int TERMIOS_SIZE = 60;

    public static final int C_IFLAG = 0;
    public static final int C_LFLAG = 12;
    public static final int C_CC = 17;

    private TermiosH() {}
}
