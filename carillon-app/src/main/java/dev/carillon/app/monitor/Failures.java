package dev.carillon.app.monitor;

import dev.carillon.linux.LinuxException;
import dev.carillon.loop.ErrorHandler;
import dev.carillon.loop.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What fails while the monitor runs: it ends then, and the user hears why. But for standard input, which may be anything,
 * also a directory: that it cannot be read is the end of that source only.
 */
final class Failures implements ErrorHandler {
    private final List<String> messages = new ArrayList<>();
    private BiConsumer<Source, String> inputLost = (source, why) -> {};

    /** Sets what is done when standard input cannot be read. */
    void onInputLost(BiConsumer<Source, String> handler) {
        inputLost = handler;
    }

    @Override
    public void failed(Source source, Throwable error) {
        if (source.kind().equals("stdin") && error instanceof LinuxException unreadable && isRead(unreadable)) {
            source.close();
            inputLost.accept(source, unreadable.getMessage());
            return;
        }
        // What the handlers themselves do is write lines, so the call that failed says all there is to know.
        messages.add(
                error instanceof LinuxException ? String.valueOf(error.getMessage()) : source + " failed: " + error);
        source.loop().stop();
    }

    /** Not what its handler does: that writes. */
    private static boolean isRead(LinuxException error) {
        return error.call().startsWith("read")
                || error.call().startsWith("pread")
                || error.call().startsWith("recv");
    }

    /** Whether there were any. */
    boolean isEmpty() {
        return messages.isEmpty();
    }

    /** The first, for the others may follow from it. */
    String first() {
        return messages.getFirst();
    }
}
