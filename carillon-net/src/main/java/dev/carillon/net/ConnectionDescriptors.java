package dev.carillon.net;

import dev.carillon.linux.DescriptorPassing;
import dev.carillon.linux.Fd;
import dev.carillon.linux.LinuxException;
import java.nio.ByteBuffer;

/**
 * Gives open descriptors to the peer of a connection by Unix socket, {@code SCM_RIGHTS} of {@code unix(7)}: a counter to add to, a
 * file, a socket. Whole connections go by {@link HandOver}. For the loop's thread.
 */
public final class ConnectionDescriptors {
    private ConnectionDescriptors() {}

    /**
     * Sends bytes, and descriptors with the first of them, at once. The peer gets new numbers for the same open files, ours stay
     * open. A peer that reads the bytes as others ({@code read(2)}) loses the descriptors: the kernel closes them.
     *
     * @param connection with nothing queued
     * @param bytes a direct buffer, not empty; empty afterwards if they were sent
     * @param descriptors 1 to {@link DescriptorPassing#MAX}
     * @return false if there is no room now, or the connection has just failed, as its handler is told: nothing was sent
     * @throws IllegalStateException if it has ended, or something is queued that would come later than this
     * @throws IllegalArgumentException if it is of no Unix socket, or for bytes or descriptors that cannot be sent so
     */
    public static boolean send(Connection connection, ByteBuffer bytes, Fd... descriptors) {
        Conversation c = connection.conversation;
        String reason = HandOver.reasonToStay(c);
        if (reason != null) {
            throw new IllegalStateException(connection + " can be given no descriptors: " + reason);
        }
        try {
            int sent = DescriptorPassing.send(c.socket, bytes, descriptors);
            if (sent > 0) {
                c.sent(sent);
                if (bytes.hasRemaining()) {
                    connection.write(bytes);
                }
            }
            return sent > 0;
        } catch (LinuxException e) {
            c.sendingFailed(e);
            return false;
        }
    }
}
