package dev.carillon.linux.ffm;

/** {@code <sys/eventfd.h>}. */
public final class EventfdH {
    public static final CFunction EVENTFD = CFunction.returningInt("eventfd");

    public static final int EFD_SEMAPHORE = 1;
    public static final int EFD_CLOEXEC = 0x80000;
    public static final int EFD_NONBLOCK = 0x800;

    private EventfdH() {}
}
