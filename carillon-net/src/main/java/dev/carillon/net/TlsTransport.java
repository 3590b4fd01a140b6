package dev.carillon.net;

import dev.carillon.linux.FileFd;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.StreamFd;
import dev.carillon.net.tls.TlsEngine;
import dev.carillon.net.tls.TlsEngine.Decrypted;
import dev.carillon.net.tls.TlsEngine.Want;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;

/**
 * TLS over a socket. What is written becomes records at once, so that none of it is left behind when the peer ends the
 * conversation; records that the kernel does not take wait. What comes stays in records until there is somebody to take it.
 * At rest it holds no buffer.
 */
final class TlsTransport extends Transport {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** The type of a record that is not encrypted or of TLS 1.2: RFC 8446 §5.1, RFC 5246 §6.2.1. */
    private static final byte ALERT = 21;

    /** Bytes of answers that may wait for a peer: a new key takes some thirty. */
    private static final int MOST_ANSWERS = 16 * 1024;

    private final Conversation conversation;
    private final Handshake handshake;
    private final TlsEngine engine;
    private final PlainTransport plain = PlainTransport.OF_ALL;
    private final Buffers buffers;
    /** On the heap: decrypted and encrypted there, and copied as a whole from and to what the kernel has filled and sends. */
    private final Buffers arrays;
    /** Records that have come and were not taken. */
    private final Leftover incoming;
    /** Records that the kernel has not taken. */
    private final Outbox outgoing;
    /** There was no room for what the next record carries, or no reason to take it yet. */
    private boolean holdsRecord;
    /** The last attempt to receive has looked into the socket. */
    private boolean hasRead;
    /** What that look has brought: bytes, and whether there was room for no more. */
    private int lastRead;

    private boolean filled;
    /** The peer has said that it sends no more. */
    private boolean ended;
    /** Bytes that were taken, and of which some are in records that wait. */
    private long unconfirmed;
    /** Bytes of answers that have gone to where records wait, since there were none. */
    private long unsentAnswers;

    TlsTransport(TlsEngine engine, ConnectionGroup group, Conversation connection) {
        this.conversation = connection;
        this.handshake = new Handshake(connection, this);
        this.engine = engine;
        this.buffers = group.buffers;
        this.arrays = group.records;
        this.incoming = new Leftover(arrays);
        this.outgoing = new Outbox(buffers);
    }

    TlsEngine engine() {
        return engine;
    }

    @Override
    void shakeHands() {
        handshake.goOn();
    }

    @Override
    boolean waitsForPeer() {
        return handshake.waitsForPeer();
    }

    /**
     * Goes on with the handshake as far as it gets without waiting.
     *
     * @return what it waits for: {@link Want#READ} the peer, {@link Want#TASK} a computation, {@link Want#NOTHING} if it is
     *     done
     */
    Want goOn() throws IOException {
        flush();
        while (true) {
            Want want = engine.want();
            if (want == Want.WRITE) {
                send(conversation, NOTHING, false);
            } else if (want == Want.TASK) {
                return want;
            } else if (engine.isEstablished()) {
                return Want.NOTHING;
            } else if (!takeHandshake()) {
                return Want.READ;
            }
        }
    }

    /** Takes what the peer has sent up to the end of the handshake; whether there was anything. */
    private boolean takeHandshake() throws IOException {
        Buffers.Lease carried = buffers.take(Buffers.LARGE); // by a record of the handshake: nothing
        try {
            int count = receive(conversation, carried.writer);
            if (count == StreamFd.END) {
                throw new SSLException("the peer has ended the conversation in the middle of the handshake");
            }
            // Behind a short read may be the end, which is no edge of its own.
            return engine.isEstablished() || engine.want() != Want.READ || hasRead && lastRead > 0;
        } finally {
            buffers.giveBack(carried);
        }
    }

    @Override
    int roomToReceive() {
        return engine.plainSize();
    }

    @Override
    int receive(Conversation c, ByteBuffer into) throws IOException {
        int before = into.position();
        holdsRecord = false;
        hasRead = false;
        Buffers.Lease scratch = arrays.take(Buffers.LARGE);
        try {
            ByteBuffer records = incoming.withRoom(scratch.writer, engine.recordSize(), Integer.MAX_VALUE);
            if (records.position() > 0) {
                take(records.flip(), into);
                records.compact();
            }
            if (into.position() == before && !ended && !holdsRecord) {
                readRecords(records);
                take(records.flip(), into);
            } else {
                records.flip();
            }
            incoming.keep(records);
        } finally {
            arrays.giveBack(scratch);
        }
        int count = into.position() - before;
        return count == 0 && ended ? StreamFd.END : count;
    }

    private void readRecords(ByteBuffer records) throws IOException {
        hasRead = true;
        Buffers.Lease lease = buffers.take(Buffers.LARGE);
        ByteBuffer read = lease.writer;
        try {
            lastRead = plain.receive(conversation, read.limit(Math.min(read.limit(), records.remaining())));
            filled = !read.hasRemaining();
            records.put(read.flip());
        } finally {
            buffers.giveBack(lease);
        }
        if (lastRead == StreamFd.END) {
            throw new TlsEndedException(
                    CloseReason.TRUNCATED,
                    "the stream has ended without the end of the TLS conversation (close_notify): it may have been cut"
                            + " off");
        }
    }

    /** Takes complete records, until there is no room or something else has to come first. */
    private void take(ByteBuffer records, ByteBuffer into) throws IOException {
        boolean established = engine.isEstablished();
        int before = into.position();
        while (records.hasRemaining() && !ended && !holdsRecord) {
            if (records.get(records.position()) == ALERT && into.position() > before) {
                holdsRecord = true; // under TLS 1.2 its end is ours, and what came before it may have to be answered
                return;
            }
            if (records.get(records.position()) == ALERT) {
                Sending.encryptAll(conversation);
            }
            Decrypted result = engine.decrypt(records, into);
            if (result == Decrypted.INCOMPLETE) {
                return;
            }
            ended = result == Decrypted.END;
            if (established) {
                answer();
                holdsRecord = result == Decrypted.NO_ROOM;
            } else {
                holdsRecord = engine.isEstablished() || engine.want() != Want.READ;
            }
        }
    }

    /** Sends what the engine has to say to what came: a new key, the end. A peer must not ask for more than it takes. */
    private void answer() throws IOException {
        unsentAnswers = outgoing.isEmpty() ? 0 : unsentAnswers;
        while (engine.want() == Want.WRITE) {
            long before = outgoing.bytes();
            send(conversation, NOTHING, false);
            unsentAnswers += outgoing.bytes() - before;
        }
        if (unsentAnswers > MOST_ANSWERS) {
            throw new SSLException("the peer asks again and again for new keys, and does not take the answers");
        }
    }

    @Override
    boolean mayHaveMore(int count, boolean filledUp, boolean hangUp) {
        return !hasRead || plain.mayHaveMore(lastRead, filled, hangUp);
    }

    @Override
    boolean hasMoved() {
        return hasRead && lastRead > 0;
    }

    @Override
    boolean holdsInput() {
        return holdsRecord || ended;
    }

    @Override
    boolean isPlain() {
        return false;
    }

    /** What is in records that wait still has not been sent. */
    @Override
    long confirmed(long taken) {
        unconfirmed += taken;
        if (!outgoing.isEmpty()) {
            return 0;
        }
        long all = unconfirmed;
        unconfirmed = 0;
        return all;
    }

    @Override
    int send(Conversation c, ByteBuffer from, boolean more) throws IOException {
        int count = from.remaining();
        if (count > 0 && engine.isOutputEnded()) {
            throw new TlsEndedException(
                    CloseReason.RESET, "the peer has ended the TLS conversation while there was more to be sent");
        }
        Buffers.Lease lease = arrays.take(Buffers.LARGE);
        ByteBuffer records = lease.writer;
        try {
            do {
                engine.encrypt(from, records);
                if (!from.hasRemaining() || records.remaining() < engine.recordSize()) {
                    sendRecords(records.flip(), more);
                    records.clear();
                }
            } while (from.hasRemaining());
        } finally {
            arrays.giveBack(lease);
        }
        return count;
    }

    private void sendRecords(ByteBuffer records, boolean more) throws IOException {
        boolean first = outgoing.isEmpty();
        outgoing.add(records);
        if (!first) {
            return;
        }
        try {
            outgoing.sendTo(conversation, plain, Long.MAX_VALUE, more);
        } catch (LinuxException e) {
            outgoing.discard(); // it will take nothing any more
            throw e;
        }
    }

    @Override
    int offer(Conversation c, ByteBuffer from) throws IOException {
        return send(c, from, false);
    }

    @Override
    Outbox flying(Conversation c) {
        return outgoing;
    }

    @Override
    void landed(Conversation c, int count) {
        c.sent(confirmed(0));
    }

    @Override
    long sendFile(Conversation c, FileFd file, long offset, long count) throws IOException {
        Buffers.Lease lease = buffers.take(Buffers.LARGE);
        ByteBuffer bytes = lease.writer;
        try {
            int read = file.read(bytes.limit((int) Math.min(count, bytes.capacity())), offset);
            return read == StreamFd.END ? read : send(c, bytes.flip(), read < count);
        } finally {
            buffers.giveBack(lease);
        }
    }

    @Override
    long sendFrom(Conversation c, Pipe pipe, long count) {
        throw new IllegalStateException("nothing is spliced to where it has to be encrypted");
    }

    @Override
    long queued() {
        return outgoing.bytes();
    }

    @Override
    long flush() throws IOException {
        return outgoing.isEmpty() ? 0 : outgoing.sendTo(conversation, plain, Long.MAX_VALUE, false);
    }

    @Override
    void sayEnd() throws IOException {
        if (!engine.isOutputEnded()) {
            engine.endOutput();
        }
        answer();
    }

    @Override
    boolean hasSaidEnd() {
        return engine.isOutputEnded();
    }

    /** Tells the peer why the conversation is over, if there is room. */
    void sendAlert() {
        try {
            answer();
        } catch (IOException | LinuxException e) {
            // It will see the end of the stream.
        }
    }

    @Override
    void discard() {
        outgoing.discard();
        incoming.discard();
    }
}
