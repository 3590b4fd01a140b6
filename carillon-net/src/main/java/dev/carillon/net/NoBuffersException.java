package dev.carillon.net;

import java.io.IOException;

/** There is no memory for what a connection has to keep. */
final class NoBuffersException extends IOException {
    private static final long serialVersionUID = 1;

    NoBuffersException(int bytes, long leased, long budget) {
        super("no buffer of " + bytes + " bytes: " + leased + " of " + budget
                + " bytes are in use (ConnectionOptions.withBufferBudget, -XX:MaxDirectMemorySize)");
    }
}
