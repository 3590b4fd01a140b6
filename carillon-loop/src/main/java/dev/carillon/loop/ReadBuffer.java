package dev.carillon.loop;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The buffer that all reads of a loop go to: sources at rest hold none. Made when it is first needed. */
final class ReadBuffer {
    private final int bytes;
    private @Nullable ByteBuffer buffer;

    ReadBuffer(int bytes) {
        this.bytes = bytes;
    }

    /** The cleared buffer; its content is valid until it is taken the next time. */
    ByteBuffer take() {
        ByteBuffer taken = buffer;
        if (taken == null) {
            buffer = taken = ByteBuffer.allocateDirect(bytes);
        }
        return taken.clear();
    }
}
