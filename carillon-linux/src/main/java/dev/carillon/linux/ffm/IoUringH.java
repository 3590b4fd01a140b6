package dev.carillon.linux.ffm;

/** {@code <linux/io_uring.h>}: its two system calls, and the layout of what they share with the kernel. */
public final class IoUringH {
    public static final CFunction SETUP = CFunction.byNumber("io_uring_setup", SyscallH.SYS_IO_URING_SETUP);
    /** Without {@link #IORING_ENTER_EXT_ARG}: then the kernel does not look at the sixth argument. */
    public static final CFunction ENTER = CFunction.byNumber("io_uring_enter", SyscallH.SYS_IO_URING_ENTER);

    /** Linked when first used: a shape of its own. */
    public static final class Waiting {
        /** With the size of {@link IoUringH#GETEVENTS_ARG_SIZE} as the sixth argument. */
        public static final CFunction ENTER = CFunction.byNumberOfSix("io_uring_enter", SyscallH.SYS_IO_URING_ENTER);

        private Waiting() {}
    }

    public static final int IORING_SETUP_CQSIZE = 1 << 3;
    public static final int IORING_SETUP_SUBMIT_ALL = 1 << 7;
    public static final int IORING_SETUP_COOP_TASKRUN = 1 << 8;

    public static final int IORING_FEAT_SINGLE_MMAP = 1;
    public static final int IORING_FEAT_NODROP = 1 << 1;
    public static final int IORING_FEAT_EXT_ARG = 1 << 8;
    public static final int IORING_FEAT_CQE_SKIP = 1 << 11;
    public static final int IORING_FEAT_NO_IOWAIT = 1 << 17;

    public static final int IORING_ENTER_GETEVENTS = 1;
    public static final int IORING_ENTER_EXT_ARG = 1 << 3;
    public static final int IORING_ENTER_NO_IOWAIT = 1 << 7;

    public static final int IORING_OP_POLL_ADD = 6;
    public static final int IORING_OP_POLL_REMOVE = 7;
    public static final int IORING_OP_SEND = 26;

    public static final int IOSQE_CQE_SKIP_SUCCESS = 1 << 6;
    public static final int IORING_POLL_ADD_MULTI = 1;
    public static final int IORING_CQE_F_MORE = 1 << 1;
    public static final int IORING_SQ_CQ_OVERFLOW = 1 << 1;

    public static final long IORING_OFF_SQ_RING = 0;
    public static final long IORING_OFF_SQES = 0x10000000;

    /** {@code struct io_uring_params}, with the two structs of offsets inside. */
    public static final int PARAMS_SIZE = 120;

    public static final int PARAMS_SQ_ENTRIES = 0;
    public static final int PARAMS_CQ_ENTRIES = 4;
    public static final int PARAMS_FLAGS = 8;
    public static final int PARAMS_FEATURES = 20;
    public static final int PARAMS_SQ_OFF = 40;
    public static final int PARAMS_CQ_OFF = 80;

    public static final int SQ_OFF_HEAD = 0;
    public static final int SQ_OFF_TAIL = 4;
    public static final int SQ_OFF_FLAGS = 16;
    public static final int SQ_OFF_ARRAY = 24;
    public static final int CQ_OFF_HEAD = 0;
    public static final int CQ_OFF_TAIL = 4;
    public static final int CQ_OFF_CQES = 20;

    /** {@code struct io_uring_sqe}. */
    public static final int SQE_SIZE = 64;

    public static final int SQE_OPCODE = 0;
    public static final int SQE_FLAGS = 1;
    public static final int SQE_FD = 4;
    public static final int SQE_ADDR = 16;
    public static final int SQE_LEN = 24;
    /** A union: flags of a message, events of a poll, and others. */
    public static final int SQE_MSG_FLAGS = 28;

    public static final int SQE_USER_DATA = 32;

    /** {@code struct io_uring_cqe}. */
    public static final int CQE_SIZE = 16;

    public static final int CQE_USER_DATA = 0;
    public static final int CQE_RES = 8;
    public static final int CQE_FLAGS = 12;

    /** {@code struct io_uring_getevents_arg}. */
    public static final int GETEVENTS_ARG_SIZE = 24;

    public static final int GETEVENTS_ARG_TS = 16;

    private IoUringH() {}
}
