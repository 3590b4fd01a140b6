package dev.carillon.linux;

import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.SignalH;
import dev.carillon.linux.ffm.UnistdH;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Has signals blocked in every thread of a JVM, which is what {@link SignalFd} needs.
 *
 * <p>A JVM has a dozen threads before {@code main}, so the mask has to be there when the JVM starts. Threads inherit
 * it, but HotSpot unblocks TERM, INT and HUP in each of them, unless they are ignored at its start: then it leaves them
 * alone, and since blocked signals wait even where they are ignored, they can be set back to the default afterwards. No
 * {@code -Xrs} is needed, and thread dumps work. There are two ways to start like that:
 * <ol>
 *   <li>a launcher: {@code env --ignore-signal=TERM,INT,HUP --block-signal=TERM,INT,HUP,USR1 java …}
 *       ({@link #launcher}), and {@link #adopt} first thing in {@code main};
 *   <li>no launcher: {@link #reexec} first thing in {@code main}, which starts the program over in the same process.
 * </ol>
 *
 * <p>{@link #RECOMMENDED} is what to block. Not for these ways: KILL and STOP, which cannot be blocked; ILL, SEGV, BUS
 * and FPE, which are HotSpot's errors; QUIT, its thread dump; USR2, with which it suspends threads ({@code
 * _JAVA_SR_SIGNUM} moves that); RTMAX-2, with which the JDK ends blocked I/O on a channel that is closed. PROF is
 * better left to profilers.
 */
public final class SignalSetup {
    /**
     * What a server wants to see: TERM, INT, HUP, USR1, CHLD, WINCH, CONT and the real-time signals RTMIN to RTMIN+15.
     */
    public static final Set<Signal> RECOMMENDED = recommended();

    /** The signals HotSpot unblocks in its threads unless it finds them ignored. */
    private static final Set<Signal> UNBLOCKED_BY_JVM = Set.of(Signal.TERM, Signal.INT, Signal.HUP);

    /**
     * Set to the process id by {@link #reexec}: exec keeps the id, so whoever finds its own was started over already.
     */
    private static final String GUARD = "CARILLON_REEXEC";

    private static final int RECOMMENDED_REAL_TIME = 16;
    private static final Path OWN_STATUS = Path.of("/proc/thread-self/status");

    private SignalSetup() {}

    private static Set<Signal> recommended() {
        Set<Signal> signals = new TreeSet<>(
                Set.of(Signal.TERM, Signal.INT, Signal.HUP, Signal.USR1, Signal.CHLD, Signal.WINCH, Signal.CONT));
        for (int offset = 0; offset < RECOMMENDED_REAL_TIME; offset++) {
            signals.add(Signal.realTime(offset));
        }
        return Collections.unmodifiableSet(signals);
    }

    /**
     * The words to put before a {@code java} command, for {@code env(1)} of coreutils 8.31 or later.
     *
     * @param signals what to block, at least one
     * @return for example {@code env --ignore-signal=HUP,INT,TERM --block-signal=HUP,INT,USR1,TERM}
     * @throws IllegalArgumentException for a signal that must not be blocked
     */
    public static List<String> launcher(Set<Signal> signals) {
        checkBlockable(signals);
        List<String> words = new ArrayList<>(List.of("env"));
        Set<Signal> ignored = toIgnore(signals);
        if (!ignored.isEmpty()) {
            words.add("--ignore-signal=" + names(ignored));
        }
        words.add("--block-signal=" + names(signals));
        return words;
    }

    private static String names(Collection<Signal> signals) {
        return new TreeSet<>(signals).stream().map(Signal::name).collect(Collectors.joining(","));
    }

    private static Set<Signal> toIgnore(Set<Signal> signals) {
        Set<Signal> ignored = new TreeSet<>(UNBLOCKED_BY_JVM);
        ignored.retainAll(signals);
        return ignored;
    }

    /**
     * Sets TERM, INT and HUP back to their default actions where a launcher made the process ignore and block them. To
     * be called first thing in {@code main}. It changes nothing else: a HUP that {@code nohup(1)} had ignored is not
     * blocked and stays ignored.
     *
     * @return the signals that were set back; none if the process was started without the launcher
     */
    public static Set<Signal> adopt() {
        // One thread speaks for all: HotSpot either unblocks a signal in every thread it makes or leaves it as
        // inherited.
        ProcStatus status = ProcStatus.of(OWN_STATUS);
        Set<Signal> adopted = toIgnore(Signals.signalsOf(status.ignored() & status.blocked()));
        // Safe because they are blocked: a TERM of this moment waits for the signalfd. Children get the default again.
        Signals.restoreDefault(adopted);
        return adopted;
    }

    /**
     * Starts the program over in the same process with signals blocked in every thread, {@code execve(2)} of
     * {@code /proc/self/exe} with the same arguments and environment; {@code main} begins again and finds them blocked.
     * To be called first thing in {@code main}, and only by a program that was started by {@code java}: not in a JVM
     * that belongs to somebody else, such as a test runner or an application server.
     *
     * <p>Returns if every thread blocks the signals already, after {@link #adopt}. Otherwise it does not return: what
     * was written to buffers is lost, descriptors that are not close-on-exec stay open, and so does the process id. A
     * TERM, INT or HUP in the moment before the exec is lost. It costs the start of a JVM, about 0.1 s.
     *
     * @param signals what to block, at least one; see {@link #RECOMMENDED}
     * @throws IllegalArgumentException for a signal that must not be blocked
     * @throws IllegalStateException if it was started over already and a thread still does not block them
     * @throws LinuxException if the kernel refuses the exec; masks and dispositions are as before then
     */
    public static void reexec(Set<Signal> signals) {
        checkBlockable(signals);
        Set<Signal> missing = new TreeSet<>(signals);
        missing.removeAll(Signals.blockedEverywhere());
        if (missing.isEmpty()) {
            adopt();
            return;
        }
        String ownPid = Long.toString(ProcessHandle.current().pid());
        if (ownPid.equals(System.getenv(GUARD))) {
            throw new IllegalStateException("started over once already, and still not every thread blocks "
                    + names(missing) + ": an agent or a native library unblocks them");
        }
        keepJdkModulesToThisProgram();
        execAgain(signals, ownPid);
    }

    private static void checkBlockable(Set<Signal> signals) {
        if (signals.isEmpty()) {
            throw new IllegalArgumentException("at least one signal has to be blocked");
        }
        for (Signal signal : signals) {
            String reason = reasonAgainst(signal);
            if (!reason.isEmpty()) {
                throw new IllegalArgumentException(signal + " must not be blocked: " + reason);
            }
        }
    }

    private static String reasonAgainst(Signal signal) {
        String suspendNumber = System.getenv("_JAVA_SR_SIGNUM");
        Signal suspend = suspendNumber == null ? Signal.USR2 : Signal.parse(suspendNumber);
        if (signal == suspend) {
            return "HotSpot suspends threads with it (_JAVA_SR_SIGNUM moves that)";
        }
        return switch (signal.name()) {
            case "KILL", "STOP" -> "the kernel does not allow it";
            case "ILL", "SEGV", "BUS", "FPE" -> "HotSpot needs it for its own errors";
            case "QUIT" -> "HotSpot prints a thread dump on it";
            case "SIG32", "SIG33" -> "glibc's threads need it";
            default -> signal == Signal.parse("RTMAX-2") ? "the JDK ends blocked I/O on closed channels with it" : "";
        };
    }

    /**
     * HotSpot's {@code lib/modules} is not close-on-exec; each start would leave one more open, or one as standard
     * input.
     */
    private static void keepJdkModulesToThisProgram() {
        for (int number : OpenDescriptors.list().targets().keySet()) {
            if (InputType.isJdkModules(number)) {
                Kernel.invoke(FcntlH.FCNTL, number, FcntlH.F_SETFD, FcntlH.FD_CLOEXEC);
            }
        }
    }

    private static void execAgain(Set<Signal> signals, String ownPid) {
        List<String> variables = new ArrayList<>(CStrings.read(Path.of("/proc/self/environ")));
        variables.removeIf(variable -> variable.startsWith(GUARD + "="));
        variables.add(GUARD + "=" + ownPid);
        NativeMemory environment = CStrings.vector(variables);
        NativeMemory arguments = CStrings.vector(CStrings.read(Path.of("/proc/self/cmdline")));
        NativeMemory program = NativeMemory.cString("/proc/self/exe");

        Set<Signal> newlyBlocked = new TreeSet<>(signals);
        newlyBlocked.removeAll(Signals.signalsOf(ProcStatus.of(OWN_STATUS).blocked()));
        Map<Signal, NativeMemory> dispositions = dispositionsOf(toIgnore(signals));
        Signals.block(signals);
        Signals.ignore(dispositions.keySet());
        long result =
                Kernel.invoke(UnistdH.Processes.EXECVE, program.address(), arguments.address(), environment.address());
        Reference.reachabilityFence(List.of(program, arguments, environment));
        // Still here, so it failed.
        dispositions.forEach((signal, action) -> changeAction(signal, action.address(), 0));
        Signals.unblock(newlyBlocked);
        throw LinuxException.of(result, "execve(/proc/self/exe)");
    }

    private static Map<Signal, NativeMemory> dispositionsOf(Set<Signal> signals) {
        Map<Signal, NativeMemory> dispositions = new TreeMap<>();
        for (Signal signal : signals) {
            NativeMemory action = NativeMemory.allocate(SignalH.Actions.SIGACTION_SIZE);
            changeAction(signal, 0, action.address());
            dispositions.put(signal, action);
        }
        return dispositions;
    }

    private static void changeAction(Signal signal, long newAction, long oldAction) {
        long result = Kernel.invoke(SignalH.Actions.SIGACTION, signal.number(), newAction, oldAction);
        LinuxException.check(result, "sigaction(" + signal + ")");
    }
}
