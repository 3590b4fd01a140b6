package dev.carillon.http.server;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The last events, for clients that come back: bounded by their number and their bytes. Only those with an id can be asked for. */
final class EventReplay {
    private final int mostEvents;
    private final long mostBytes;
    private final ArrayDeque<Kept> kept = new ArrayDeque<>();
    private long bytes;

    /** An event as it was sent. */
    private record Kept(String id, ByteBuffer encoded) {}

    EventReplay(int mostEvents, long mostBytes) {
        this.mostEvents = mostEvents;
        this.mostBytes = mostBytes;
    }

    void add(String id, ByteBuffer encoded) {
        kept.addLast(new Kept(id, encoded));
        bytes += encoded.remaining();
        while (kept.size() > mostEvents || bytes > mostBytes) {
            bytes -= kept.removeFirst().encoded.remaining();
        }
    }

    /**
     * What came after an event.
     *
     * @return whether it is known still; if not, all that is kept is handed out, and what came before is lost to the client
     */
    boolean after(String lastSeen, Consumer<ByteBuffer> to) {
        List<ByteBuffer> missed = new ArrayList<>();
        boolean known = false;
        for (Kept event : kept.reversed()) {
            if (event.id.equals(lastSeen)) {
                known = true;
                break;
            }
            missed.add(event.encoded);
        }
        missed.reversed().forEach(encoded -> to.accept(encoded.duplicate()));
        return known;
    }

    int events() {
        return kept.size();
    }

    long bytes() {
        return bytes;
    }
}
