package dev.carillon.linux.ffm;

/** {@code <sys/prctl.h>}. */
public final class PrctlH {
    public static final CFunction PRCTL = CFunction.returningInt("prctl");

    public static final int PR_SET_CHILD_SUBREAPER = 36;
    public static final int PR_GET_CHILD_SUBREAPER = 37;

    private PrctlH() {}
}
