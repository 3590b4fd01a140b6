package dev.carillon.app.doctor;

import dev.carillon.app.doctor.Diagnosis.Mechanism;
import dev.carillon.linux.Child;
import dev.carillon.linux.Clock;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.PidFd;
import dev.carillon.linux.Pressure;
import dev.carillon.linux.Spawn;
import dev.carillon.linux.TimerFd;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Finds out what the kernel can do by doing it: version numbers say nothing of backports and sandboxes. */
final class Mechanisms {
    static final String PIDFD_OPEN = "pidfd_open";
    static final String TCP_MIGRATE_REQ = "tcp_migrate_req";

    private static final long SHORT_WAIT_NANOS = 100_000;
    private static final long BELOW_MILLISECOND = 900_000;
    private static final int TRIES = 8;
    private static final long CHILD_NANOS = TimeUnit.SECONDS.toNanos(2);

    private Mechanisms() {}

    static List<Mechanism> probe() {
        return List.of(
                probed("epoll_pwait2", "epoll_wait, in whole milliseconds", Mechanisms::shortWait),
                probed(PIDFD_OPEN, "nothing: sources of children do not work", Mechanisms::openPidFd),
                probed("PIDFD_GET_INFO (exit)", "the reaper of the JDK for its own children", Mechanisms::exitInfo),
                probed("PSI triggers", "nothing: sources of pressure do not work", Mechanisms::pressure),
                probed("timerfd alarm clocks", "REALTIME and BOOTTIME, which wake no machine", Mechanisms::alarmClock),
                ioUring(),
                tcpMigrateReq());
    }

    private static Mechanism probed(String name, String instead, Supplier<String> probe) {
        try {
            return new Mechanism(name, true, probe.get(), "");
        } catch (LinuxException | IllegalStateException e) {
            return new Mechanism(name, false, String.valueOf(e.getMessage()), instead);
        }
    }

    /** Without epoll_pwait2 no wait is shorter than a millisecond. */
    private static String shortWait() {
        long shortest = Long.MAX_VALUE;
        try (Epoll epoll = Epoll.open(1)) {
            for (int i = 0; i < TRIES; i++) {
                long start = System.nanoTime();
                epoll.await(SHORT_WAIT_NANOS);
                shortest = Math.min(shortest, System.nanoTime() - start);
            }
        }
        String detail = "a wait of 100 us took " + TimeUnit.NANOSECONDS.toMicros(shortest) + " us";
        if (shortest > BELOW_MILLISECOND) {
            throw new IllegalStateException(detail);
        }
        return detail;
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
        Duration stall = Duration.ofMillis(150);
        Duration window = Duration.ofSeconds(2); // what needs no privilege
        try (Pressure trigger = Pressure.open(Pressure.Resource.MEMORY, Pressure.Scope.SOME, stall, window)) {
            return trigger.isOpen() ? "memory, 150 ms in 2 s" : "";
        }
    }

    private static String alarmClock() {
        try (TimerFd timer = TimerFd.open(Clock.BOOTTIME_ALARM)) {
            return timer.isOpen() ? "BOOTTIME_ALARM" : "";
        }
    }

    private static Mechanism ioUring() {
        String value = Sysctl.text("kernel/io_uring_disabled");
        String detail = switch (value) {
            case "0" -> "io_uring_disabled is 0: for everybody";
            case "1" -> "io_uring_disabled is 1: for privileged users only";
            case "2" -> "io_uring_disabled is 2: for nobody";
            default -> "io_uring_disabled is " + value + " (Linux 6.6 has it)";
        };
        return new Mechanism("io_uring", value.equals("0"), detail, value.equals("0") ? "" : "epoll");
    }

    private static Mechanism tcpMigrateReq() {
        String value = Sysctl.text("net/ipv4/tcp_migrate_req");
        boolean works = value.equals("1");
        String instead = works ? "" : "connections that wait at a closing listener are reset";
        return new Mechanism(TCP_MIGRATE_REQ, works, "tcp_migrate_req is " + value, instead);
    }
}
