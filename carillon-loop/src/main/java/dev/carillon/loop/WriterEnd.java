package dev.carillon.loop;

import java.util.Optional;

/**
 * How a {@link StreamWriter} came to its end.
 *
 * @param cause why
 * @param written bytes that the kernel has taken; what of them is in a pipe whose reader has gone, nobody reads
 * @param lost bytes that were given to it and not written: refused, or still waiting
 * @param error what the last write failed with; empty after {@link Cause#FINISHED}, and where the reader's going was told and
 *     not met
 */
public record WriterEnd(Cause cause, long written, long lost, Optional<RuntimeException> error) {
    /** Why a writer is at its end. */
    public enum Cause {
        /** It was told to {@link StreamWriter#finish}, and everything that it took is written. */
        FINISHED,
        /** Nobody reads any more: EPIPE, or what the kernel tells of a pipe or socket whose other side was closed. */
        READER_GONE,
        /** Writing fails, and would again: EIO, EFBIG (the file would be longer than allowed), … */
        FAILED
    }
}
