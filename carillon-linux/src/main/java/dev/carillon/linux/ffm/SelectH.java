package dev.carillon.linux.ffm;

/** {@code <sys/select.h>}: {@code fd_set} is one bit a descriptor, in longs, lowest bit first. */
public final class SelectH {
    public static final CFunction PSELECT = CFunction.returningInt("pselect");

    public static final int FD_SETSIZE = 1024;

    /** {@code fd_set}. */
    public static final int FD_SET_SIZE = 128;

    private SelectH() {}
}
