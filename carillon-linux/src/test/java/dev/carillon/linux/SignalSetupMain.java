package dev.carillon.linux;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Run in a JVM of its own: sets signals up in the way its first argument says, prints what that led to, then prints the
 * signals that come until TERM does.
 */
final class SignalSetupMain {
    private static final PrintStream OUT = System.out;

    private SignalSetupMain() {}

    public static void main(String[] arguments) {
        Set<Signal> signals =
                Arrays.stream(arguments).skip(1).map(Signal::parse).collect(Collectors.toCollection(TreeSet::new));
        OUT.println("main of process " + ProcessHandle.current().pid());
        switch (arguments[0]) {
            case "adopt" -> OUT.println("adopted " + SignalSetup.adopt());
            case "reexec" -> reexec(signals);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        OUT.println("delivery " + Signals.delivery(signals));
        OUT.println("modules open " + modulesOpen());
        if (Signals.blockedEverywhere().containsAll(signals)) {
            OUT.println("ignored " + ignored());
            printSignals(signals);
        }
    }

    private static void reexec(Set<Signal> signals) {
        try {
            SignalSetup.reexec(signals);
        } catch (IllegalStateException | IllegalArgumentException | LinuxException e) {
            OUT.println(e.getMessage());
            OUT.println("blocked here " + Expect.statusSignals("/proc/thread-self/status", "SigBlk"));
        }
    }

    private static long modulesOpen() {
        return OpenDescriptors.list().targets().values().stream()
                .filter(target -> target.endsWith("/lib/modules"))
                .count();
    }

    private static Set<Signal> ignored() {
        return Expect.statusSignals("/proc/self/status", "SigIgn");
    }

    private static void printSignals(Set<Signal> signals) {
        try (SignalFd signalFd = SignalFd.open(signals);
                Epoll epoll = Epoll.open(1)) {
            epoll.add(signalFd, Epoll.IN, 0);
            OUT.println("ready");
            SignalInfo info;
            do {
                info = signalFd.read();
                if (info == null) {
                    epoll.await(-1);
                } else {
                    OUT.println("got " + info.signal() + " from " + info.pid() + " with " + info.value());
                }
            } while (info == null || info.signal() != Signal.TERM);
        }
    }
}
