package dev.carillon.linux.ffm;

/** {@code <linux/sock_diag.h>}: what {@code SO_MEMINFO} answers, an array of unsigned ints. */
public final class SockDiagH {
    /** The index of the datagrams that were dropped. */
    public static final int SK_MEMINFO_DROPS = 8;
    /** How many ints there are. */
    public static final int SK_MEMINFO_VARS = 9;

    private SockDiagH() {}
}
