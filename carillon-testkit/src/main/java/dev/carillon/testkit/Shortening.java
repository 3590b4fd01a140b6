package dev.carillon.testkit;

import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.UnistdH;
import java.util.random.RandomGenerator;

/**
 * Calls that transfer less than they were asked for, where the kernel may do that: on stream sockets, pipes, terminals
 * and files. Not on datagrams, whose rest would be lost, not on counters, timers and signals, which have records of a
 * fixed size, and not for a write to a pipe that {@code pipe(7)} promises to be atomic.
 */
final class Shortening {
    private static final long PIPE_BUF = 4096;

    private final RandomGenerator random;

    Shortening(RandomGenerator random) {
        this.random = random;
    }

    /** The same call with a length of 1 to what it was; the call itself where it must not be cut. */
    Call of(Call call, Kernel real) {
        int messages = CallKind.messagesArgument(call.name());
        if (messages >= 0) {
            return cut(call, messages, 1);
        }
        int bytes = CallKind.bytesArgument(call.name());
        if (bytes >= 0) {
            return mayBeCut(call, call.argument(bytes), real) ? cut(call, bytes, 1) : call;
        }
        int vectors = CallKind.vectorsArgument(call.name());
        if (vectors >= 0 && mayBeCut(call, totalOf(call, (int) call.argument(vectors)), real)) {
            return cut(call, vectors, firstFilled(call));
        }
        return call;
    }

    private Call cut(Call call, int argument, long least) {
        long length = call.argument(argument);
        return length <= least ? call : call.with(argument, random.nextLong(least, length + 1));
    }

    private static boolean mayBeCut(Call call, long length, Kernel real) {
        if (call.name().equals("splice")) {
            return true;
        }
        Target target = Target.of(call.fd());
        if (target.isPipe()) {
            return !CallKind.writes(call.name()) || length > PIPE_BUF;
        }
        return target.isRegularFile() || target.isStreamSocket(real);
    }

    private static long totalOf(Call call, int count) {
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += lengthOf(call, i);
        }
        return total;
    }

    /** How many iovecs it takes to have a byte at all: a transfer of nothing would look like the end of the stream. */
    private static long firstFilled(Call call) {
        int count = 1;
        while (lengthOf(call, count - 1) == 0) {
            count++;
        }
        return count;
    }

    private static long lengthOf(Call call, int index) {
        return NativeMemory.getLong(call.b() + (long) index * UnistdH.IOVEC_SIZE + UnistdH.IOV_LEN);
    }
}
