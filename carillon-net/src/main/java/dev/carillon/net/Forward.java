package dev.carillon.net;

import dev.carillon.linux.Errno;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.StreamFd;
import dev.carillon.linux.ZeroCopy;
import org.jspecify.annotations.Nullable;

/**
 * One connection's input on its way to another: inside the kernel and through one pipe, {@code splice(2)}, or by copying
 * where that cannot be (TLS on either side, no descriptor for a pipe). The source is held while the target has more to send
 * than its high-water mark, or the pipe is full. For one loop.
 */
final class Forward {
    /** So many bytes a splice moves at the most: beyond the mark of the target nothing is gained. */
    static final int MOST = 1024 * 1024;

    final Conversation source;
    final Conversation target;
    /** The next of those that go to the same target. */
    @Nullable
    Forward next;

    private @Nullable Pipe pipe;
    /** What is in the pipe waits in the target's queue. */
    private boolean inPipe;

    private boolean ended;
    private boolean copies;

    Forward(Conversation source, Conversation target) {
        this.source = source;
        this.target = target;
        this.copies = !source.transport.isPlain() || !target.transport.isPlain();
    }

    /** Whether the next bytes go through the pipe. */
    boolean splices() {
        return !copies;
    }

    /** The pipe through which its bytes go, as long as some are in it. */
    Pipe pipe() {
        Pipe present = pipe;
        if (present == null) {
            throw new IllegalStateException("nothing of " + source.connection + " is in a pipe");
        }
        return present;
    }

    /**
     * Moves what there is from the source's socket into the pipe, and so into the target's queue.
     *
     * @return how many bytes; 0 if there are none now, or no room; {@link StreamFd#END}; {@link #COPY} if it has to be copied
     */
    long splice() {
        if (inPipe && !target.outbox().isLast(this)) {
            source.hold(Hold.FORWARDING); // something else waits behind it: goes on when the pipe is empty
            return 0;
        }
        Pipe through = open();
        if (through == null) {
            copies = true;
            return COPY;
        }
        long count = ZeroCopy.splice(source.socket, ZeroCopy.NO_OFFSET, through.writer(), ZeroCopy.NO_OFFSET, MOST);
        if (count > 0) {
            inPipe = true;
            target.outbox().add(this, count);
            target.touch();
        } else if (count == 0 && inPipe) {
            source.hold(Hold.FORWARDING); // there may be more, but not in this pipe
        }
        return count;
    }

    /** What {@link #splice} answers for want of a pipe. */
    static final long COPY = -2;

    private @Nullable Pipe open() {
        Pipe present = pipe;
        if (present == null) {
            try {
                pipe = present = source.group.pipes.take();
            } catch (LinuxException e) {
                if (e.errno() != Errno.EMFILE && e.errno() != Errno.ENFILE) {
                    throw e;
                }
            }
        }
        return present;
    }

    /** The target's queue has come to the end of what was in the pipe, or is given up. */
    void isSent(boolean all) {
        inPipe = false;
        Pipe used = pipe;
        if (!all && used != null) {
            pipe = null;
            used.close(); // with what is in it
        }
        if (ended) {
            giveBack();
        } else {
            source.release(Hold.FORWARDING);
        }
    }

    /** Nothing more is to come: the pipe goes back when what is in it is sent. */
    void end() {
        ended = true;
        if (!inPipe) {
            giveBack();
        }
    }

    private void giveBack() {
        Pipe unused = pipe;
        pipe = null;
        if (unused != null) {
            source.group.pipes.giveBack(unused);
        }
    }
}
