package dev.carillon.net;

import dev.carillon.linux.DatagramBatch;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Socket;
import java.nio.ByteBuffer;

/**
 * Datagrams that wait to be sent, in order: a ring in the memory of a {@link DatagramBatch}, so that one call sends those
 * that stand side by side, which all do that were collected since it was empty.
 *
 * <p>With segmentation a place may have several datagrams of one size to one address, one after the other.
 */
final class DatagramQueue {
    /** The least that every kernel with {@code UDP_SEGMENT} takes. */
    private static final int MOST_SEGMENTS = 64;
    /** What UDP carries over IPv4. */
    private static final int MOST_BYTES = 65_507;

    private final DatagramBatch batch;
    private final DatagramStatistics statistics;
    private final int places;
    private final int limit;
    private final int size;
    /** Of places that the kernel would not segment: the size of the pieces that they are sent in; 0 for all others. */
    private final int[] pieces;

    private boolean segmenting;
    private int head;
    private int used;

    DatagramQueue(DatagramLimits limits, boolean segmenting, DatagramStatistics statistics) {
        this.limit = limits.queue();
        this.size = limits.size();
        this.segmenting = segmenting;
        this.statistics = statistics;
        this.places = limit + 1; // one spare, where the address of the next one is written before there is room for it
        this.batch = DatagramBatch.allocate(places, segmenting ? DatagramLimits.MAX_SIZE : size);
        this.pieces = new int[places];
    }

    boolean isEmpty() {
        return used == 0;
    }

    boolean isFull() {
        return used == limit;
    }

    boolean isHalfEmpty() {
        return used <= limit / 2;
    }

    int free() {
        return limit - used;
    }

    boolean isSegmenting() {
        return segmenting;
    }

    /** How many datagrams wait. */
    int datagrams() {
        int count = 0;
        for (int i = 0; i < used; i++) {
            count += datagramsAt((head + i) % places);
        }
        return count;
    }

    DatagramBatch batch() {
        return batch;
    }

    /** Where the address of the next one is to be written, before {@link #add}. */
    int spare() {
        return (head + used) % places;
    }

    boolean isTooLarge(ByteBuffer bytes) {
        return bytes.remaining() > size;
    }

    /** Takes the next one, whose address is written; false if there is no room. */
    boolean add(ByteBuffer bytes) {
        if (segmenting && used > 0 && joinsLast(bytes)) {
            return true;
        }
        if (isFull()) {
            return false;
        }
        int place = spare();
        batch.segmentSize(place, 0);
        pieces[place] = 0;
        batch.datagram(place).clear().put(bytes).flip();
        used++;
        return true;
    }

    /** Appends it to the last one, if it has the same address and size; a shorter one may only be the end. */
    private boolean joinsLast(ByteBuffer bytes) {
        int last = (head + used - 1) % places;
        ByteBuffer all = batch.datagram(last);
        int length = bytes.remaining();
        int segment = batch.segmentSize(last) == 0 ? all.remaining() : batch.segmentSize(last);
        int total = all.remaining() + length;
        boolean fits = length > 0
                && length <= segment
                && all.remaining() % segment == 0
                && total <= MOST_BYTES
                && total <= segment * MOST_SEGMENTS
                && all.limit() + length <= all.capacity();
        if (!fits || !batch.isSameAddress(last, spare())) {
            return false;
        }
        int end = all.limit();
        all.limit(end + length);
        all.put(end, bytes, bytes.position(), length);
        bytes.position(bytes.limit());
        batch.segmentSize(last, segment);
        return true;
    }

    /**
     * Sends those that stand side by side, with one call.
     *
     * @return how many places or pieces were sent; 0 if there is no room now
     * @throws LinuxException why the first cannot be sent
     */
    int send(Socket socket) {
        statistics.sendCalls++;
        if (pieces[head] > 0) {
            return sendPiece(socket);
        }
        int count = 1;
        while (count < used && head + count < places && pieces[head + count] == 0) {
            count++;
        }
        int sent = batch.send(socket, head, count);
        for (int i = 0; i < sent; i++) {
            statistics.sent += datagramsAt(head);
            statistics.sentBytes += batch.datagram(head).remaining();
            removeFirst();
        }
        return sent;
    }

    private int sendPiece(Socket socket) {
        ByteBuffer all = batch.datagram(head);
        int end = all.limit();
        int endOfPiece = Math.min(end, all.position() + pieces[head]);
        int sent;
        try {
            all.limit(endOfPiece);
            sent = batch.send(socket, head, 1);
        } finally {
            all.limit(end);
        }
        if (sent == 1) {
            statistics.sent++;
            statistics.sentBytes += endOfPiece - all.position();
            all.position(endOfPiece);
            if (endOfPiece == end) {
                removeFirst();
            }
        }
        return sent;
    }

    /** Does without segmentation from now on, also for what waits. False if the first place has a single datagram. */
    boolean stopSegmenting() {
        if (batch.segmentSize(head) == 0) {
            return false;
        }
        segmenting = false;
        for (int i = 0; i < used; i++) {
            int place = (head + i) % places;
            pieces[place] = batch.segmentSize(place);
            batch.segmentSize(place, 0);
        }
        return true;
    }

    void drop(DropReason reason) {
        statistics.drop(reason, datagramsAt(head));
        removeFirst();
    }

    void dropAll(DropReason reason) {
        while (used > 0) {
            drop(reason);
        }
    }

    private void removeFirst() {
        used--;
        head = used == 0 ? 0 : (head + 1) % places; // from the beginning again, where most stand side by side
    }

    private int datagramsAt(int place) {
        int segment = Math.max(batch.segmentSize(place), pieces[place]);
        return segment == 0 ? 1 : Math.ceilDiv(batch.datagram(place).remaining(), segment);
    }
}
