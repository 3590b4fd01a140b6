package dev.carillon.linux.ffm;

/** {@code <sys/resource.h>}: {@code prlimit(2)} and {@code struct rlimit}. */
public final class ResourceH {
    public static final CFunction PRLIMIT = CFunction.returningInt("prlimit");

    public static final int RLIMIT_CPU = 0;
    public static final int RLIMIT_FSIZE = 1;
    public static final int RLIMIT_DATA = 2;
    public static final int RLIMIT_STACK = 3;
    public static final int RLIMIT_CORE = 4;
    public static final int RLIMIT_NPROC = 6;
    public static final int RLIMIT_NOFILE = 7;
    public static final int RLIMIT_MEMLOCK = 8;
    public static final int RLIMIT_AS = 9;
    public static final int RLIMIT_SIGPENDING = 11;
    public static final int RLIMIT_MSGQUEUE = 12;

    public static final long RLIM_INFINITY = -1;

    /** {@code struct rlimit}: two unsigned longs. */
    public static final int RLIMIT_SIZE = 16;

    public static final int RLIM_CUR = 0;
    public static final int RLIM_MAX = 8;

    private ResourceH() {}
}
