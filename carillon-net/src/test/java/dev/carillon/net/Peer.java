package dev.carillon.net;

import dev.carillon.linux.Errno;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Socket;
import dev.carillon.linux.StreamFd;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.Set;

/** The other end of a connection: sends {@link Noise#INCOMING}, and wants {@link Noise#OUTGOING}, or what it is told to want. */
final class Peer {
    private static final Set<Errno> BROKEN = Set.of(Errno.ECONNRESET, Errno.EPIPE, Errno.ENOTCONN);
    private static final int LIKELY_MOST = 3000;
    private static final int SIP = 300;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    private final PeerStream stream;
    private final Cell.PeerKind kind;
    private final Random random;
    private Noise sends = Noise.INCOMING;
    private Noise wants = Noise.OUTGOING;
    private long sent;
    private long wanted;
    private long got;
    private boolean sawEnd;
    private boolean sawReset;
    private boolean ended;

    Peer(Socket socket, Cell.PeerKind kind, Random random) {
        this(PeerStream.of(socket), kind, random);
    }

    Peer(PeerStream stream, Cell.PeerKind kind, Random random) {
        this.stream = stream;
        this.kind = kind;
        this.random = random;
    }

    /** What comes first is of another place. */
    void wants(Noise stream, long from) {
        wants = stream;
        wanted = from;
    }

    /** What it sends next is of another place. */
    void sends(Noise stream, long from) {
        sends = stream;
        sent = from;
    }

    /** What it does before a turn. */
    void step(int step) {
        switch (kind) {
            case TALKER -> {
                send(random.nextInt(LIKELY_MOST));
                read(Integer.MAX_VALUE);
            }
            case EARLY_END -> {
                if (step == 0) {
                    send(LIKELY_MOST);
                    end();
                }
                read(Integer.MAX_VALUE);
            }
            case SLOW -> {
                send(1);
                read(random.nextInt(SIP));
            }
            case STOPPED -> send(random.nextInt(LIKELY_MOST));
            case RESETTER, CLOSER -> goAway(step);
        }
    }

    private void goAway(int step) {
        send(random.nextInt(LIKELY_MOST));
        if (step < 4) {
            read(Integer.MAX_VALUE);
        } else if (step == 4) {
            if (kind == Cell.PeerKind.CLOSER) {
                read(Integer.MAX_VALUE);
            }
            close();
        }
    }

    void send(int count) {
        if (count == 0 || ended || !stream.isOpen()) {
            return;
        }
        try {
            sent += stream.send(sends.at(sent, count));
        } catch (LinuxException e) {
            broken(e);
        }
    }

    /** Reads up to so many bytes; how many there were. */
    long read(int most) {
        flush();
        long before = got;
        while (got - before < most && !sawEnd && stream.isOpen()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), most - (got - before)));
            int count;
            try {
                count = stream.read(buffer);
            } catch (LinuxException e) {
                broken(e);
                break;
            }
            if (count == StreamFd.END || count == PeerStream.CUT_OFF) {
                sawEnd = true;
                sawReset |= count == PeerStream.CUT_OFF;
            } else if (count == 0) {
                break;
            } else {
                wants.check("what the peer got", wanted + got, buffer.flip());
                got += count;
            }
        }
        return got - before;
    }

    /** Who has seen the end may have something to say still. */
    private void flush() {
        try {
            if (stream.isOpen()) {
                stream.flush();
            }
        } catch (LinuxException e) {
            broken(e);
        }
    }

    private void broken(LinuxException e) {
        if (!BROKEN.contains(e.errno())) {
            throw e;
        }
        sawReset = true;
        sawEnd = true;
        ended = true;
    }

    void end() {
        if (!ended && stream.isOpen()) {
            ended = true;
            try {
                stream.end();
            } catch (LinuxException e) {
                broken(e);
            }
        }
    }

    void close() {
        stream.close();
        ended = true;
    }

    /** Where its stream has come to. */
    long sent() {
        return sent;
    }

    long got() {
        return got;
    }

    boolean isGone() {
        return !stream.isOpen();
    }

    /** It has seen an end that looks orderly. */
    boolean sawOrderlyEnd() {
        return sawEnd && !sawReset;
    }
}
