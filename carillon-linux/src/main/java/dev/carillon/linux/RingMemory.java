package dev.carillon.linux;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.IoUringH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.MmanH;
import dev.carillon.linux.ffm.NativeMemory;

/**
 * Where the two rings of an {@link IoUring} lie, which it shares with the kernel: mapped until {@link #unmap}, and nobody's after
 * that.
 *
 * @param rings where the heads, tails and completions are
 * @param ringsSize bytes of that
 * @param entries where the requests are
 * @param submissionOffsets of {@code struct io_sqring_offsets}, those of head, tail, flags
 */
record RingMemory(
        long rings,
        long ringsSize,
        long entries,
        int requests,
        int completions,
        int features,
        Offsets submissionOffsets,
        Offsets completionOffsets) {
    private static final int NEEDED = IoUringH.IORING_FEAT_SINGLE_MMAP
            | IoUringH.IORING_FEAT_NODROP
            | IoUringH.IORING_FEAT_EXT_ARG
            | IoUringH.IORING_FEAT_CQE_SKIP;
    private static final int PROTECTION = MmanH.PROT_READ | MmanH.PROT_WRITE;
    private static final int SHARED = MmanH.MAP_SHARED | MmanH.MAP_POPULATE;

    /** Where in the mapping something of a ring is. */
    record Offsets(int head, int tail, int flags, int array) {}

    /** @param parameters as {@code io_uring_setup(2)} has filled them in, in the kernel's scratch memory */
    static RingMemory map(Kernel kernel, int number, long parameters) {
        int requests = NativeMemory.getInt(parameters + IoUringH.PARAMS_SQ_ENTRIES);
        int completions = NativeMemory.getInt(parameters + IoUringH.PARAMS_CQ_ENTRIES);
        int features = NativeMemory.getInt(parameters + IoUringH.PARAMS_FEATURES);
        if ((features & NEEDED) != NEEDED) {
            throw LinuxException.of(
                    -ErrnoH.EINVAL, "io_uring_setup(" + requests + ")", "the kernel is older than 5.19");
        }
        long submission = parameters + IoUringH.PARAMS_SQ_OFF;
        Offsets submissions = new Offsets(
                NativeMemory.getInt(submission + IoUringH.SQ_OFF_HEAD),
                NativeMemory.getInt(submission + IoUringH.SQ_OFF_TAIL),
                NativeMemory.getInt(submission + IoUringH.SQ_OFF_FLAGS),
                NativeMemory.getInt(submission + IoUringH.SQ_OFF_ARRAY));
        long completion = parameters + IoUringH.PARAMS_CQ_OFF;
        Offsets ofCompletions = new Offsets(
                NativeMemory.getInt(completion + IoUringH.CQ_OFF_HEAD),
                NativeMemory.getInt(completion + IoUringH.CQ_OFF_TAIL),
                0,
                NativeMemory.getInt(completion + IoUringH.CQ_OFF_CQES));
        long size = Math.max(
                submissions.array + (long) requests * Integer.BYTES,
                ofCompletions.array + (long) completions * IoUringH.CQE_SIZE);
        long rings = map(kernel, number, size, IoUringH.IORING_OFF_SQ_RING);
        long entries;
        try {
            entries = map(kernel, number, (long) requests * IoUringH.SQE_SIZE, IoUringH.IORING_OFF_SQES);
        } catch (LinuxException e) {
            kernel.call(MmanH.MUNMAP, rings, size);
            throw e;
        }
        for (int i = 0; i < requests; i++) {
            NativeMemory.putInt(rings + submissions.array + (long) i * Integer.BYTES, i); // each at its own place
        }
        return new RingMemory(rings, size, entries, requests, completions, features, submissions, ofCompletions);
    }

    private static long map(Kernel kernel, int number, long size, long offset) {
        long address = kernel.call(MmanH.MMAP, 0, size, PROTECTION, SHARED, number, offset);
        if (address < 0) {
            throw LinuxException.of(address, "mmap(io_uring " + number + ", " + size + " bytes)");
        }
        kernel.call(MmanH.MADVISE, address, size, MmanH.MADV_DONTFORK); // a child would share the ring, and not know it
        return address;
    }

    void unmap() {
        Kernel.invoke(MmanH.MUNMAP, rings, ringsSize);
        Kernel.invoke(MmanH.MUNMAP, entries, (long) requests * IoUringH.SQE_SIZE);
    }

    long submissionHead() {
        return rings + submissionOffsets.head;
    }

    long submissionTail() {
        return rings + submissionOffsets.tail;
    }

    long submissionFlags() {
        return rings + submissionOffsets.flags;
    }

    /** Where a request is put down. */
    long request(int index) {
        return entries + (long) (index & (requests - 1)) * IoUringH.SQE_SIZE;
    }

    long completionHead() {
        return rings + completionOffsets.head;
    }

    long completionTail() {
        return rings + completionOffsets.tail;
    }

    /** Where a completion is. */
    long completion(int index) {
        return rings + completionOffsets.array + (long) (index & (completions - 1)) * IoUringH.CQE_SIZE;
    }

    /** The flag that has waiting not count as if for a disk; 0 of a kernel that does not have it. */
    int noIoWait() {
        return (features & IoUringH.IORING_FEAT_NO_IOWAIT) == 0 ? 0 : IoUringH.IORING_ENTER_NO_IOWAIT;
    }
}
