package dev.carillon.linux.ffm;

/** {@code <sys/wait.h>}, with the {@code siginfo_t} of {@code <signal.h>} as {@code waitid(2)} fills it. */
public final class WaitH {
    public static final CFunction WAITID = CFunction.returningInt("waitid");

    public static final int P_ALL = 0;
    public static final int P_PID = 1;
    public static final int P_PIDFD = 3;

    public static final int WNOHANG = 1;
    public static final int WEXITED = 4;
    public static final int WNOWAIT = 0x1000000;

    public static final int CLD_EXITED = 1;
    public static final int CLD_KILLED = 2;
    public static final int CLD_DUMPED = 3;

    /** {@code siginfo_t}. */
    public static final int SIGINFO_SIZE = 128;

    public static final int SI_SIGNO = 0;
    public static final int SI_CODE = 8;
    public static final int SI_PID = 16;
    public static final int SI_UID = 20;
    public static final int SI_STATUS = 24;

    private WaitH() {}
}
