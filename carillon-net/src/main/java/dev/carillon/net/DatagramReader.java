package dev.carillon.net;

import dev.carillon.linux.DatagramBatch;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Socket;
import java.nio.ByteBuffer;

/** The datagrams that an endpoint has received and not handled yet: of what came with one call, the rest. */
final class DatagramReader {
    /** Errors in a row that are taken for those of datagrams sent before. */
    private static final int MOST_ERRORS = 16;

    private final DatagramEndpoint endpoint;
    private final DatagramStatistics statistics;
    private final boolean coalescing;
    private final DatagramBatch batch;
    private final Datagram datagram;
    /** The kernel had no more when it was last asked. */
    private boolean drained;

    private int at;
    private int count;
    /** Where the next of several datagrams that came as one begins, and where the last of them ends. */
    private int start;

    private int end;

    DatagramReader(DatagramEndpoint endpoint, DatagramLimits limits, boolean coalescing) {
        this.endpoint = endpoint;
        this.statistics = endpoint.datagrams();
        this.coalescing = coalescing;
        this.batch = DatagramBatch.allocate(limits.batch(), coalescing ? DatagramLimits.MAX_SIZE : limits.size());
        this.datagram = new Datagram(endpoint, batch);
    }

    boolean isCoalescing() {
        return coalescing;
    }

    boolean isEmpty() {
        return at == count;
    }

    /** Nothing is left, here or there. */
    boolean isDrained() {
        return isEmpty() && drained;
    }

    /** Receives, while nothing is left of what came before. False if nothing came. */
    boolean receive(Socket socket, int most) {
        at = 0;
        count = 0;
        for (int errors = 0; endpoint.mayDeliver(); errors++) {
            try {
                statistics.receiveCalls++;
                int asked = Math.min(most, batch.capacity());
                count = batch.receive(socket, asked);
                drained = count < asked;
                return count > 0;
            } catch (LinuxException e) {
                if (errors == MOST_ERRORS) {
                    throw e; // the loop disables the endpoint and tells its error handler
                }
                endpoint.earlierOneFailed(e);
            }
        }
        return false;
    }

    /** Hands datagrams to the handler, as long as it takes them. Returns how many. */
    int deliver(int most) {
        int delivered = 0;
        while (delivered < most && !isEmpty() && endpoint.mayDeliver()) {
            deliverNext();
            delivered++;
        }
        return delivered;
    }

    private void deliverNext() {
        int index = at;
        ByteBuffer data = batch.datagram(index);
        if (start == 0) {
            end = data.limit();
        }
        int segment = batch.segmentSize(index);
        int stop = segment == 0 ? end : Math.min(end, start + segment);
        data.limit(stop).position(start);
        start = stop;
        if (stop == end) {
            start = 0;
            at++;
        }
        int bytes = data.remaining();
        statistics.received++;
        statistics.receivedBytes += bytes;
        int length = bytes;
        if (batch.isTruncated(index)) {
            statistics.truncated++;
            length = batch.length(index);
        }
        datagram.is(index, length);
        endpoint.deliver(datagram, bytes);
    }
}
