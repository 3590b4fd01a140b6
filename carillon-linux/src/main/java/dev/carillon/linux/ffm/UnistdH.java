package dev.carillon.linux.ffm;

/** {@code <unistd.h>}, and {@code <sys/uio.h>} for the gathered calls. */
public final class UnistdH {
    public static final CFunction READ = CFunction.byNumber("read", SyscallH.SYS_READ);
    public static final CFunction WRITE = CFunction.byNumber("write", SyscallH.SYS_WRITE);
    public static final CFunction CLOSE = CFunction.returningInt("close");

    /** Linked when first used. */
    public static final class Pipes {
        public static final CFunction PIPE2 = CFunction.returningInt("pipe2");
        public static final CFunction MKFIFO = CFunction.returningInt("mkfifo");

        private Pipes() {}
    }

    /** Linked when first used. */
    public static final class Vectors {
        public static final CFunction READV = CFunction.byNumber("readv", SyscallH.SYS_READV);
        public static final CFunction WRITEV = CFunction.byNumber("writev", SyscallH.SYS_WRITEV);
        public static final CFunction PREADV2 = CFunction.returningLong("preadv2");

        private Vectors() {}
    }

    /** Linked when first used. */
    public static final class Files {
        public static final CFunction PREAD = CFunction.returningLong("pread");
        public static final CFunction READLINKAT = CFunction.returningLong("readlinkat");

        private Files() {}
    }

    /** Linked when first used. */
    public static final class Processes {
        public static final CFunction EXECVE = CFunction.returningInt("execve");
        public static final CFunction GETTID = CFunction.returningInt("gettid");
        public static final CFunction ISATTY = CFunction.returningInt("isatty");
        public static final CFunction SYSCALL = CFunction.returningLong("syscall");

        private Processes() {}
    }

    /** {@code struct iovec}. */
    public static final int IOVEC_SIZE = 16;

    public static final int IOV_BASE = 0;
    public static final int IOV_LEN = 8;

    /** The most iovecs one call takes, {@code IOV_MAX}. */
    public static final int IOV_MAX = 1024;

    /** {@code RWF_NOWAIT} of {@code preadv2(2)}: do not block, answer EAGAIN. */
    public static final int RWF_NOWAIT = 8;

    private UnistdH() {}
}
