package dev.carillon.linux.ffm;

/** {@code <sys/timerfd.h>} and the clocks and structs of {@code <time.h>} it needs. */
public final class TimerfdH {
    public static final CFunction CREATE = CFunction.returningInt("timerfd_create");
    public static final CFunction SETTIME = CFunction.returningInt("timerfd_settime");
    public static final CFunction GETTIME = CFunction.returningInt("timerfd_gettime");

    public static final int TFD_CLOEXEC = 0x80000;
    public static final int TFD_NONBLOCK = 0x800;
    public static final int TFD_TIMER_ABSTIME = 1;
    public static final int TFD_TIMER_CANCEL_ON_SET = 2;

    /** {@code struct itimerspec}: two timespecs. */
    public static final int ITIMERSPEC_SIZE = 32;

    public static final int IT_INTERVAL = 0;
    public static final int IT_VALUE = 16;

    private TimerfdH() {}
}
