package dev.carillon.linux;

import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * What kernels later than {@link #OLDEST}, the oldest that Carillon runs on, add, and what is done without it. Whether this
 * one has it is found out by calls that change nothing: version numbers say nothing of backports and sandboxes. Whoever uses
 * such a call tries it, and falls back by itself; nobody need ask here first. Safe from any thread.
 */
public enum KernelFeature {
    /** {@code epoll_pwait2(2)}. */
    EPOLL_PWAIT2(
            "Linux 5.11",
            "waits end by the nanosecond",
            "they are rounded up to milliseconds",
            KernelProbes::epollPwait2),

    /** {@code RWF_NOWAIT} of {@code preadv2(2)}, for pipes. */
    PIPE_NOWAIT(
            "Linux 6.4",
            "inherited pipes that cannot be opened again are read without waiting",
            "they are read once epoll has said that something is there",
            KernelProbes::pipeNoWait),

    /** Pressure triggers without {@code CAP_SYS_RESOURCE}; see {@link Pressure#windows}. */
    PRESSURE_TRIGGERS(
            "Linux 6.5",
            "sources of pressure work without privilege",
            "they need CAP_SYS_RESOURCE",
            KernelProbes::pressureTriggers),

    /** {@code PIDFD_SIGNAL_PROCESS_GROUP} of {@code pidfd_send_signal(2)}. */
    PIDFD_GROUP_SIGNAL(
            "Linux 6.9",
            "a child's process group is signalled by its descriptor",
            "by its number, which is not given away before the child is reaped",
            KernelProbes::pidFdGroupSignal),

    /** {@code PIDFD_GET_INFO} of {@code ioctl_pidfd(2)}; since Linux 6.15 it tells how a process ended. */
    PIDFD_INFO(
            "Linux 6.13",
            "how a process ended that is not our child is told (6.15)",
            "how children of the JDK ended is asked of the JDK, and nobody of others",
            KernelProbes::pidFdInfo),

    /** {@code posix_spawn_file_actions_addclosefrom_np(3)}. */
    SPAWN_CLOSEFROM(
            "glibc 2.34",
            "a child closes all that it was not handed in one go",
            "it closes what is open at its start, one by one",
            KernelProbes::spawnCloseFrom),

    /** {@code UDP_SEGMENT} of {@code udp(7)}, which some sandboxes lack. */
    UDP_SEGMENT(
            "Linux 4.18",
            "datagrams of one size are sent many at once as one",
            "as many at once as a batch has",
            KernelProbes::udpSegment),

    /** {@code UDP_GRO} of {@code udp(7)}, which some sandboxes lack. */
    UDP_GRO("Linux 5.0", "datagrams of one size are received many as one", "each by itself", KernelProbes::udpGro),

    /** {@code openat2(2)}, which some sandboxes lack. */
    OPENAT2(
            "Linux 5.6",
            "links are followed that do not lead out of a directory",
            "what is opened below a directory follows no link",
            KernelProbes::openat2),

    /** {@code io_uring(7)}, as {@link IoUring} uses it; many sandboxes forbid it. */
    IO_URING(
            "Linux 5.19",
            "what a turn of a loop sends goes out by one call",
            "each send by a call of its own",
            KernelProbes::ioUring);

    /** The oldest kernel that everything works on. */
    public static final String OLDEST = "5.10";

    private final String since;
    private final String gives;
    private final String without;

    @SuppressWarnings("ImmutableEnumChecker") // a reference to a static method
    private final IntSupplier probe;

    KernelFeature(String since, String gives, String without, IntSupplier probe) {
        this.since = since;
        this.gives = gives;
        this.without = without;
        this.probe = probe;
    }

    /**
     * Why this process cannot use it.
     *
     * @return for example ENOSYS or EINVAL of a kernel that does not have it, EPERM of a sandbox; empty if it can
     * @throws LinuxException EMFILE if no descriptor is left to ask with
     */
    public Optional<Errno> refusal() {
        int errno = probe.getAsInt();
        return errno == 0 ? Optional.empty() : Optional.of(Errno.of(errno));
    }

    /**
     * Whether this process can use it.
     *
     * @return true if the kernel, or libc, has it and allows it
     * @throws LinuxException EMFILE if no descriptor is left to ask with
     */
    public boolean isThere() {
        return probe.getAsInt() == 0;
    }

    /**
     * Where it came.
     *
     * @return for example {@code Linux 5.11}
     */
    public String since() {
        return since;
    }

    /**
     * What it is good for here.
     *
     * @return half a sentence
     */
    public String gives() {
        return gives;
    }

    /**
     * What is done where it is not there.
     *
     * @return half a sentence
     */
    public String without() {
        return without;
    }
}
