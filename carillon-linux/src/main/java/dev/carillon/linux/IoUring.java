package dev.carillon.linux;

import dev.carillon.linux.ffm.EpollH;
import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.IoUringH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.SocketH;
import dev.carillon.linux.ffm.TimeH;
import dev.carillon.linux.ffm.UnistdH;
import java.nio.ByteBuffer;

/**
 * A ring of requests to the kernel and one of their completions, {@code io_uring(7)}: many requests go by one call. For one
 * thread at a time; which one, the kernel does not mind.
 *
 * <p>A request is put down by {@link #send} or {@link #watch}, and known to the kernel from {@link #submit} or {@link #await} on.
 * Its token comes back with its completion, {@link #next}; give a slot and a generation, so that a late completion is told from
 * one of a new request at the same place. A descriptor in a request must stay open until it was submitted.
 *
 * {@snippet :
 * ring.send(socket, bytes, 0);
 * ring.submit();
 * while (ring.next()) {
 *     System.err.println("not all was sent: " + ring.result());
 * }
 * }
 */
public final class IoUring extends Fd {
    private static final int TIMESPEC = IoUringH.GETEVENTS_ARG_SIZE + Long.BYTES;
    private static final int NO_WAIT = 0;
    private static final int SEND_FLAGS = SocketH.MSG_DONTWAIT | SocketH.MSG_WAITALL | SocketH.MSG_NOSIGNAL;

    private final RingMemory memory;
    private final NativeMemory waiting = NativeMemory.allocate(TIMESPEC + TimeH.TIMESPEC_SIZE);
    /** What the kernel sees of the submission ring's tail only when it is entered. */
    private int tail;
    /** The completion that was told last. */
    private long completion;

    private IoUring(int number, RingMemory memory) {
        super(number);
        this.memory = memory;
        NativeMemory.putLong(waiting.address() + IoUringH.GETEVENTS_ARG_TS, waiting.address() + TIMESPEC);
    }

    /**
     * A new ring, close-on-exec; a forked child does not have its memory.
     *
     * @param requests how many requests there is room for between two submissions, a power of 2
     * @param completions how many completions there is room for until they are taken, a power of 2; what comes beyond that the
     *     kernel keeps
     * @return the ring
     * @throws LinuxException EPERM where {@code /proc/sys/kernel/io_uring_disabled} or a sandbox says so, ENOSYS of a kernel
     *     without it, EINVAL of one older than 5.19; EMFILE, ENFILE or ENOMEM
     */
    public static IoUring open(int requests, int completions) {
        try (Kernel kernel = Kernel.lease()) {
            long parameters = kernel.scratch();
            NativeMemory.clear(parameters, IoUringH.PARAMS_SIZE);
            NativeMemory.putInt(
                    parameters + IoUringH.PARAMS_FLAGS,
                    IoUringH.IORING_SETUP_SUBMIT_ALL
                            | IoUringH.IORING_SETUP_CQSIZE
                            | IoUringH.IORING_SETUP_COOP_TASKRUN);
            NativeMemory.putInt(parameters + IoUringH.PARAMS_CQ_ENTRIES, completions);
            long result = kernel.call(IoUringH.SETUP, requests, parameters);
            if (result < 0) {
                throw LinuxException.of(result, "io_uring_setup(" + requests + ")", adviceForSetup(result));
            }
            return mapped(kernel, (int) result, parameters);
        }
    }

    private static IoUring mapped(Kernel kernel, int number, long parameters) {
        try {
            return new IoUring(number, RingMemory.map(kernel, number, parameters));
        } catch (LinuxException e) {
            kernel.call(UnistdH.CLOSE, number);
            throw e;
        }
    }

    private static String adviceForSetup(long result) {
        return switch ((int) -result) {
            case ErrnoH.EPERM ->
                "/proc/sys/kernel/io_uring_disabled is not 0, or a sandbox (seccomp), such as a container's, forbids"
                        + " it";
            case ErrnoH.ENOSYS -> "the kernel is built without io_uring, or a sandbox (seccomp) hides it";
            case ErrnoH.EINVAL -> "the kernel is older than Linux 5.19";
            case ErrnoH.ENOMEM -> "raise RLIMIT_MEMLOCK (ulimit -l): before Linux 5.12 rings count against it";
            default -> "";
        };
    }

    /**
     * Whether to submit before another request is put down.
     *
     * @return true if there is no room for one
     */
    public boolean isFull() {
        return pending() == memory.requests();
    }

    /**
     * How many requests were put down that the kernel has not taken.
     *
     * @return 0 or more
     */
    public int pending() {
        checkOpen();
        return tail - NativeMemory.getIntAcquire(memory.submissionHead());
    }

    /**
     * Puts a send down, {@code send(2)} that does not wait. From the submission on: all was sent if no completion tells
     * otherwise. A completion has how many bytes were, or the negative number of an error, EAGAIN if there was no room.
     *
     * @param socket a stream socket
     * @param from direct; what is between position and limit is sent. It must stay as it is until it was submitted, and reachable:
     *     the ring knows its address only, and memory that was collected is another's. The position stays
     * @param token comes back with the completion, if there is one
     * @throws IllegalStateException if {@link #isFull}
     */
    public void send(Socket socket, ByteBuffer from, long token) {
        if (!from.isDirect()) {
            throw new IllegalArgumentException("a ring sends from direct buffers only, " + socket);
        }
        put(
                IoUringH.IORING_OP_SEND,
                IoUringH.IOSQE_CQE_SKIP_SUCCESS,
                socket.number(),
                NativeMemory.addressOf(from),
                from.remaining(),
                SEND_FLAGS,
                token);
    }

    /**
     * Puts a watch down: a completion tells what a descriptor is ready for.
     *
     * @param fd what to watch
     * @param interest a mix of {@link Epoll#IN}, {@link Epoll#OUT}, {@link Epoll#PRI}, {@link Epoll#RDHUP},
     *     {@link Epoll#EXCLUSIVE}; ERR and HUP are always in it
     * @param again false for one completion; true for one at once, if it is ready, and for each change after that, until one of
     *     them is not {@link #isMoreToCome}
     * @param token comes back with the completions
     * @throws IllegalStateException if {@link #isFull}
     */
    public void watch(Fd fd, int interest, boolean again, long token) {
        // The kernel does not look at PRI when it is woken, only then at what there is: RDBAND comes with it.
        int events = (interest & Epoll.PRI) == 0 ? interest : interest | EpollH.EPOLLRDBAND;
        int many = again ? IoUringH.IORING_POLL_ADD_MULTI : 0;
        put(IoUringH.IORING_OP_POLL_ADD, 0, fd.number(), 0, many, events, token);
    }

    /**
     * Puts the end of a watch down, whose last completion then has ECANCELED. It may have told something by then.
     *
     * @param token the watch's
     * @param own comes back if there is no such watch any more; otherwise nothing does
     * @throws IllegalStateException if {@link #isFull}
     */
    public void unwatch(long token, long own) {
        put(IoUringH.IORING_OP_POLL_REMOVE, IoUringH.IOSQE_CQE_SKIP_SUCCESS, -1, token, 0, 0, own);
    }

    /** Puts a request down: all of it is written, for something else was there before. */
    private void put(int operation, int flags, int fd, long address, int length, int operationFlags, long token) {
        if (isFull()) {
            throw new IllegalStateException(this + " is full: submit first");
        }
        long entry = memory.request(tail);
        for (int at = 0; at < IoUringH.SQE_SIZE; at += Long.BYTES) {
            NativeMemory.putLong(entry + at, 0);
        }
        NativeMemory.putByte(entry + IoUringH.SQE_OPCODE, (byte) operation);
        NativeMemory.putByte(entry + IoUringH.SQE_FLAGS, (byte) flags);
        NativeMemory.putInt(entry + IoUringH.SQE_FD, fd);
        NativeMemory.putLong(entry + IoUringH.SQE_ADDR, address);
        NativeMemory.putInt(entry + IoUringH.SQE_LEN, length);
        NativeMemory.putInt(entry + IoUringH.SQE_MSG_FLAGS, operationFlags);
        NativeMemory.putLong(entry + IoUringH.SQE_USER_DATA, token);
        tail++;
    }

    /**
     * Hands the kernel what was put down. What it has not taken, for want of memory, is put down no longer.
     *
     * @return how many requests it took, the first ones; less than were {@link #pending} if it has no memory for more
     */
    public int submit() {
        int all = pending();
        publish();
        long result = 0;
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            if (all > 0) {
                result = kernel.retry(IoUringH.ENTER, number, all, 0, 0);
            }
        } finally {
            leave();
        }
        return taken(all, result);
    }

    private void publish() {
        NativeMemory.putIntRelease(memory.submissionTail(), tail);
    }

    /** What the kernel has not looked at is as if it had never been put down: its errors are those of all that is left. */
    private int taken(int all, long result) {
        int left = pending();
        if (left > 0) {
            tail -= left;
            publish();
        }
        if (left == all && result < 0 && !isForLater(result)) {
            throw LinuxException.of(result, "io_uring_enter(" + this + ", " + all + " requests)");
        }
        return all - left;
    }

    private static boolean isForLater(long result) {
        return result == -ErrnoH.EAGAIN || result == -ErrnoH.ENOMEM || result == -ErrnoH.EBUSY;
    }

    /**
     * Hands the kernel what was put down, and waits for a completion. It may end early without one: if a signal has interrupted
     * it, or the kernel had no memory for a request.
     *
     * @param timeoutNanos how long at the most, in nanoseconds; 0 looks and returns; negative waits for ever
     * @return how many requests the kernel took, the first ones; the others are put down still
     * @throws LinuxException if the kernel refuses
     */
    public int await(long timeoutNanos) {
        int all = pending();
        publish();
        NativeMemory.putLong(
                waiting.address() + IoUringH.GETEVENTS_ARG_TS, timeoutNanos > 0 ? waiting.address() + TIMESPEC : 0);
        TimeH.putTimespec(waiting.address() + TIMESPEC, Math.max(0, timeoutNanos));
        int flags = IoUringH.IORING_ENTER_GETEVENTS | IoUringH.IORING_ENTER_EXT_ARG | memory.noIoWait();
        int least = timeoutNanos == 0 ? NO_WAIT : 1;
        long result;
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            result = kernel.call(
                    IoUringH.Waiting.ENTER, number, all, least, flags, waiting.address(), IoUringH.GETEVENTS_ARG_SIZE);
        } finally {
            leave();
        }
        if (result < 0 && result != -ErrnoH.ETIME && result != -ErrnoH.EINTR && !isForLater(result)) {
            throw LinuxException.of(result, "io_uring_enter(" + this + ", " + all + " requests)");
        }
        return all - pending();
    }

    /**
     * Moves on to the next completion.
     *
     * @return false if there is none
     */
    public boolean next() {
        checkOpen();
        int head = NativeMemory.getInt(memory.completionHead());
        if (completion != 0) {
            completion = 0;
            NativeMemory.putIntRelease(memory.completionHead(), ++head);
        }
        if (head == NativeMemory.getIntAcquire(memory.completionTail())) {
            return false;
        }
        completion = memory.completion(head);
        return true;
    }

    /**
     * Whether completions wait in the kernel, for want of room: the next {@link #await} brings them.
     *
     * @return true until they have come
     */
    public boolean overflows() {
        checkOpen();
        return (NativeMemory.getIntAcquire(memory.submissionFlags()) & IoUringH.IORING_SQ_CQ_OVERFLOW) != 0;
    }

    /**
     * Whose the completion is.
     *
     * @return the request's token
     */
    public long token() {
        return NativeMemory.getLong(present() + IoUringH.CQE_USER_DATA);
    }

    /**
     * What has become of the request.
     *
     * @return bytes sent, what a descriptor is ready for, or the negative number of an error
     */
    public int result() {
        return NativeMemory.getInt(present() + IoUringH.CQE_RES);
    }

    /**
     * Whether the request lives on.
     *
     * @return false if this was its last completion
     */
    public boolean isMoreToCome() {
        return (NativeMemory.getInt(present() + IoUringH.CQE_FLAGS) & IoUringH.IORING_CQE_F_MORE) != 0;
    }

    /**
     * How much of a send was sent.
     *
     * @param socket of the request, for the message
     * @return how many bytes; 0 if there is no room now
     * @throws LinuxException what the call by itself would have thrown: EPIPE, ECONNRESET, …
     */
    public int sent(Socket socket) {
        int result = result();
        if (result == -ErrnoH.EAGAIN || result == -ErrnoH.EINTR) {
            return 0;
        }
        if (result < 0) {
            throw LinuxException.of(result, "send(" + socket + ")");
        }
        return result;
    }

    /**
     * Whether to wait in it counts as waiting for a disk: in {@code iowait} of {@code /proc/stat} and in the pressure of I/O.
     *
     * @return true before Linux 6.15
     */
    public boolean waitsAsIfForDisk() {
        return memory.noIoWait() == 0;
    }

    private long present() {
        checkOpen();
        if (completion == 0) {
            throw new IllegalStateException("next() has told of no completion of " + this);
        }
        return completion;
    }

    /** Its memory is gone with it. */
    private void checkOpen() {
        if (!isOpen()) {
            throw new IllegalStateException(this + " is closed");
        }
    }

    /** The mapping keeps the ring alive, with all that is requested of it, however its number is closed. */
    @Override
    void beforeClose() {
        memory.unmap();
    }

    @Override
    public String kind() {
        return "io_uring";
    }
}
