package dev.carillon.linux.ffm;

/** {@code <signal.h>} and {@code <sys/signalfd.h>}. */
public final class SignalH {
    public static final CFunction PTHREAD_SIGMASK = CFunction.returningInt("pthread_sigmask");
    public static final CFunction SIGNAL = CFunction.returningLong("signal");
    public static final CFunction SIGNALFD = CFunction.returningInt("signalfd");
    public static final CFunction KILL = CFunction.returningInt("kill");
    public static final CFunction SIGQUEUE = CFunction.returningInt("sigqueue");
    public static final CFunction TGKILL = CFunction.returningInt("tgkill");
    public static final CFunction SIGRTMIN = CFunction.returningInt("__libc_current_sigrtmin");
    public static final CFunction SIGRTMAX = CFunction.returningInt("__libc_current_sigrtmax");

    /** Linked when first used. */
    public static final class Actions {
        public static final CFunction SIGACTION = CFunction.returningInt("sigaction");

        /** {@code struct sigaction} of glibc. */
        public static final int SIGACTION_SIZE = 152;

        private Actions() {}
    }

    public static final int SIG_BLOCK = 0;
    public static final int SIG_UNBLOCK = 1;
    public static final int SIG_SETMASK = 2;
    public static final long SIG_DFL = 0;
    public static final long SIG_IGN = 1;

    /** {@code sigset_t} of glibc; the kernel looks at the first 8 bytes. */
    public static final int SIGSET_SIZE = 128;

    public static final int SFD_CLOEXEC = 0x80000;
    public static final int SFD_NONBLOCK = 0x800;

    /** {@code struct signalfd_siginfo}. */
    public static final int SIGINFO_SIZE = 128;

    public static final int SSI_SIGNO = 0;
    public static final int SSI_ERRNO = 4;
    public static final int SSI_CODE = 8;
    public static final int SSI_PID = 12;
    public static final int SSI_UID = 16;
    public static final int SSI_FD = 20;
    public static final int SSI_TID = 24;
    public static final int SSI_BAND = 28;
    public static final int SSI_OVERRUN = 32;
    public static final int SSI_TRAPNO = 36;
    public static final int SSI_STATUS = 40;
    public static final int SSI_INT = 44;
    public static final int SSI_PTR = 48;
    public static final int SSI_UTIME = 56;
    public static final int SSI_STIME = 64;

    public static final int SI_USER = 0;
    public static final int SI_KERNEL = 0x80;
    public static final int SI_QUEUE = -1;
    public static final int SI_TIMER = -2;
    public static final int SI_TKILL = -6;

    private SignalH() {}
}
