package dev.carillon.app.doctor;

import dev.carillon.app.doctor.Diagnosis.Delivery;
import dev.carillon.app.doctor.Diagnosis.Mechanism;
import dev.carillon.linux.InheritedInput;
import dev.carillon.linux.JvmSignals;
import dev.carillon.linux.KernelFeature;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.ResourceLimit;
import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalDelivery;
import dev.carillon.linux.SignalSetup;
import dev.carillon.linux.Signals;
import dev.carillon.linux.StandardInput;
import dev.carillon.loop.Poller;
import dev.carillon.loop.PollerKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Looks at the machine and at this process. */
final class Examination {
    private static final int LAST_STANDARD = 31;
    private static final int LAST = 64;
    private static final String REFUSAL = " cannot be received: ";

    private Examination() {}

    static Diagnosis make() {
        List<Mechanism> mechanisms = Mechanisms.probe();
        List<Delivery> signals = signals();
        return new Diagnosis(system(), limits(), mechanisms, signals, Hazards.find(mechanisms));
    }

    private static Map<String, String> system() {
        Map<String, String> system = new LinkedHashMap<>();
        system.put("kernel", Sysctl.text("kernel/osrelease") + " (oldest that will do: " + KernelFeature.OLDEST + ")");
        system.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        system.put("architecture", System.getProperty("os.arch"));
        system.put("launcher", launcher());
        system.put("native access", NativeAccess.describe());
        system.put("stdin", standardInput());
        system.put("pollers", pollers());
        return system;
    }

    private static String pollers() {
        List<String> names = new ArrayList<>();
        for (PollerKind kind : PollerKind.values()) {
            try (Poller poller = kind.apply(1)) {
                int limit = poller.descriptorLimit();
                names.add(poller.name() + (limit == Integer.MAX_VALUE ? "" : " (descriptors below " + limit + ")"));
            } catch (LinuxException e) {
                names.add("not " + kind.text() + " (" + e.errno() + ")");
            }
        }
        return String.join(", ", names);
    }

    private static String launcher() {
        return Signals.blockedEverywhere().containsAll(SignalSetup.RECOMMENDED)
                ? "used: signals are blocked in every thread"
                : "not used: threads do not block the signals";
    }

    private static String standardInput() {
        try (InheritedInput input = StandardInput.open()) {
            return input.type().name().toLowerCase(Locale.ROOT);
        } catch (LinuxException e) {
            return "unknown: " + e.getMessage();
        }
    }

    private static Map<String, String> limits() {
        Map<String, String> limits = new LinkedHashMap<>();
        limits.put("NOFILE", ResourceLimit.NOFILE.get().toString());
        limits.put("SIGPENDING", ResourceLimit.SIGPENDING.get().toString());
        for (String name : List.of(
                "fs/epoll/max_user_watches",
                "fs/inotify/max_user_watches",
                "fs/inotify/max_user_instances",
                "fs/inotify/max_queued_events",
                "fs/pipe-max-size")) {
            limits.put(name, Sysctl.text(name));
        }
        return limits;
    }

    private static List<Delivery> signals() {
        List<Signal> all = new ArrayList<>();
        for (int number = 1; number <= LAST; number++) {
            Signal signal = Signal.of(number);
            if (number <= LAST_STANDARD || signal.isRealTime()) { // between them are those of glibc
                all.add(signal);
            }
        }
        Map<SignalDelivery, Set<Signal>> ways = Signals.delivery(all);
        List<Delivery> deliveries = new ArrayList<>();
        ways.forEach((way, signals) -> signals.forEach(
                signal -> deliveries.add(new Delivery(signal.name(), signal.number(), way.label(), why(way, signal)))));
        return deliveries;
    }

    private static String why(SignalDelivery way, Signal signal) {
        return switch (way) {
            case SIGNALFD -> "every thread blocks it: with sender and value";
            case JVM -> "a thread does not block it: through the JVM, without sender and value, bursts merge";
            case NONE -> refusal(signal);
        };
    }

    private static String refusal(Signal signal) {
        try {
            JvmSignals.checkAccepts(signal);
            return "unknown";
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            int reason = message.indexOf(REFUSAL);
            return reason < 0 ? message : message.substring(reason + REFUSAL.length());
        }
    }
}
