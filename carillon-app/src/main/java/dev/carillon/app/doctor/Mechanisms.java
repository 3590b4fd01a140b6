package dev.carillon.app.doctor;

import dev.carillon.app.doctor.Diagnosis.Mechanism;
import dev.carillon.linux.Child;
import dev.carillon.linux.Clock;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.Errno;
import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.KernelFeature;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.PidFd;
import dev.carillon.linux.Pressure;
import dev.carillon.linux.Spawn;
import dev.carillon.linux.TimerFd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Finds out what the kernel can do by doing it: version numbers say nothing of backports and sandboxes. */
final class Mechanisms {
    static final String PIDFD_OPEN = "pidfd_open";
    static final String IO_URING = "io_uring";
    static final String TCP_MIGRATE_REQ = "tcp_migrate_req";

    private static final long CHILD_NANOS = TimeUnit.SECONDS.toNanos(2);

    private Mechanisms() {}

    static List<Mechanism> probe() {
        List<Mechanism> mechanisms = new ArrayList<>(List.of(
                probed(PIDFD_OPEN, "nothing: sources of children do not work", Mechanisms::openPidFd),
                probed("PIDFD_GET_INFO (exit)", "the reaper of the JDK for its own children", Mechanisms::exitInfo),
                probed("PSI triggers", "nothing: sources of pressure do not work", Mechanisms::pressure),
                probed("timerfd alarm clocks", "REALTIME and BOOTTIME, which wake no machine", Mechanisms::alarmClock),
                tcpMigrateReq()));
        for (KernelFeature feature : KernelFeature.values()) {
            mechanisms.add(later(feature));
        }
        return mechanisms;
    }

    private static Mechanism probed(String name, String instead, Supplier<String> probe) {
        try {
            return new Mechanism(name, true, probe.get(), "");
        } catch (LinuxException | IllegalStateException e) {
            return new Mechanism(name, false, String.valueOf(e.getMessage()), instead);
        }
    }

    /** Something that a later kernel or libc than the oldest that will do adds. */
    private static Mechanism later(KernelFeature feature) {
        String name = feature == KernelFeature.IO_URING ? IO_URING : nameOf(feature);
        Optional<Errno> refusal = feature.refusal();
        String detail = "since " + feature.since() + ": " + feature.gives();
        return refusal.map(errno -> new Mechanism(name, false, detail + "; " + why(feature, errno), feature.without()))
                .orElseGet(() -> new Mechanism(name, true, detail, ""));
    }

    private static String nameOf(KernelFeature feature) {
        return feature.name().toLowerCase(Locale.ROOT);
    }

    private static String why(KernelFeature feature, Errno errno) {
        String setting = feature == KernelFeature.IO_URING && errno != Errno.ENOSYS
                ? ", io_uring_disabled is " + Sysctl.text("kernel/io_uring_disabled")
                : "";
        return "this one answers " + errno + setting;
    }

    private static String openPidFd() {
        try (PidFd self = PidFd.open(ProcessHandle.current().pid())) {
            return "process " + self.pid() + " opened";
        }
    }

    private static String exitInfo() {
        try (Child child = Spawn.command("/bin/true").start();
                Epoll epoll = Epoll.open(1)) {
            epoll.add(child.pidFd(), Epoll.IN, 0);
            if (epoll.await(CHILD_NANOS) == 0) {
                throw new IllegalStateException("/bin/true has not ended within 2 s");
            }
            child.pidFd().reap();
            ExitStatus status = child.pidFd().exitInfo();
            if (status == null) {
                throw new IllegalStateException("the kernel did not keep how /bin/true ended");
            }
            return "/bin/true " + status;
        }
    }

    private static String pressure() {
        List<Duration> windows = Pressure.windows(Pressure.Resource.MEMORY.file(), Pressure.Scope.SOME);
        if (windows.isEmpty()) {
            throw new IllegalStateException("this kernel takes no trigger");
        }
        return windows.stream()
                .map(window -> window.toMillis() / 1000.0 + " s")
                .collect(Collectors.joining(", ", "windows of ", ""));
    }

    private static String alarmClock() {
        try (TimerFd timer = TimerFd.open(Clock.BOOTTIME_ALARM)) {
            return timer.isOpen() ? "BOOTTIME_ALARM" : "";
        }
    }

    private static Mechanism tcpMigrateReq() {
        String value = Sysctl.text("net/ipv4/tcp_migrate_req");
        boolean works = value.equals("1");
        String instead = works ? "" : "connections that wait at a closing listener are reset";
        return new Mechanism(TCP_MIGRATE_REQ, works, "tcp_migrate_req is " + value, instead);
    }
}
