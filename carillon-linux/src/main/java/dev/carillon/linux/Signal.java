package dev.carillon.linux;

import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.SignalH;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A signal by number, with its name as {@code kill -l} prints it: {@code USR1}, {@code RTMIN+3}; see {@code signal(7)}.
 *
 * <p>There is one object a number, so signals can be compared with {@code ==}.
 */
public final class Signal implements Comparable<Signal> {
    private static final String[] STANDARD = {
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
        "WINCH", "IO", "PWR", "SYS"
    };
    private static final int LAST = 64;
    private static final int RTMIN = (int) Kernel.invoke(SignalH.SIGRTMIN);
    private static final int RTMAX = (int) Kernel.invoke(SignalH.SIGRTMAX);
    private static final Signal[] ALL = new Signal[LAST + 1];
    private static final Map<String, Signal> BY_NAME = new TreeMap<>();

    static {
        for (int number = 1; number <= LAST; number++) {
            Signal signal = new Signal(number, nameOf(number));
            ALL[number] = signal;
            BY_NAME.put(signal.name, signal);
        }
    }

    /** Terminal or connection gone; by custom "read your configuration again". */
    public static final Signal HUP = named("HUP");
    /** Ctrl-C. */
    public static final Signal INT = named("INT");
    /** Ctrl-\; the JVM prints a thread dump. */
    public static final Signal QUIT = named("QUIT");
    /** Illegal instruction; HotSpot's own. */
    public static final Signal ILL = named("ILL");
    /** Trap for a debugger. */
    public static final Signal TRAP = named("TRAP");
    /** Ends with a core, from {@code abort(3)}. */
    public static final Signal ABRT = named("ABRT");
    /** Bad memory access, such as beyond the end of a mapped file; HotSpot's own. */
    public static final Signal BUS = named("BUS");
    /** Arithmetic error; HotSpot's own. */
    public static final Signal FPE = named("FPE");
    /** Cannot be caught, blocked or ignored. */
    public static final Signal KILL = named("KILL");
    /** Free for the application. */
    public static final Signal USR1 = named("USR1");
    /** Bad memory access; HotSpot's own. */
    public static final Signal SEGV = named("SEGV");
    /** Free for the application, but HotSpot's own unless {@code _JAVA_SR_SIGNUM} moves it. */
    public static final Signal USR2 = named("USR2");
    /** Nobody reads what was written; HotSpot catches it, so that writes answer EPIPE. */
    public static final Signal PIPE = named("PIPE");
    /** From {@code alarm(2)} and {@code setitimer(2)}. */
    public static final Signal ALRM = named("ALRM");
    /** Please end. */
    public static final Signal TERM = named("TERM");
    /** Unused. */
    public static final Signal STKFLT = named("STKFLT");
    /** A child changed state. */
    public static final Signal CHLD = named("CHLD");
    /** Continue after a stop. */
    public static final Signal CONT = named("CONT");
    /** Cannot be caught, blocked or ignored. */
    public static final Signal STOP = named("STOP");
    /** Ctrl-Z. */
    public static final Signal TSTP = named("TSTP");
    /** Read from the terminal in the background. */
    public static final Signal TTIN = named("TTIN");
    /** Wrote to the terminal in the background. */
    public static final Signal TTOU = named("TTOU");
    /** Urgent data on a socket. */
    public static final Signal URG = named("URG");
    /** The limit of processor time is reached. */
    public static final Signal XCPU = named("XCPU");
    /** The limit of a file's size is reached; HotSpot's own. */
    public static final Signal XFSZ = named("XFSZ");
    /** A timer of the process's own processor time. */
    public static final Signal VTALRM = named("VTALRM");
    /** A timer of processor time with that of the kernel; for profilers. */
    public static final Signal PROF = named("PROF");
    /** The terminal's size changed. */
    public static final Signal WINCH = named("WINCH");
    /** A descriptor is ready, where that was asked for with {@code O_ASYNC}. */
    public static final Signal IO = named("IO");
    /** Power fails; tells some supervisors to shut down. */
    public static final Signal PWR = named("PWR");
    /** A forbidden system call, from {@code seccomp(2)}. */
    public static final Signal SYS = named("SYS");

    private final int number;
    private final String name;

    private Signal(int number, String name) {
        this.number = number;
        this.name = name;
    }

    private static String nameOf(int number) {
        if (number < STANDARD.length) {
            return STANDARD[number];
        }
        if (number < RTMIN) {
            return "SIG" + number; // 32 and 33 belong to glibc's threads
        }
        return number == RTMIN ? "RTMIN" : "RTMIN+" + (number - RTMIN);
    }

    private static Signal named(String name) {
        Signal signal = BY_NAME.get(name);
        if (signal == null) {
            throw new AssertionError(name);
        }
        return signal;
    }

    /**
     * The signal with a number.
     *
     * @param number 1 to 64
     * @return the signal
     * @throws IllegalArgumentException if there is none
     */
    public static Signal of(int number) {
        if (number < 1 || number > LAST) {
            throw new IllegalArgumentException("there is no signal " + number + ": signals are 1 to " + LAST);
        }
        return ALL[number];
    }

    /**
     * A real-time signal: queued, in order, with a value.
     *
     * @param offset 0 for RTMIN, and so on
     * @return the signal RTMIN + offset
     * @throws IllegalArgumentException beyond RTMAX
     */
    public static Signal realTime(int offset) {
        if (offset < 0 || offset > RTMAX - RTMIN) {
            throw new IllegalArgumentException(
                    "there is no signal RTMIN+" + offset + ": RTMIN to RTMIN+" + (RTMAX - RTMIN));
        }
        return of(RTMIN + offset);
    }

    /**
     * The signal with a name.
     *
     * @param text {@code USR1}, {@code SIGUSR1}, {@code RTMIN+3}, {@code RTMAX-1} or a number; upper or lower case
     * @return the signal
     * @throws IllegalArgumentException if there is none
     */
    public static Signal parse(String text) {
        String name = text.strip().toUpperCase(Locale.ROOT);
        if (name.startsWith("SIG") && !BY_NAME.containsKey(name)) {
            name = name.substring("SIG".length());
        }
        Signal signal = BY_NAME.get(name);
        if (signal != null) {
            return signal;
        }
        if (name.matches("\\d{1,4}")) {
            return of(Integer.parseInt(name));
        }
        if (name.equals("RTMIN+0")) {
            return realTime(0);
        }
        if (name.matches("RTMAX(-\\d{1,4})?")) {
            int below = name.equals("RTMAX") ? 0 : Integer.parseInt(name.substring("RTMAX-".length()));
            return realTime(RTMAX - RTMIN - below);
        }
        throw new IllegalArgumentException("there is no signal \"" + text
                + "\": names are those of kill -l (USR1, TERM, " + "RTMIN+3), numbers 1 to " + LAST);
    }

    /**
     * The number on this machine.
     *
     * @return 1 to 64
     */
    public int number() {
        return number;
    }

    /**
     * The name without {@code SIG}.
     *
     * @return for example {@code USR1} or {@code RTMIN+3}
     */
    public String name() {
        return name;
    }

    /**
     * Whether every one sent is delivered, in order and with its value; standard signals merge while one is pending.
     *
     * @return true from RTMIN to RTMAX
     */
    public boolean isRealTime() {
        return number >= RTMIN;
    }

    /** The bit in a kernel signal mask. */
    long bit() {
        return 1L << (number - 1);
    }

    static long mask(Iterable<Signal> signals) {
        long mask = 0;
        for (Signal signal : signals) {
            mask |= signal.bit();
        }
        return mask;
    }

    @Override
    public int compareTo(Signal other) {
        return Integer.compare(number, other.number);
    }

    /** The name, as {@link #name}. */
    @Override
    public String toString() {
        return name;
    }
}
