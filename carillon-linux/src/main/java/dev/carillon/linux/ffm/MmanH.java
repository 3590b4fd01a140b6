package dev.carillon.linux.ffm;

/** {@code <sys/mman.h>}. */
public final class MmanH {
    public static final CFunction MMAP = CFunction.returningLong("mmap");
    public static final CFunction MUNMAP = CFunction.returningInt("munmap");
    public static final CFunction MADVISE = CFunction.returningInt("madvise");

    public static final int PROT_READ = 1;
    public static final int PROT_WRITE = 2;
    public static final int MAP_SHARED = 1;
    public static final int MAP_POPULATE = 0x8000;
    public static final int MADV_DONTFORK = 10;

    private MmanH() {}
}
