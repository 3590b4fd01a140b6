package dev.carillon.linux.ffm;

/** {@code <stdlib.h>}. */
final class StdlibH {
    static final CFunction CALLOC = CFunction.returningLong("calloc");
    static final CFunction FREE = CFunction.returningLong("free");

    private StdlibH() {}
}
