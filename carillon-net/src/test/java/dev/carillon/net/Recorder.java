package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A handler that wants to be called as its contract says: opened first, closed once and last, marks in pairs. */
class Recorder implements ConnectionHandler {
    final CompletableFuture<CloseReason> ended = new CompletableFuture<>();

    @Nullable
    Connection connection;

    @Nullable
    Throwable error;

    int saturated;
    int drained;
    boolean inputEnded;
    int received;
    private boolean opened;

    @Override
    public void opened(Connection opening) throws Exception {
        assertThat(opened || isClosed())
                .as("opened is the first call, and the only one")
                .isFalse();
        opened = true;
        connection = opening;
    }

    @Override
    public void received(Connection from, ByteBuffer bytes) throws Exception {
        checkOpen();
        assertThat(inputEnded).as("bytes after the end").isFalse();
        received++;
    }

    @Override
    public void inputEnded(Connection from, ByteBuffer rest) throws Exception {
        checkOpen();
        assertThat(inputEnded).as("a second end").isFalse();
        inputEnded = true;
        from.finish();
    }

    @Override
    public void saturated(Connection full) throws Exception {
        checkOpen();
        assertThat(saturated++).as("saturated and drained come in turn").isEqualTo(drained);
    }

    @Override
    public void drained(Connection empty) throws Exception {
        checkOpen();
        assertThat(++drained).as("saturated and drained come in turn").isEqualTo(saturated);
    }

    @Override
    public void closed(Connection gone, CloseReason why, @Nullable Throwable cause) throws Exception {
        assertThat(gone.isOpen()).isFalse();
        error = cause;
        assertThat(ended.complete(why)).as("closed is told once").isTrue();
    }

    private void checkOpen() {
        assertThat(opened && !isClosed())
                .as("calls come between opened and closed")
                .isTrue();
    }

    final boolean isOpened() {
        return opened;
    }

    final boolean isClosed() {
        return ended.isDone();
    }

    /** Why it was closed, once it was. */
    final CloseReason reason() {
        assertThat(isClosed()).as("closed").isTrue();
        return ended.join();
    }
}
