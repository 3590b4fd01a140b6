package dev.carillon.monitor.action;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The beginning of what a program writes. The rest is read, so that the program goes on, and counted. */
final class Output {
    static final int MOST = 64 * 1024;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long left;

    void add(ByteBuffer bytes) {
        int room = Math.min(bytes.remaining(), MOST - kept.size());
        byte[] part = new byte[room];
        bytes.get(part);
        kept.writeBytes(part);
        left += bytes.remaining();
    }

    /** With how much there was beyond. */
    String text() {
        String text = kept.toString(StandardCharsets.UTF_8).stripTrailing();
        return left == 0 ? text : text + "\n… and " + left + " bytes";
    }
}
