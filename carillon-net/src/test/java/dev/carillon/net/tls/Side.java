package dev.carillon.net.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;

/** One side of a conversation: does what its engine wants, with buffers that are as small as the engine allows. */
final class Side {
    private static final int MOST_STEPS = 100_000;

    final TlsEngine engine;

    /** What has arrived and is not decrypted; its position is behind it. */
    final ByteBuffer input;

    /** What is to be sent; its position is behind it. */
    final ByteBuffer output;

    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    ByteBuffer toSend = ByteBuffer.allocate(0);
    boolean ended;

    /** How many records have been taken. */
    int records;

    private final ByteBuffer plain;

    Side(TlsEngine engine) {
        this.engine = engine;
        this.input = ByteBuffer.allocateDirect(engine.recordSize());
        this.output = ByteBuffer.allocate(2 * engine.recordSize());
        this.plain = ByteBuffer.allocate(engine.plainSize());
    }

    /** Goes on until it needs the other side, or room for output. */
    void advance() throws SSLException {
        int steps = 0;
        while (step()) {
            if (++steps > MOST_STEPS) {
                throw new AssertionError("the engine spins, it wants " + engine.want());
            }
        }
    }

    private boolean step() throws SSLException {
        return switch (engine.want()) {
            case TASK -> {
                engine.task().run();
                yield true;
            }
            case WRITE -> encrypt();
            case READ -> decrypt();
            case NOTHING -> {
                boolean sends = toSend.hasRemaining() && engine.isEstablished() && !engine.isOutputEnded();
                yield sends && encrypt() || decrypt();
            }
        };
    }

    private boolean encrypt() throws SSLException {
        if (output.remaining() < engine.recordSize()) {
            return false;
        }
        engine.encrypt(toSend, output);
        return true;
    }

    private boolean decrypt() throws SSLException {
        if (ended) {
            return false;
        }
        input.flip();
        plain.clear();
        TlsEngine.Decrypted result = engine.decrypt(input, plain);
        input.compact();
        received.write(plain.array(), 0, plain.position());
        ended = result == TlsEngine.Decrypted.END;
        records += result == TlsEngine.Decrypted.RECORD ? 1 : 0;
        return result == TlsEngine.Decrypted.RECORD || ended;
    }

    /** After a failure: what is left to be said. */
    void flush() throws SSLException {
        int steps = 0;
        while (engine.want() == TlsEngine.Want.WRITE && encrypt()) {
            if (++steps > MOST_STEPS) {
                throw new AssertionError("the engine spins");
            }
        }
    }

    TlsSession session() {
        return engine.session().orElseThrow();
    }
}
