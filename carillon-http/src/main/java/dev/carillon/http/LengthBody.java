package dev.carillon.http;

import java.nio.ByteBuffer;

/** A body whose length is told beforehand; of no bytes if there is none. */
final class LengthBody implements BodyDecoder {
    private final long length;
    private long received;

    LengthBody(long length) {
        this.length = length;
    }

    @Override
    public boolean decode(ByteBuffer in, BodySink out) {
        int size = (int) Math.min(in.remaining(), length - received);
        if (size > 0) {
            int end = in.limit();
            int partEnd = in.position() + size;
            in.limit(partEnd);
            received += size;
            try {
                out.take(in);
            } finally {
                in.limit(end).position(partEnd);
            }
        }
        return received == length;
    }

    @Override
    public long received() {
        return received;
    }
}
