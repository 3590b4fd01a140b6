package dev.carillon.app.doctor;

import dev.carillon.app.doctor.Diagnosis.Hazard;
import dev.carillon.app.doctor.Diagnosis.Mechanism;
import dev.carillon.linux.ResourceLimit;
import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalSetup;
import dev.carillon.linux.Signals;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;

/** What may go wrong on this machine, or in this process. */
final class Hazards {
    private static final long FEW_DESCRIPTORS = 4096;
    private static final long FEW_SIGNALS = 1024;
    private static final long FEW_WATCHES = 8192;

    private final List<Hazard> found = new ArrayList<>();

    private Hazards() {}

    static List<Hazard> find(List<Mechanism> mechanisms) {
        Hazards hazards = new Hazards();
        hazards.signals();
        hazards.nativeAccess();
        hazards.descriptors();
        hazards.queues();
        mechanisms.stream().filter(mechanism -> !mechanism.works()).forEach(hazards::missing);
        return hazards.found;
    }

    private void problem(String name, String text, String advice) {
        found.add(new Hazard(name, true, text, advice));
    }

    private void note(String name, String text, String advice) {
        found.add(new Hazard(name, false, text, advice));
    }

    private void signals() {
        Set<Signal> unblocked = new TreeSet<>(SignalSetup.RECOMMENDED);
        unblocked.removeAll(Signals.blockedEverywhere());
        if (!unblocked.isEmpty()) {
            long realTime = unblocked.stream().filter(Signal::isRealTime).count();
            problem(
                    "launcher-not-used",
                    words(unblocked) + ": the JVM's own, because not every thread blocks them - sender unknown,"
                            + " bursts merge; " + realTime + " real-time signals cannot be received",
                    "start through ./carillon, or call SignalSetup.reexec first thing in main");
        }
    }

    private static String words(Set<Signal> signals) {
        StringJoiner words = new StringJoiner(", ");
        signals.stream().filter(signal -> !signal.isRealTime()).forEach(signal -> words.add(signal.name()));
        return words.toString();
    }

    private void nativeAccess() {
        if (!NativeAccess.isGranted()) {
            note(
                    "native-access-not-granted",
                    "Java warns on every start, and a later Java will refuse system calls",
                    "java " + NativeAccess.option());
        }
    }

    private void descriptors() {
        ResourceLimit.Values limit = ResourceLimit.NOFILE.get();
        if (Long.compareUnsigned(limit.soft(), FEW_DESCRIPTORS) < 0) {
            String advice = limit.soft() == limit.hard()
                    ? "raise the hard limit: ulimit -Hn, or LimitNOFILE= of systemd"
                    : "call ResourceLimit.NOFILE.raiseToHard(), or start without -XX:-MaxFDLimit";
            problem("low-soft-nofile", "at most " + Long.toUnsignedString(limit.soft()) + " open descriptors", advice);
        }
    }

    private void queues() {
        ResourceLimit.Values pending = ResourceLimit.SIGPENDING.get();
        if (Long.compareUnsigned(pending.soft(), FEW_SIGNALS) < 0) {
            note(
                    "low-sigpending",
                    "at most " + Long.toUnsignedString(pending.soft()) + " signals queue for this user",
                    "raise it: ulimit -i, or LimitSIGPENDING= of systemd");
        }
        long watches = Sysctl.number("fs/inotify/max_user_watches").orElse(0);
        if (watches < FEW_WATCHES) {
            note(
                    "few-inotify-watches",
                    "at most " + watches + " directories can be watched",
                    "raise /proc/sys/fs/inotify/max_user_watches");
        }
    }

    private void missing(Mechanism mechanism) {
        switch (mechanism.name()) {
            case Mechanisms.PIDFD_OPEN ->
                problem("no-pidfd", "children cannot be watched: " + mechanism.detail(), "use Linux 5.4 or later");
            case Mechanisms.TCP_MIGRATE_REQ ->
                note(
                        "tcp-migrate-req-off",
                        "a listener that closes takes its waiting connections along, also with SO_REUSEPORT",
                        "sysctl net.ipv4.tcp_migrate_req=1 (Linux 5.14 or later)");
            case Mechanisms.IO_URING -> {} // what it saves is CPU time, and its line says why it is not there
            default -> note("missing-mechanism", mechanism.name() + " does not work here", "see its fallback above");
        }
    }
}
